"""Children's rows that may be meant: opened, compared field by field with what is asked, and weighed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from django.db import connection

from sharewell.children.models import Child, in_sight
from sharewell.children.records import facts
from sharewell.domain.linkage.deciding.decide import LEAST, LIKELY, Decision, decide
from sharewell.domain.linkage.weighing.compare import Compared, Row, Scorer, compare
from sharewell.keys.models import masters

COLUMNS: Final = (  # in the order of the model
    "id",
    "organisation_id",
    "wrapped",
    "key_id",
    "index_id",
    "reference",
    "details",
    "shows",
    "merged_into_id",
)
_DETAILS: Final = COLUMNS.index("details")


@dataclass(frozen=True, slots=True)
class Opened:
    """A child's row that is compared. There may be a hundred: a `Child` is made only of the one that is worked with."""

    pk: int
    first: int
    """The number of the child's own row."""
    reference: str
    """Of the child's own row."""
    told: Mapping[str, str]
    row: Row
    """What is told, as it is compared."""
    make: Callable[[], Child]


def opened(rows: Iterable[Sequence[Any]]) -> Iterator[Opened]:
    """Rows of the columns that a search reads (`COLUMNS`), with the own row's reference behind them."""
    keys = masters()  # later than the rows, which may have been wrapped anew the moment before
    field = Child._meta.get_field("details")
    for values in rows:
        pk, _, wrapped, key_id, _, reference, sealed, shows, into, own = values
        details = field.opened_beside(sealed, wrapped=wrapped, key_id=key_id, masters=keys)
        told = in_sight(details, shows)
        yield Opened(pk, into or pk, own or reference, told, facts.row(told), partial(_child, values, details))


def _child(values: Sequence[Any], details: Mapping[str, str]) -> Child:
    *read, _ = values
    read[_DETAILS] = details
    return Child.from_db(connection.alias, COLUMNS, read)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A child that may be the one."""

    opened: Opened
    """The row that agrees best."""
    asked: Row
    scorer: Scorer
    levels: list[int]
    """How the fields agree, in the order of the model's."""
    weight: float
    """Bits."""

    @cached_property
    def child(self) -> Child:
        return self.opened.make()

    @property
    def reference(self) -> str:
        return self.opened.reference

    @property
    def told(self) -> Mapping[str, str]:
        return self.opened.told

    @cached_property
    def compared(self) -> Compared:
        """Field by field, for words and pictures."""
        return compare(self.scorer.model, self.asked, self.opened.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    candidates: tuple[Candidate, ...]
    """The likeliest first."""

    @property
    def decision(self) -> Decision:
        """Whether the first is surely the child that was asked for."""
        if not self.candidates:
            return decide(None)
        first, *others = self.candidates
        following = others[0].weight if others else None
        return decide(first.compared, next_best=following, others=(each.compared for each in others))


def weighed(scorer: Scorer, row: Row, likely: Iterable[Opened]) -> dict[int, Candidate]:
    """Each child once, as the row of it that agrees best."""
    found = dict[int, Candidate]()
    for each in likely:
        levels = scorer.levels(row, each.row)
        weight = scorer.weight(levels, row)
        if weight < LEAST:
            continue
        known = found.get(each.first)
        if known is None or (weight, -each.pk) > (known.weight, -known.opened.pk):
            found[each.first] = Candidate(opened=each, asked=row, scorer=scorer, levels=levels, weight=weight)
    return found


def is_likely(found: Mapping[int, Candidate]) -> bool:
    """Whether one of them is, so that the common keys need not be tried."""
    return any(each.weight >= LIKELY for each in found.values())


def best_of(found: Mapping[int, Candidate], most: int) -> Found:
    """The `most` who agree best; of two with one weight the one who was there first."""
    in_order = sorted(found.values(), key=lambda candidate: (-candidate.weight, candidate.opened.pk))
    return Found(candidates=tuple(in_order[:most]))
