"""Days as protocols reckon them, from 2000 to 2035 and with the bank holidays of England."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.calendar import Period, Unit, after, is_working_day
from sharewell.protocols.calendars import bank_holidays

ENGLAND = bank_holidays("GB/ENG")
days = st.dates(date(2000, 1, 1), date(2035, 12, 31))


def working(count: int, day: date) -> date:
    return after(Period(count, Unit.WORKING_DAY), day, ENGLAND)


def months(count: int, day: date) -> date:
    return after(Period(count, Unit.MONTH), day, ENGLAND)


@given(days, st.integers(1, 60))
def test_a_number_of_working_days_holds_just_that_many(day: date, count: int) -> None:
    last = working(count, day)
    between = [day + timedelta(days=n + 1) for n in range((last - day).days)]
    assert sum(is_working_day(each, ENGLAND) for each in between) == count
    assert is_working_day(last, ENGLAND)


@given(days, st.integers(0, 60))
def test_more_working_days_end_later(day: date, count: int) -> None:
    assert working(count, day) < working(count + 1, day)


@given(days, st.integers(1, 60))
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(day: date, count: int) -> None:
    end = months(count, day)
    assert (end.year - day.year) * 12 + end.month - day.month == count
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


@given(days, st.integers(1, 10))
def test_a_year_is_twelve_months(day: date, count: int) -> None:
    assert after(Period(count, Unit.YEAR), day, ENGLAND) == months(12 * count, day)


@given(days, st.integers(1, 200))
def test_days_and_weeks_know_no_holidays(day: date, count: int) -> None:
    assert after(Period(count, Unit.DAY), day, ENGLAND) == day + timedelta(days=count)
    assert after(Period(count, Unit.WEEK), day, ENGLAND) == day + timedelta(days=7 * count)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2002-05-31", "2002-06-05"),  # a golden jubilee: two days
        ("2011-04-28", "2011-05-03"),  # a royal wedding, and the May holiday
        ("2012-06-01", "2012-06-06"),  # a diamond jubilee: two days
        ("2022-06-01", "2022-06-06"),  # a platinum jubilee: two days
        ("2022-09-16", "2022-09-20"),  # a state funeral
        ("2023-05-05", "2023-05-09"),  # a coronation
        ("2020-05-07", "2020-05-11"),  # the May holiday moved to a Friday
        ("2007-04-05", "2007-04-10"),  # Easter
        ("2008-03-20", "2008-03-25"),  # the earliest Easter of these years
        ("2004-12-24", "2004-12-29"),  # Christmas at a weekend, twice made up for
    ],
)
def test_one_working_day_passes_over_the_holidays(begin: str, end: str) -> None:
    assert working(1, date.fromisoformat(begin)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("begin", "count", "end"),
    [
        ("2007-01-31", 1, "2007-02-28"),
        ("2008-01-31", 1, "2008-02-29"),
        ("2008-02-29", 12, "2009-02-28"),
        ("2008-02-29", 48, "2012-02-29"),
        ("2006-08-30", 6, "2007-02-28"),
        ("2006-10-31", 1, "2006-11-30"),
        ("2006-12-15", 1, "2007-01-15"),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(begin: str, count: int, end: str) -> None:
    assert months(count, date.fromisoformat(begin)) == date.fromisoformat(end)
