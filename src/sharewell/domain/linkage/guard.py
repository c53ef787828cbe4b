"""The guard for families: brothers, sisters and twins share surname, address and telephone, and are not one child.

Weights alone would link them, since all that they share is strong evidence. So where an extract holds families, rows
are linked without a person's eyes only if forename and birth date each agree, or an identifier is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sharewell.domain.linkage.bulk import Flags, Levels
from sharewell.domain.linkage.fields import KINDS, Field, Kind

FAMILIES: Final = 0.05
"""From this share on of likely pairs that differ in forename and birth date both, an extract holds families. Records of
one person seldom have two such errors at once; brothers and sisters always differ so, but for twins."""
SURE: Final = 6.0
"""Bits from which a pair is linked where the guard decides: 98 to 2, and not merely more likely than not."""
MARGIN: Final = 3.0
"""Bits by which the best of several possible children must be ahead to be linked."""


def vouched(kind: Kind, level: int) -> bool:
    """Whether agreeing so tells a child from its brothers and sisters."""
    return level > 0 and KINDS[kind].levels[len(KINDS[kind].levels) - level].vouches


def passes(fields: Sequence[Field], found: Mapping[str, Levels]) -> Flags:
    """Which pairs may be linked without a person's eyes."""
    agree = {kind: _any(fields, found, kind, vouches=True) for kind in _ASKED}
    return agree[Kind.IDENTIFIER] | (agree[Kind.FORENAME] & agree[Kind.BIRTH_DATE])


def of_a_family(fields: Sequence[Field], found: Mapping[str, Levels]) -> Flags:
    """Which pairs differ in both forename and birth date, which are known: brothers and sisters, if anybody."""
    differ = (_any(fields, found, kind, vouches=False) for kind in (Kind.FORENAME, Kind.BIRTH_DATE))
    return next(differ) & next(differ)


_ASKED: Final = (Kind.FORENAME, Kind.BIRTH_DATE, Kind.IDENTIFIER)


def _any(fields: Sequence[Field], found: Mapping[str, Levels], kind: Kind, *, vouches: bool) -> Flags:
    """The pairs of which a known value of the kind vouches for one child, or does not."""
    levels = len(KINDS[kind].levels)
    by_level = np.array([*(vouched(kind, level) is vouches for level in range(levels + 1)), False])
    result = np.zeros(len(next(iter(found.values()))), dtype=bool)
    for field in fields:
        if field.kind is kind:
            result |= by_level[found[field.name]]
    return result
