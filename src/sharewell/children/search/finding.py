"""Finding a child from what is known of it, however it is spelt: two questions to the database at most.

The database answers with the few children that share most with what is asked, put in order by their keys and tags, none
of it readable; those few are opened, compared field by field and weighed. Only where none of them is likely are the
common keys tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from django.db import connection

from sharewell.children.models import Child, Index, in_sight
from sharewell.children.records import blinding, facts
from sharewell.children.records.keying import as_array
from sharewell.children.records.scoring import scorer
from sharewell.children.search import nearby
from sharewell.domain.errors import BadInput
from sharewell.domain.linkage.compare import Compared, Row, compare, weighable
from sharewell.domain.linkage.decide import REVIEW, Decision, decide
from sharewell.domain.linkage.fields import NAMES
from sharewell.domain.linkage.index_keys import SHIFT, STAGES, Kind, Stage, probes
from sharewell.keys.models import masters
from sharewell.prepared import ask

MOST: Final = 10
"""Children that a look-up answers with."""
ENOUGH: Final = 6.0
"""Bits from which a child is likely, so that the common keys are not tried."""
LEAST: Final = -20.0
"""Bits below which a child is not even shown: a million to one against."""
YEARS: Final = range(2000, 2031)  # in which children are born whose birth date is not known
_OPENED: Final = 100  # of a common name, a year and a district there may be as many; else hardly any is so near
_OPENED_OF_COMMON: Final = 48
_OPENED_FOR_A_RECORD: Final = 20  # which tells more than a look-up
BEHIND: Final = 8.0  # of what keys tell: a child that is further behind the first is not opened
# Bits by which a child that a segment tells of may be behind the first and still be opened.
_SURELY_BEHIND: Final = 16.0

# What a key that is shared tells, beside a half for each tag that differs. Far less than how rare it is: a child shares
# several that tell one thing, and of a thousand who share the common keys those with names alike should come first.
_TELLS: Final[Mapping[int, float]] = {
    Kind.NHS_NUMBER: 12,
    Kind.UPN: 12,
    Kind.PHONE: 4.5,
    Kind.DATE_AND_NAME: 4.5,
    Kind.POSTCODE: 4,
    Kind.YEAR_AND_NAMES: 3,
    Kind.DAY_AND_NAMES: 4,
    Kind.SECTOR_AND_NAME: 2.5,
    Kind.DATE_AND_INITIAL: 2,
    Kind.DAY_AND_NAME: 2.5,
}
_COMMON: Final = frozenset(kind for kind, stage in STAGES.items() if stage is Stage.FALLBACK)
_OF_ONE_HOME: Final = {Kind.NHS_NUMBER, Kind.UPN, Kind.PHONE, Kind.POSTCODE}
_OF_TWO_NAMES: Final = {Kind.YEAR_AND_NAMES, Kind.DAY_AND_NAMES}
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
_LIKELY: Final = f"""
    SELECT {", ".join(COLUMNS)}, own
    FROM children_likely(%s::text::bigint[], %s::text::real[], %s::integer, %s::integer, %s::real)
"""  # noqa: S608 (our own columns)
# The values come out of queries of their own: where it sees them, the database makes a plan anew for each look-up, and
# that costs four times what the answer does.
_THESE: Final = f"""
    SELECT {", ".join(f"child.{column}" for column in COLUMNS)}, own.reference
    FROM children_child AS child LEFT JOIN children_child AS own ON own.id = child.merged_into_id
    WHERE child.id = ANY(ARRAY(SELECT unnest(%s::bigint[]))) AND child.index_id = (SELECT %s::integer)
          AND child.until IS NULL
"""  # noqa: S608 (our own columns)


TOO_LITTLE: Final = "Add the other name, a day and month of birth or a whole postcode: one name alone finds nobody"


class TooLittle(BadInput):
    """What is told of a child would find nobody, whoever is there."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A child that may be the one."""

    opened: Opened
    """The row that agrees best."""
    asked: Row
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
        return compare(scorer().model, self.asked, self.opened.row)


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


def find(index: Index, details: Mapping[str, str], *, most: int = MOST) -> Found:
    """The children of an index that agree best with what is told. It records nothing: whoever shows them does.

    Raises TooLittle: to say that nobody is there, where nobody could be found, would be a wrong answer.
    """
    row = facts.row(details)
    asked = probes(row, years=YEARS)
    if not _are_enough(asked, row):
        raise TooLittle(TOO_LITTLE)
    if (near := nearby.ask(index.pk, row)) is not None:
        return _of_these(index, row, near, most=most)
    return in_stages(sought(index, row, asked), _likely, most=most)


def is_enough(details: Mapping[str, str]) -> bool:
    """Whether a child who is there could be found by this."""
    row = facts.row(details)
    return _are_enough(probes(row, years=YEARS), row)


def _are_enough(asked: Sequence[int], row: Row) -> bool:
    """Keys of two names are no use with one."""
    one_name = len(row.get(NAMES, "").split()) < 2
    return any(not (one_name and key >> SHIFT in _OF_TWO_NAMES) for key in asked)


def _of_these(index: Index, row: Row, near: Sequence[tuple[int, float]], *, most: int) -> Found:
    """Those whom a segment told of, as the database has them now: it may show fewer of them, and never more."""
    shown = [pk for pk, weight in near if weight >= min(REVIEW, near[0][1] - _SURELY_BEHIND)]
    there = {each.pk: each for each in opened(ask(_THESE, [shown, index.pk]))}
    return _found(weighed(weighable(row, facts.FIELDS), (there[pk] for pk in shown if pk in there)), most)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """What the database is asked: who shares most of some keys?"""

    keys: Mapping[int, float]
    """What each of them tells, in bits, by its hidden number."""
    tags: int
    most: int
    """Children who are opened."""

    @property
    def told(self) -> tuple[str, str, int]:
        return as_array(self.keys), as_array(self.keys.values()), self.tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A child that is looked for, and what is asked about it."""

    row: Row
    rare: Asked
    common: Asked
    """Asked only where the rare keys bring nobody likely."""


def sought(index: Index, row: Row, probed: Sequence[int], *, registered: bool = False) -> Sought:
    """
    Args:
        probed: its `probes`.
        registered: it is about to be taken in. Where it tells a number, a telephone or a postcode the common keys are
            not tried: who is there shares one of those or a rare key, and of those who are new nobody is likely, so
            that the common keys would be tried for every one of them.
    """
    numbers, tags = blinding.hidden(index.pk, probed, row)
    rare, common = dict[int, float](), dict[int, float]()
    for key, number in zip(probed, numbers, strict=True):
        kind = key >> SHIFT
        (common if kind in _COMMON else rare)[number] = _TELLS[kind]
    if registered and any(key >> SHIFT in _OF_ONE_HOME for key in probed):
        common.clear()
    return Sought(
        row=weighable(row, facts.FIELDS),
        rare=Asked(keys=rare, tags=tags, most=_OPENED_FOR_A_RECORD if registered else _OPENED),
        common=Asked(keys=common, tags=tags, most=_OPENED_OF_COMMON),
    )


def _likely(asked: Asked) -> Iterable[Opened]:
    return opened(ask(_LIKELY, [*asked.told, asked.most, BEHIND]))


def in_stages(child: Sought, likely: Callable[[Asked], Iterable[Opened]], *, most: int = MOST) -> Found:
    """The children who agree best, of those by the rare keys; by the common ones too where nobody of them is likely."""
    found = weighed(child.row, likely(child.rare)) if child.rare.keys else {}
    if child.common.keys and not is_likely(found):
        for pk, each in weighed(child.row, likely(child.common)).items():
            if pk not in found or found[pk].weight < each.weight:
                found[pk] = each
    return _found(found, most)


def is_likely(found: Mapping[int, Candidate]) -> bool:
    return any(each.weight >= ENOUGH for each in found.values())


def _found(each: Mapping[int, Candidate], most: int) -> Found:
    in_order = sorted(each.values(), key=lambda candidate: (-candidate.weight, candidate.opened.pk))
    return Found(candidates=tuple(in_order[:most]))


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


def weighed(row: Row, likely: Iterable[Opened]) -> dict[int, Candidate]:
    """Each child once, as the row of it that agrees best."""
    score, found = scorer(), dict[int, Candidate]()
    for each in likely:
        levels = score.levels(row, each.row)
        weight = score.weight(levels, row)
        if weight < LEAST:
            continue
        known = found.get(each.first)
        if known is None or (weight, -each.pk) > (known.weight, -known.opened.pk):
            found[each.first] = Candidate(opened=each, asked=row, levels=levels, weight=weight)
    return found
