"""The guard for families: brothers, sisters and twins share surname, address and telephone, and are not one child.

Weights alone would link them, since all that they share is strong evidence. So where an extract holds families, rows
are linked without a person's eyes only if forename and birth date agree and sex does not differ, or an identifier is
the same and one of the two. What is said here holds for one pair, with numbers, and for millions, with arrays of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from sharewell.domain.linkage.values import given_names, normalise
from sharewell.domain.linkage.values.fields import EXCHANGED, RANKED, UNKNOWN, Field, Kind, Test
from sharewell.domain.linkage.weighing.bulk import Levels, Places

FAMILIES: Final = 0.05
"""From this share on of likely pairs that differ in forename and birth date both, an extract holds families. Records of
one person seldom have two such errors at once; brothers and sisters always differ so, but for twins."""
UNDATED: Final = 0.3
"""The same share for two extracts without birth dates, where one wrong forename is enough to look like a brother. Where
the brother is in both extracts too, the rule for twins (`TWINS`) shows it sooner."""
TWINS: Final = 0.01
"""An extract holds twins if in this share of its likely pairs a row that has its own partner is paired with a sibling
of that partner too."""
NO_TWINS: Final = 0.001
"""With fewer twins than this share of rows that have a partner of their own, nobody has a twin..."""
WRONG_NAMES: Final = 0.01
"""... if no more than this share has another forename and everything else the same..."""
SEEN: Final = 500
"""... among so many, or twins might go unseen."""
SURE: Final = 5.0
"""Bits from which a pair is linked where the guard decides: 32 to 1, and not merely more likely than not."""
MARGIN: Final = 3.0
"""Bits by which the best of several possible children must be ahead to be linked."""
FAR: Final = SURE + MARGIN
"""Bits from which rows of extracts are linked though the home is another, or forename and birth date nearly agree: 256
to 1. An index of millions asks for more (`passes`), since it has as many people who are as like."""
ENOUGH: Final = 3
"""Forename and birth date must each agree, and one of them surely: both only nearly is how families look."""
SURELY: Final = 2
SAME: Final = 3
"""What a level vouches for at which the values are the same, or forms of the same name."""

HOUSEHOLD: Final = frozenset({Kind.POSTCODE, Kind.PHONE})
"""What a whole household shares."""


class Vouched(NamedTuple):
    """How far each part of two records is one: `Level.vouches`, or UNKNOWN. Of many pairs arrays."""

    forename: Any
    surname: Any
    birth_date: Any
    sex: Any
    identifier: Any
    household: Any
    called: Any
    """Whether the forename is like the other's, or among its further names."""


PARTS: Final[Mapping[Kind, str]] = {
    Kind.FORENAME: "forename",
    Kind.SURNAME: "surname",
    Kind.BIRTH_DATE: "birth_date",
    Kind.SEX: "sex",
    Kind.IDENTIFIER: "identifier",
    **dict.fromkeys(HOUSEHOLD, "household"),
}
"""The part of `Vouched` that a field of each kind tells of; a household's fields tell of one."""
_FORENAMES: Final = RANKED[Kind.FORENAME].items()
_ALIKE: Final = frozenset(rank for rank, level in _FORENAMES if level.vouches == 1 or level.derived == "root")
"""The levels of two forenames that are taken for one, though they are not the same."""
CALLED: Final = _ALIKE | {rank for rank, level in _FORENAMES if level.test is Test.AMONG}
"""The levels of a forename that a child of that number may go by, whatever its own is."""
_OF_AN_INITIAL: Final = frozenset(rank for rank, level in _FORENAMES if level.test is Test.START)
_OF_A_YEAR: Final = frozenset(
    rank for rank, level in RANKED[Kind.BIRTH_DATE].items() if level.test is Test.START and level.at == 4
)
_OTHER_NUMBERS: Final = frozenset(range(len(RANKED[Kind.IDENTIFIER])))
_OF_A_DISTRICT: Final = frozenset(rank for rank, level in RANKED[Kind.POSTCODE].items() if level.derived)


def _misread(one: str, other: str) -> bool:
    """Whether one of two numbers may be a wrong form of the other. The check digit finds every single error, so that
    two NHS numbers with which it holds are two children's, or one that was given to the wrong child."""
    return not (normalise.nhs_number_holds(one) and normalise.nhs_number_holds(other))


def _in_part(one: str, other: str) -> bool:
    return normalise.a_district(one) or normalise.a_district(other)


def _a_year_alone(one: str, other: str) -> bool:
    return one.endswith("0000") or other.endswith("0000")


def _an_initial(one: str, other: str) -> bool:
    return len(one) == 1 or len(other) == 1


_LOOKED_AT: Final[Mapping[Kind, tuple[tuple[frozenset[int], Callable[[str, str], bool], int], ...]]] = {
    # An initial that agrees is no other name; neither is it enough to tell that it is the same.
    Kind.FORENAME: ((_ALIKE, given_names.are_two, 0), (_OF_AN_INITIAL, _an_initial, UNKNOWN)),
    # Of which only the year is known, and it agrees, is no other date.
    Kind.BIRTH_DATE: ((_OF_A_YEAR, _a_year_alone, UNKNOWN),),
    Kind.IDENTIFIER: ((_OTHER_NUMBERS, _misread, UNKNOWN),),
    Kind.POSTCODE: ((_OF_A_DISTRICT, _in_part, UNKNOWN),),  # of which no more is known is no other household's
}
"""The levels at which the two values must be looked at: what is asked of them, and what they vouch for if it is so."""


def vouches(kind: Kind, level: int) -> int:
    """How far two values of that level are one, going by the level alone (`Level.vouches`)."""
    return RANKED[kind][level].vouches if level > 0 else level


def vouched_by(kind: Kind, level: int, one: str, other: str) -> int:
    """How far two values that agree so are one."""
    for levels, asks, then in _LOOKED_AT.get(kind, ()):
        if level in levels and asks(one, other):
            return then
    return vouches(kind, level)


def passes(of: Vouched) -> Any:
    """Whether a pair may be linked without a person's eyes."""
    at_home = (of.household > 0) | ((of.household == UNKNOWN) & (of.surname != 0))
    # A child is written down with its brother's number sooner than with another forename and another birth date both,
    # and with its twin's sooner than with another forename and another sex.
    another = (of.forename == 0) & ((of.birth_date == 0) | ((of.sex == 0) & (of.called <= 0)))
    numbered = (of.identifier > 0) & ~np.asarray(another)
    return numbered | (~two_numbers(of) & no_sibling(of) & (at_home | same_in_all(of)))


def by_number_alone(of: Vouched) -> Any:
    """Whether an identifier is the same and the forename is not: somebody else may be there who has the forename."""
    return (of.identifier > 0) & (of.forename == 0)


def by_name_alone(of: Vouched) -> Any:
    """Whether forename and birth date agree as they do for one child, and no identifier says so too.

    Where another is found `by_number_alone`, this may be the one who is meant, written down with its twin's number.
    """
    return no_sibling(of) & (of.identifier <= 0)


def two_numbers(of: Vouched) -> Any:
    """Whether both have an NHS number, and neither is a misread form of the other."""
    return np.asarray(of.identifier == 0)


def no_sibling(of: Vouched) -> Any:
    """Whether forename, birth date and sex agree as they do for one child, and hardly for two of a family."""
    agree = (of.forename > 0) & (of.birth_date > 0) & (of.forename + of.birth_date >= ENOUGH)
    # Parents give no name twice: both names and the home say enough where a sex is wrong or a birth date is not known.
    namesakes = (of.forename == SAME) & (of.surname == SAME) & (of.household == SURELY)
    undated = namesakes & (of.birth_date == UNKNOWN)
    return ((agree | undated) & (of.sex != 0)) | (namesakes & (of.birth_date == SAME))


def same_in_all(of: Vouched) -> Any:
    """Whether names and birth date are the same, and not exchanged or misspelt. Of another household nothing less will
    do: somebody else to whom that applies is then as likely as a second error in one record."""
    return (of.forename == SAME) & (of.surname == SAME) & (of.birth_date == SAME)


def passes_by_far(of: Vouched) -> Any:
    """Whether nothing shows that two rows of extracts are two people, so that with many bits (`FAR`) they are linked.
    Brothers and sisters differ in forename, and hardly any two of them nearly agree in it and in birth date as well."""
    home = (of.household == SURELY) & (of.surname != 0)
    undated = (of.birth_date == UNKNOWN) & (of.forename == SAME) & (home | ((of.surname == SAME) & (of.household != 0)))
    return (((of.forename > 0) & (of.birth_date > 0)) | undated) & (of.sex != 0) & ~two_numbers(of)


def of_a_family(of: Vouched) -> Any:
    """Whether forename and birth date are both known and both differ: then they are brothers or sisters, if related."""
    return (of.forename == 0) & (of.birth_date == 0)


def is_sibling(of: Vouched) -> Any:
    """Whether they are brothers or sisters of whom nobody says otherwise by one number for both."""
    return of_a_family(of) & (of.identifier <= 0)


def of_siblings(of: Vouched) -> Any:
    """Whether the forename differs, and the birth date does too or the household is the same, as that of twins is."""
    return (of.forename == 0) & ((of.birth_date == 0) | (of.household > 0))


def of_one_birth(of: Vouched) -> Any:
    """Whether surname, birth date and home are the same, and sex does not differ: one child, or twins."""
    same = (of.surname == SAME) & (of.birth_date == SAME) & (of.household == SURELY)
    return same & (of.sex != 0) & ~two_numbers(of)


def of_namesakes(of: Vouched, *, dated: bool) -> Any:
    """Whether neither birth date nor home nor number say that they are one: nothing may that is not their names.

    Args:
        dated: whether birth dates are kept.
    """
    return ((of.birth_date < SURELY) | (not dated)) & (of.household <= 0) & (of.identifier <= 0)


Said = Callable[[str, Places], Iterable[tuple[str, str]]]
"""The two values of a field, of the pairs at some places."""


def vouched(fields: Iterable[Field], found: Mapping[str, Levels], said: Said) -> Vouched:
    """What many pairs vouch for, by their levels and, here and there, their values."""
    pairs = len(next(iter(found.values())))
    most = {part: np.full(pairs, UNKNOWN, dtype=np.int8) for part in Vouched._fields}
    for field in sorted(fields, key=lambda field: field.kind is Kind.IDENTIFIER):
        name, kind = field.name, field.kind
        if part := PARTS.get(kind):
            every = range(len(RANKED[kind]) + 1)
            own = np.array([*(vouches(kind, level) for level in every), UNKNOWN], dtype=np.int8)[found[name]]
            for levels, asks, then in _LOOKED_AT.get(kind, ()):
                looked_at = np.isin(found[name], [*levels])
                if kind is Kind.IDENTIFIER:  # which decides nothing where forenames differ, as those of most pairs do
                    looked_at &= most["forename"] != 0
                at = np.flatnonzero(looked_at)
                own[at[np.array([asks(one, other) for one, other in said(name, at)], dtype=bool)]] = then
            most[part] = np.maximum(most[part], own)
        if kind is Kind.FORENAME:
            most["surname"][found[name] == EXCHANGED] = vouches(kind, EXCHANGED)
            most["called"][np.isin(found[name], [*CALLED])] = SURELY
    return of_fields(Vouched(**most), fields)


def of_fields(of: Vouched, fields: Iterable[Field]) -> Vouched:
    """Where no birth dates are kept, all that tells brothers apart is the forename, and it vouches for both."""
    if any(field.kind is Kind.BIRTH_DATE for field in fields):
        return of
    return of._replace(birth_date=np.where(of.forename > 0, np.maximum(of.forename, SURELY), of.forename))
