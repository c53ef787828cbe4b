"""What can be known of a person, how each kind of value is written, and how far two values agree.

Everything that gives a kind of field its meaning is in this file: a row of KINDS. A level is one way of agreeing, tried
from the closest on; the first that holds is the pair's, and "differ" is what is left. The same levels are evaluated for
one pair (`compare`), for millions (`bulk`) and by Splink in SQL (`linking.splink_model`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sharewell.domain.linkage.values import nicknames, normalise


class Kind(StrEnum):
    FORENAME = "forename"
    SURNAME = "surname"
    MIDDLE_NAME = "middle name"
    BIRTH_DATE = "birth date"
    SEX = "sex"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "e-mail"
    IDENTIFIER = "identifier"
    NUMBER = "number"
    TEXT = "text"


class Test(StrEnum):
    """How two values are held beside each other. `Level.at` is the threshold, where there is one."""

    JARO_WINKLER = "jaro-winkler"
    """The Jaro-Winkler likeness is `at` or more."""
    EDITS = "edits"
    """At most `at` letters changed, left out, added or exchanged with their neighbour (Damerau-Levenshtein)."""
    YEARS = "years"
    """What is derived, a day of the year, is the same, and the years before it are at most `at` apart."""
    START = "start"
    """The first `at` characters are the same."""
    SAME = "same"
    """The values are equal, or those derived from them."""
    EXCHANGED = "exchanged"
    """Forename and surname stand in each other's place, each with a Jaro-Winkler likeness of `at` or more."""
    AMONG = "among"
    """One value is among the other record's name words: second, former and other names."""


HAIR: Final = 1e-9
"""By which a likeness may be below a threshold: programs add its parts in their own order, and of some pairs of names
(okshaashvili, oshaashvli) one says 0.92 and another 0.9199999999999999."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    words: str
    test: Test
    at: float = 0.0
    derived: str = ""
    """The derived column the test looks at; empty for the value itself."""
    frequent: bool = False
    """Whether agreeing on a rare value weighs more than on a common one."""
    vouches: int = 0
    """How far two values are one that agree so, as the guard for families asks: 3 the same, 2 surely, 1 nearly, 0."""
    expected: float
    """How often two records of one person agree this way before any data is seen: where training starts from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfField:
    written: Callable[[str], str]
    derived: Mapping[str, Callable[[str], str]]
    levels: tuple[Level, ...]


NAME_KINDS: Final = frozenset({Kind.FORENAME, Kind.SURNAME})
"""The two names by which a person is known; a record's further names are of no kind of their own."""
DETAILS: Final = frozenset({Kind.TEXT, Kind.NUMBER})
"""What may tell of anything, and is no detail of a person's own."""
NAMES: Final = "names"
"""The column of all name words of a record, in one string with single spaces."""


def _same(expected: float, *, frequent: bool = True, vouches: int = 0) -> Level:
    return Level(words="the same", test=Test.SAME, frequent=frequent, vouches=vouches, expected=expected)


KINDS: Final[dict[Kind, KindOfField]] = {
    Kind.FORENAME: KindOfField(
        written=normalise.forename,
        derived={"root": lambda name: nicknames.root(name.split(" ")[0])},
        levels=(
            _same(0.80, vouches=3),
            Level(words="forms of one name", test=Test.SAME, derived="root", vouches=3, expected=0.03),
            Level(words="much alike", test=Test.JARO_WINKLER, at=0.92 - HAIR, vouches=1, expected=0.05),
            Level(words="alike", test=Test.JARO_WINKLER, at=0.8 - HAIR, vouches=1, expected=0.04),
            Level(words="exchanged with the surname", test=Test.EXCHANGED, at=0.88 - HAIR, vouches=2, expected=0.02),
            Level(words="among the other's names", test=Test.AMONG, expected=0.01),
            Level(words="the same initial", test=Test.START, at=1, expected=0.01),
        ),
    ),
    Kind.SURNAME: KindOfField(
        written=normalise.name,
        derived={},
        levels=(
            _same(0.82, vouches=3),
            Level(words="much alike", test=Test.JARO_WINKLER, at=0.92 - HAIR, vouches=1, expected=0.06),
            Level(words="alike", test=Test.JARO_WINKLER, at=0.8 - HAIR, vouches=1, expected=0.04),
            Level(words="among the other's further names", test=Test.AMONG, expected=0.01),
        ),
    ),
    Kind.MIDDLE_NAME: KindOfField(
        written=normalise.name,
        derived={},
        levels=(
            _same(0.80),
            Level(words="much alike", test=Test.JARO_WINKLER, at=0.92 - HAIR, expected=0.04),
            Level(words="the same initial", test=Test.START, at=1, expected=0.10),
        ),
    ),
    Kind.BIRTH_DATE: KindOfField(
        written=normalise.birth_date,
        derived={"canonical": normalise.canonical_date, "day": normalise.day_of_year},
        levels=(
            _same(0.85, vouches=3),
            Level(words="day and month exchanged", test=Test.SAME, derived="canonical", vouches=2, expected=0.01),
            # Only two dates are that; one digit apart are two dozen, and never 2010 from 2009.
            Level(words="the same day, a year apart", test=Test.YEARS, at=1, derived="day", vouches=1, expected=0.01),
            Level(words="one digit apart", test=Test.EDITS, at=1, vouches=1, expected=0.05),
            Level(words="two digits apart", test=Test.EDITS, at=2, vouches=1, expected=0.02),
            Level(words="the same year", test=Test.START, at=4, expected=0.02),
            Level(words="the same day and month", test=Test.SAME, derived="day", expected=0.01),
            Level(words="the same decade", test=Test.START, at=3, expected=0.01),
        ),
    ),
    Kind.SEX: KindOfField(written=normalise.sex, derived={}, levels=(_same(0.97, frequent=False, vouches=2),)),
    Kind.POSTCODE: KindOfField(
        written=normalise.postcode,
        derived={"outward": normalise.outward},
        levels=(
            _same(0.80, vouches=2),
            Level(words="one letter apart", test=Test.EDITS, at=1, vouches=1, expected=0.08),
            Level(words="the same outward part", test=Test.SAME, derived="outward", expected=0.02),
            Level(words="the same beginning", test=Test.START, at=2, expected=0.02),
        ),
    ),
    Kind.PHONE: KindOfField(
        written=normalise.phone,
        derived={"end": lambda number: number[-6:]},
        levels=(
            _same(0.80, vouches=2),
            Level(words="one digit apart", test=Test.EDITS, at=1, vouches=1, expected=0.05),
            Level(words="the same last six digits", test=Test.SAME, derived="end", vouches=1, expected=0.01),
        ),
    ),
    Kind.EMAIL: KindOfField(
        written=normalise.email,
        derived={"before the @": lambda address: address.split("@")[0]},
        levels=(
            _same(0.80),
            Level(words="the same before the @", test=Test.SAME, derived="before the @", expected=0.03),
            # Two of one forename often have addresses that differ in two letters, and in one hardly ever.
            Level(words="one letter apart", test=Test.EDITS, at=1, expected=0.05),
            Level(words="two letters apart", test=Test.EDITS, at=2, expected=0.02),
            Level(words="alike", test=Test.JARO_WINKLER, at=0.88 - HAIR, expected=0.03),
        ),
    ),
    Kind.IDENTIFIER: KindOfField(
        written=normalise.identifier,
        derived={},
        levels=(
            _same(0.90, vouches=2),
            Level(words="one character apart", test=Test.EDITS, at=1, expected=0.05),
            Level(words="two characters apart", test=Test.EDITS, at=2, expected=0.02),
        ),
    ),
    Kind.NUMBER: KindOfField(
        written=normalise.identifier,
        derived={},
        levels=(_same(0.85), Level(words="one character apart", test=Test.EDITS, at=1, expected=0.08)),
    ),
    Kind.TEXT: KindOfField(
        written=normalise.words,
        derived={"in order": lambda text: " ".join(sorted(text.split()))},
        levels=(
            _same(0.75),
            Level(words="the same words in another order", test=Test.SAME, derived="in order", expected=0.01),
            Level(words="much alike", test=Test.JARO_WINKLER, at=0.92 - HAIR, expected=0.10),
            Level(words="alike", test=Test.JARO_WINKLER, at=0.8 - HAIR, expected=0.05),
        ),
    ),
}


RANKED: Final = {
    kind: {len(of.levels) - place: level for place, level in enumerate(of.levels)} for kind, of in KINDS.items()
}
"""The levels of each kind by rank: first the closest, which has the highest, and last 1; at 0 two values differ."""
UNKNOWN: Final = -1
"""In place of a rank, where one value or both are missing."""
EXCHANGED: Final = next(rank for rank, level in RANKED[Kind.FORENAME].items() if level.test is Test.EXCHANGED)
"""The rank of a forename that stands in the surname's place, and the surname in its."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of an extract: its name, which is its column's, and its kind."""

    name: str
    kind: Kind

    def derived(self, what: str) -> str:
        """The column of a derived value, such as 'dob: canonical'; of nothing derived, the field's own."""
        return f"{self.name}: {what}" if what else self.name


def other_name(field: Field, fields: Sequence[Field]) -> str | None:
    """The surname's name for the forename, and the forename's for the surname."""
    other = {Kind.FORENAME: Kind.SURNAME, Kind.SURNAME: Kind.FORENAME}.get(field.kind)
    return next((f.name for f in fields if f.kind is other), None)
