"""Days reckoned as protocols reckon them. The trigger day is day 0; bank holidays are an argument.

A working day is Monday to Friday and no bank holiday. A month later is the same day of the month, or the last
day of a month that is too short (31 January and one month is 28 or 29 February). Days and weeks are calendar days.
"""

from __future__ import annotations

import calendar as _months
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_LAST = date(9000, 1, 1)  # no reckoning goes near date.max, where adding a day fails


class Unit(StrEnum):
    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def is_working_day(day: date, bank_holidays: Container[date]) -> bool:
    return day.weekday() < 5 and day not in bank_holidays


def after(period: Period, day: date, bank_holidays: Container[date]) -> date:
    """The last day that is still within a period of the given day."""
    match period.unit:
        case Unit.WORKING_DAY:
            return _working_days_after(period.count, day, bank_holidays)
        case Unit.DAY:
            return day + timedelta(days=period.count)
        case Unit.WEEK:
            return day + timedelta(weeks=period.count)
        case Unit.MONTH:
            return _months_after(period.count, day)
        case Unit.YEAR:
            return _months_after(12 * period.count, day)


def age_on(born: date, day: date) -> int:
    """Completed years. Somebody born on 29 February is a year older on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _working_days_after(count: int, day: date, bank_holidays: Container[date]) -> date:
    while count > 0 and day < _LAST:
        day += timedelta(days=1)
        count -= is_working_day(day, bank_holidays)
    return day


def _months_after(count: int, day: date) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    month += 1
    return date(year, month, min(day.day, _months.monthrange(year, month)[1]))
