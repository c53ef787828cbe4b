"""Compulsory school age (Education Act 1996, section 8), from which a child who is taught nowhere is missing education.

It begins on the first of 31 August, 31 December and 31 March that comes on or after the fifth birthday. It ends on the
last Friday in June of the school year, September to August, in which the child reaches 16.
"""

from __future__ import annotations

from datetime import date, timedelta

from sharewell.domain.index.ending import reaches

_BEGINS = ((3, 31), (8, 31), (12, 31))
_AUGUST, _FRIDAY = 8, 4


def begins(born: date) -> date:
    """The first day of compulsory school age."""
    fifth = reaches(5, born)
    days = [date(year, *day) for year in (fifth.year, fifth.year + 1) for day in _BEGINS]
    return next(day for day in days if day >= fifth)


def ends(born: date) -> date:
    """The last day of it."""
    sixteenth = reaches(16, born)
    year = sixteenth.year + (sixteenth.month > _AUGUST)
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - _FRIDAY) % 7)


def is_of_school_age(born: date, on: date) -> bool:
    """Both ends count."""
    return begins(born) <= on <= ends(born)
