"""People, and how long their accreditation lasts, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sharewell.partners.models import Accreditation, Capacity, Membership
from sharewell.partners.queries import Standing
from sharewell.partners.roles import ABOUT_PEOPLE, ROLES
from sharewell.ui.words import day


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One half of somebody's accreditation. `state` is a word of the tag component."""

    words: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    pk: int
    name: str
    email: str
    role: str
    when: str
    lines: tuple[Line, ...]


def person(row: Membership, standing: Iterable[Standing], *, on: date) -> PersonShown:
    return PersonShown(
        pk=row.pk,
        name=row.called,
        email=row.user.email,
        role=role(row),
        when=_when(row, on),
        lines=tuple(line(each, on=on) for each in standing) if needs_accreditation(row) else (),
    )


def persons(
    rows: Iterable[Membership], standings: Mapping[int, tuple[Standing, ...]], *, on: date
) -> list[PersonShown]:
    return [person(row, standings[row.user_id], on=on) for row in rows]


def role(row: Membership) -> str:
    return f"{row.get_capacity_display()}{', volunteer' if row.volunteer else ''}"


def needs_accreditation(row: Membership) -> bool:
    return bool(ROLES[Capacity(row.capacity)] & ABOUT_PEOPLE)


def line(standing: Standing, *, on: date) -> Line:
    if standing.until is None:
        return Line(words=f"{standing.kind.label}: none on record", state="late")
    if standing.lapsed(on):
        return Line(words=f"{standing.kind.label} ended on {day(standing.until)}", state="late")
    state = "waiting" if standing.ends_soon(on) else "done"
    return Line(words=f"{standing.kind.label} until {day(standing.until)}", state=state)


TAGS = {"late": "Lapsed", "waiting": "Ends soon", "done": "Current"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccreditationShown:
    pk: int
    title: str
    when: str
    recorded: str
    revoked: str


def accreditation(row: Accreditation) -> AccreditationShown:
    revocation = getattr(row, "revocation", None)
    return AccreditationShown(
        pk=row.pk,
        title=f"{row.recognised.get_kind_display()}: {row.recognised.name}",
        when=f"Passed {day(row.passed)}, counts until {day(row.until)}",
        recorded=f"Recorded by {row.by.called} on {day(row.at)}",
        revoked=f"Counts no more since {day(revocation.at)}: {revocation.reason}" if revocation else "",
    )


def _when(row: Membership, on: date) -> str:
    words = f"From {day(row.since)}" if row.since > on else f"Since {day(row.since)}"
    return words + (f", until {day(row.until)}" if row.until else "")
