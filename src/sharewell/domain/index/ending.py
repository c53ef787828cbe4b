"""On what day a record is archived and destroyed: reckoned from the text and the birth date, never chosen."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sharewell.domain import calendar
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import Grounds

_NO_HOLIDAYS: frozenset[date] = frozenset()  # years and months are counted by the calendar alone
NO_YEAR: Final = "9000"
"""Years from here on are none: 31/12/9999 is written for a day that is not known, and no calendar goes past it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """`archived` is the first day on which nobody finds the record, `destroyed` the day on which its key goes."""

    destroyed: date
    clause: str
    archived: date | None = None

    @property
    def out_of_sight(self) -> date:
        """The first day on which nobody finds the record: archived, or destroyed at once."""
        return self.archived or self.destroyed


def end_of(birth_date: str, facts: Mapping[str, bool], policy: Policy) -> End | None:
    """When the record of a person born then ends; None where the birth date tells no year, and a person must look.

    Args:
        birth_date: eight digits, year first, "00" for a part that is not known (`linkage.normalise.birth_date`). The
            last day that it may be counts, so that no record ends too early.
        facts: of the person, by code; what is not there is taken as not so.
    """
    born = last_possible(birth_date)
    if born is None:
        return None
    if policy.archived is not None:
        clause, rule = policy.archived
        archived = reaches(rule.age, born)
        return End(destroyed=calendar.after(rule.kept, archived, _NO_HOLIDAYS), archived=archived, clause=clause)
    stated = Grounds(facts={code: facts.get(code, False) for code in policy.edition.known.facts})
    held = [(end.age, clause) for clause, end in policy.ends if end.condition is None or stated.meets(end.condition)]
    if not held:
        return None
    age, clause = max(held)
    return End(destroyed=reaches(age, born), clause=clause)


def last_possible(birth_date: str) -> date | None:
    """The last day that a birth date of eight digits may be; None where it tells no year."""
    if len(birth_date) != 8 or not birth_date.isdigit() or not "0000" < birth_date[:4] < NO_YEAR:
        return None
    year, month, day = int(birth_date[:4]), int(birth_date[4:6]) or 12, int(birth_date[6:])
    if month > 12:  # a part that is no month: the year still holds
        month, day = 12, 31
    last = months.monthrange(year, month)[1]
    return date(year, month, min(day or last, last))


def first_possible(birth_date: str) -> date | None:
    """The first day that a birth date of eight digits may be; None where it tells no year."""
    last = last_possible(birth_date)
    if last is None:
        return None
    month, day = int(birth_date[4:6]), int(birth_date[6:])
    if not 1 <= month <= 12:
        return date(last.year, 1, 1)
    return last if day else last.replace(day=1)


def reaches(age: int, born: date) -> date:
    """The first day on which somebody has completed so many years: born on 29 February, 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 2, 28) + timedelta(days=1)
