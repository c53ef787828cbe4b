"""What a sentence about an index of people can mean: what is held, who may search, what is shielded, when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sharewell.domain.calendar import Period
from sharewell.domain.rules import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHolds:
    """The codes of the only fields that may be held."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that must not be held, and the codes of what extracts call it."""

    what: str
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRefuses:
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFreeText:
    most: int  # characters of a value


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFor:
    purposes_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MustBeAccredited:
    act: str


class WatchKind(StrEnum):
    MANY = "many"  # more than `most` people in a day
    FISHING = "fishing"  # `least` people or more in 30 days, works with fewer than `percent` in a hundred
    HOURS = "hours"  # before hour `least`, from hour `most` on, or on no working day
    KIN = "kin"  # who looks shares a surname or a home with whom they find


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Look-ups that the auditor is shown."""

    kind: WatchKind
    least: int | None = None
    most: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShieldedShows:
    """The fields by which alone a shielded record is found, and which alone it shows."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningEnds:
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    fields: tuple[str, ...]  # the codes of the services


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveHeld:
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveShows:
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyedAt:
    """On the day the person reaches `age` a record ends; of several that hold for a person, at the highest age."""

    age: int
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedAt:
    """From the day the person reaches `age` nobody finds the record; `kept` later it ends."""

    age: int
    kept: Period


IndexRule = (
    IndexHolds | IndexRefuses | NoFreeText | SearchFor | MustBeAccredited | Watch | ShieldedShows | OpeningEnds
    | Sensitive | SensitiveHeld | SensitiveShows | DestroyedAt | ArchivedAt
)  # fmt: skip
