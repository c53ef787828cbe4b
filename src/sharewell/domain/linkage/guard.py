"""The guard for families: brothers, sisters and twins share surname, address and telephone, and are not one child.

Weights alone would link them, since all that they share is strong evidence. So where an extract holds families, rows
are linked without a person's eyes only if forename and birth date agree and sex does not differ, or an identifier is
the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sharewell.domain.linkage.bulk import UNKNOWN, Flags, Levels
from sharewell.domain.linkage.fields import KINDS, Field, Kind

FAMILIES: Final = 0.05
"""From this share on of likely pairs that differ in forename and birth date both, an extract holds families. Records of
one person seldom have two such errors at once; brothers and sisters always differ so, but for twins."""
SURE: Final = 7.0
"""Bits from which a pair is linked where the guard decides: 128 to 1, and not merely more likely than not."""
MARGIN: Final = 3.0
"""Bits by which the best of several possible children must be ahead to be linked."""


HOUSEHOLD: Final = frozenset({Kind.POSTCODE, Kind.PHONE})
"""What a whole household shares."""
OF_A_HOUSEHOLD: Final = 14.0
"""No more bits than this may come from a household: what is the same for all of a family tells none of them apart."""

ENOUGH: Final = 3
"""Forename and birth date must each agree, and one of them surely: both only nearly is how families look."""


def vouched(kind: Kind, level: int) -> int:
    """How far agreeing so tells a child from its brothers and sisters: 2 surely, 1 nearly, 0 not."""
    return KINDS[kind].levels[len(KINDS[kind].levels) - level].vouches if level > 0 else 0


def passes(fields: Sequence[Field], found: Mapping[str, Levels]) -> Flags:
    """Which pairs may be linked without a person's eyes."""
    forename, birth_date, identifier = (_most(fields, found, kind) for kind in ASKED)
    each = (forename > 0) & (birth_date > 0) & (forename + birth_date >= ENOUGH)
    differ = np.zeros(len(forename), dtype=bool)
    for field in fields:
        if field.kind is Kind.SEX:
            differ |= found[field.name] == 0
    return (identifier > 0) | (each & ~differ)


def of_a_family(fields: Sequence[Field], found: Mapping[str, Levels]) -> Flags:
    """Which pairs differ in both forename and birth date, which are known: brothers and sisters, if anybody."""
    forename, birth_date = _most(fields, found, Kind.FORENAME), _most(fields, found, Kind.BIRTH_DATE)
    return np.asarray((forename == 0) & (birth_date == 0))


ASKED: Final = (Kind.FORENAME, Kind.BIRTH_DATE, Kind.IDENTIFIER)


def _most(fields: Sequence[Field], found: Mapping[str, Levels], kind: Kind) -> Levels:
    """For each pair how far its values of the kind vouch for one child; UNKNOWN where none is known."""
    by_level = np.array(
        [*(vouched(kind, level) for level in range(len(KINDS[kind].levels) + 1)), UNKNOWN], dtype=np.int8
    )
    result = np.full(len(next(iter(found.values()))), UNKNOWN, dtype=np.int8)
    for field in fields:
        if field.kind is kind:
            result = np.maximum(result, by_level[found[field.name]])
    return result
