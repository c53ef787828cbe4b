"""What the database is asked of a child that is looked for: who shares most of its keys, the rare ones first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sharewell.children.models import Index
from sharewell.children.records import blinding, facts
from sharewell.children.records.keying import as_array
from sharewell.children.records.scoring import scorer
from sharewell.domain.linkage.keys.index_keys import SHIFT, STAGES, Kind, Stage, likenesses
from sharewell.domain.linkage.weighing.compare import Row, Scorer, weighable

YEARS: Final = range(2000, 2031)
"""In which children are born whose birth date is not known."""
BEHIND: Final = 8.0  # of what keys tell: a child that is further behind the first is not opened
_OPENED: Final = 100  # of a common name, a year and a district there may be as many; else hardly any is so near
_OPENED_OF_COMMON: Final = 48
_OPENED_FOR_A_RECORD: Final = 20  # which tells more than a look-up

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


@dataclass(frozen=True, kw_only=True)
class Sought:
    """A child that is looked for, and what is asked about it."""

    row: Row
    scorer: Scorer
    """Of the index that it is looked for in."""
    rare: Asked
    further: Callable[[], Asked]

    @cached_property
    def common(self) -> Asked:
        """Asked only where the rare keys bring nobody likely: common keys, and those of names that are alike."""
        return self.further()


def sought(index: Index, row: Row, probed: Sequence[int], *, registered: bool = False, coming: int = 0) -> Sought:
    """What to ask about a child of whom this is told.

    Args:
        probed: its `probes`.
        registered: it is about to be taken in. Where it tells a number, a telephone or a postcode the common keys are
            not tried: who is there shares one of those or a rare key, and of those who are new nobody is likely, so
            that the common keys would be tried for every one of them.
        coming: rows of the extract that it is in.
    """
    numbers, tags = blinding.hidden(index.pk, probed, row)
    rare, common = dict[int, float](), dict[int, float]()
    for key, number in zip(probed, numbers, strict=True):
        kind = key >> SHIFT
        (common if kind in _COMMON else rare)[number] = _TELLS[kind]
    is_of_a_home = registered and any(key >> SHIFT in _OF_ONE_HOME for key in probed)

    def further() -> Asked:
        keys = dict[int, float]()
        if not is_of_a_home:
            alike = likenesses(row, years=YEARS)
            tells = (_TELLS[key >> SHIFT] for key in alike)
            keys = common | dict(zip(blinding.match_keys(index.pk, alike), tells, strict=True))
        return Asked(keys=keys, tags=tags, most=_OPENED_FOR_A_RECORD if registered else _OPENED_OF_COMMON)

    return Sought(
        row=weighable(row, facts.FIELDS),
        scorer=scorer(index, coming=coming),
        rare=Asked(keys=rare, tags=tags, most=_OPENED_FOR_A_RECORD if registered else _OPENED),
        further=further,
    )
