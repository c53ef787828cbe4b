"""The guard for families: brothers, sisters and twins share surname, address and telephone, and are not one child.

Weights alone would link them, since all that they share is strong evidence. So where an extract holds families, rows
are linked without a person's eyes only if forename and birth date agree and sex does not differ, or an identifier is
the same. What is said here holds for one pair, with numbers, and for millions, with arrays of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from sharewell.domain.linkage import given_names
from sharewell.domain.linkage.bulk import UNKNOWN, Levels, Places
from sharewell.domain.linkage.fields import KINDS, Field, Kind, Test

FAMILIES: Final = 0.05
"""From this share on of likely pairs that differ in forename and birth date both, an extract holds families. Records of
one person seldom have two such errors at once; brothers and sisters always differ so, but for twins."""
TWINS: Final = 0.01
"""From this share on of likely pairs that are as siblings are, beside one pair of the row that is not, it has twins."""
SURE: Final = 6.0
"""Bits from which a pair is linked where the guard decides: 64 to 1, and not merely more likely than not."""
MARGIN: Final = 3.0
"""Bits by which the best of several possible children must be ahead to be linked."""
ENOUGH: Final = 3
"""Forename and birth date must each agree, and one of them surely: both only nearly is how families look."""

HOUSEHOLD: Final = frozenset({Kind.POSTCODE, Kind.PHONE})
"""What a whole household shares."""
OF_A_HOUSEHOLD: Final = 14.0
"""No more bits than this may come from a household: what is the same for all of a family tells none of them apart."""
OF_ANOTHER: Final = -3.0
"""Bits for a household that agrees in nothing, whether one or two things are known of it: whoever moves changes them
together, and one child in eight or so has moved."""


class Vouched(NamedTuple):
    """How far each part of two records is one: 2 surely, 1 nearly, 0 not, UNKNOWN. Of many pairs arrays."""

    forename: Any
    surname: Any
    birth_date: Any
    sex: Any
    identifier: Any
    household: Any


PARTS: Final[Mapping[Kind, str]] = {
    Kind.FORENAME: "forename",
    Kind.SURNAME: "surname",
    Kind.BIRTH_DATE: "birth_date",
    Kind.SEX: "sex",
    Kind.IDENTIFIER: "identifier",
    **dict.fromkeys(HOUSEHOLD, "household"),
}
"""The part of `Vouched` that a field of each kind tells of; a household's fields tell of one."""
_FORENAMES: Final = KINDS[Kind.FORENAME].levels
EXCHANGED: Final = next(len(_FORENAMES) - at for at, each in enumerate(_FORENAMES) if each.test is Test.EXCHANGED)
"""The level of a forename that stands in the surname's place, and the surname in its."""
ALIKE: Final = frozenset(
    len(_FORENAMES) - at for at, each in enumerate(_FORENAMES) if each.vouches == 1 or each.derived == "root"
)
"""The levels of two forenames that are taken for one, though they are not the same."""


def vouches(kind: Kind, level: int) -> int:
    levels = KINDS[kind].levels
    return levels[len(levels) - level].vouches if level > 0 else level


def passes(of: Vouched) -> Any:
    """Whether a pair may be linked without a person's eyes."""
    at_home = (of.household > 0) | ((of.household == UNKNOWN) & (of.surname != 0))
    return (of.identifier > 0) | (no_sibling(of) & (at_home | same_in_all(of)))


def no_sibling(of: Vouched) -> Any:
    """Whether forename, birth date and sex agree as they do for one child, and hardly for two of a family."""
    return (of.forename > 0) & (of.birth_date > 0) & (of.forename + of.birth_date >= ENOUGH) & (of.sex != 0)


def same_in_all(of: Vouched) -> Any:
    """Whether names and birth date surely agree. Of another household nothing less will do: somebody of nearly the same
    name is then as likely as an error."""
    return (of.forename == 2) & (of.surname == 2) & (of.birth_date == 2)


def of_a_family(of: Vouched) -> Any:
    """Whether both forename and birth date differ, which are known: brothers and sisters, if anybody."""
    return (of.forename == 0) & (of.birth_date == 0)


def of_siblings(of: Vouched) -> Any:
    """Whether the forename differs, and the birth date too or else the household is one, as twins' is."""
    return (of.forename == 0) & ((of.birth_date == 0) | (of.household > 0))


def that_count(household: Any, agrees: Any) -> Any:
    """The bits that a household gives to a decision, of those that it weighs."""
    most = np.minimum(household, OF_A_HOUSEHOLD)
    return np.where(agrees == UNKNOWN, household, np.where(agrees == 0, OF_ANOTHER, most))


Forenames = Callable[[Places], Iterable[tuple[str, str]]]
"""The two forenames of the pairs at some places."""


def vouched(fields: Iterable[Field], found: Mapping[str, Levels], forenames: Forenames) -> Vouched:
    """What the levels of many pairs vouch for."""
    pairs = len(next(iter(found.values())))
    most = {part: np.full(pairs, UNKNOWN, dtype=np.int8) for part in Vouched._fields}
    for field in fields:
        if part := PARTS.get(field.kind):
            every = range(len(KINDS[field.kind].levels) + 1)
            by_level = np.array([*(vouches(field.kind, level) for level in every), UNKNOWN], dtype=np.int8)
            most[part] = np.maximum(most[part], by_level[found[field.name]])
        if field.kind is Kind.FORENAME:
            most["surname"][found[field.name] == EXCHANGED] = 2
            alike = np.flatnonzero(np.isin(found[field.name], [*ALIKE]))
            two = [given_names.are_two(one, other) for one, other in forenames(alike)]
            most["forename"][alike[np.array(two, dtype=bool)]] = 0
    return Vouched(**most)
