"""Finding a child from what is known of it, however it is spelt: two questions to the database at most.

The database answers with the few children that share most with what is asked, put in order by their keys and tags, none
of it readable; those few are opened, compared field by field and weighed. Only where none of them is likely are the
common keys tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from sharewell.children.models import Index
from sharewell.children.records import facts
from sharewell.children.records.scoring import scorer
from sharewell.children.search import nearby
from sharewell.children.search.asking import BEHIND, YEARS, Asked, Sought, sought
from sharewell.children.search.weighing import COLUMNS, Found, Opened, best_of, is_likely, opened, weighed
from sharewell.domain.errors import BadInput
from sharewell.domain.linkage.deciding.decide import REVIEW
from sharewell.domain.linkage.keys.index_keys import SHIFT, Kind, probes
from sharewell.domain.linkage.values.fields import NAMES
from sharewell.domain.linkage.weighing.compare import Row, weighable
from sharewell.prepared import ask

MOST: Final = 10
"""Children that a look-up answers with."""
# Bits by which a child that a segment tells of may be behind the first and still be opened.
_SURELY_BEHIND: Final = 16.0
_OF_TWO_NAMES: Final = {Kind.YEAR_AND_NAMES, Kind.DAY_AND_NAMES}
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
    return best_of(
        weighed(scorer(index), weighable(row, facts.FIELDS), (there[pk] for pk in shown if pk in there)), most
    )


def _likely(asked: Asked) -> Iterable[Opened]:
    return opened(ask(_LIKELY, [*asked.told, asked.most, BEHIND]))


def in_stages(child: Sought, likely: Callable[[Asked], Iterable[Opened]], *, most: int = MOST) -> Found:
    """The children who agree best, of those by the rare keys; by the common ones too where nobody of them is likely."""
    found = weighed(child.scorer, child.row, likely(child.rare)) if child.rare.keys else {}
    if not is_likely(found) and child.common.keys:
        for pk, each in weighed(child.scorer, child.row, likely(child.common)).items():
            if pk not in found or found[pk].weight < each.weight:
                found[pk] = each
    return best_of(found, most)
