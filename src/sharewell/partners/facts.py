"""How long accreditation lasts."""

from datetime import date, timedelta

DAY = timedelta(days=1)


def last_day(passed: date, months: int) -> date:
    """The last of so many months that begin on a day: three years from 2 March 2024 end on 1 March 2027."""
    year, month = divmod(passed.year * 12 + passed.month - 1 + months, 12)
    try:
        return date(year, month + 1, passed.day) - DAY
    except ValueError:  # no such day in that month: its last day
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - DAY
