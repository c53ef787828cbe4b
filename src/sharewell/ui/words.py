"""How dates and lists are written on a page, and how a typed date is read."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

DATE_PARTS = ("day", "month", "year")
MONTHS = [f"{date(2000, month, 1):%B}".lower() for month in range(1, 13)]


def day(value: date) -> str:
    """Return a date, or the local day of a moment, as "2 October 2006"."""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """Return a moment in local time as "2 October 2006 at 9:40pm", or "at midday", "at midnight"."""
    local = _local(value)
    clock = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return f"{day(local)} at {({'12:00am': 'midnight', '12:00pm': 'midday'}).get(clock, clock)}"


def listed(words: Iterable[object], joint: str = "and") -> str:
    """Return the words as one list in a sentence: "a, b and c"."""
    *firsts, last = [str(word) for word in words] or [""]
    return f"{', '.join(firsts)} {joint} {last}" if firsts else last


SMALL = 5
"""A smaller number of people could tell who one of them is."""


def counted(number: int) -> str:
    """Return a number for somebody who is not to know of whom: "1,240", or "Fewer than 5"."""
    return f"{number:,}" if number >= SMALL else f"Fewer than {SMALL}"


def rounded(number: int) -> str:
    """The same to the nearest 5: of several numbers that make up another none is told by those beside it."""
    return counted(nearest(number))


def nearest(number: int) -> int:
    return 5 * round(number / 5) if number >= SMALL else 0


def read_date(day: str, month: str, year: str) -> date | tuple[str, tuple[str, ...]]:
    """Return the date typed in three boxes, or what is wrong ("incomplete", "year", "invalid") and in which.

    A month may be a number, a name or its first letters, three at least. The first box may hold a whole date.
    """
    typed: tuple[str, ...] = (day, month, year)
    if day and not month and not year and len(pasted := re.split(r"[\s/.,-]+", day)) == 3:
        typed = tuple(reversed(pasted)) if len(pasted[0]) == 4 else tuple(pasted)
    if absent := tuple(part for part, word in zip(DATE_PARTS, typed, strict=True) if not word):
        return "incomplete", absent
    if not re.fullmatch(r"[0-9]{4}", typed[2]):
        return "year", ("year",)
    try:
        return date(int(typed[2]), _month(typed[1]), _number(typed[0]))
    except ValueError:
        return "invalid", DATE_PARTS


def _month(word: str) -> int:
    named = [number for number, name in enumerate(MONTHS, 1) if name.startswith(word.lower())]
    return named[0] if named and len(word) >= 3 else _number(word)


def _number(word: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", word):  # int() alone would take "1_0" and "+2"
        raise ValueError(word)
    return int(word)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
