"""How a column writes its dates is seen from most of them, and of each file for itself."""

import pytest

from sharewell.linking.reading.dates import dates_of, read

DAYS = [(at % 28 + 1, at % 12 + 1, 2004 + at % 9) for at in range(60)]
MEANT = [f"{year}-{month:02}-{day:02}" for day, month, year in DAYS]


def written(form):
    return [form.format(d=day, m=month, y=year) for day, month, year in DAYS]


FORMS = [
    "{d:02}/{m:02}/{y}",
    "{m:02}/{d:02}/{y}",
    "{d}.{m}.{y}",
    "{y}{m:02}{d:02}",
    "{d:02}{m:02}{y}",
    "{m:02}{d:02}{y}",
    "{d}{m:02}{y}",
    "{m}{d:02}{y}",
    "{m}/{d}/{y} 00:00",
]


@pytest.mark.parametrize("form", FORMS)
def test_the_order_of_day_and_month_is_seen(form):
    assert read([written(form)]) == MEANT


@pytest.mark.parametrize("form", FORMS)
def test_each_file_has_its_own(form):
    assert read([written("{m}/{d}/{y}"), written(form)]) == MEANT * 2


def test_dates_that_do_not_tell_are_read_as_those_of_the_other_file():
    assert read([["03/04/2010"], written("{m}/{d}/{y}")])[0] == "2010-03-04"
    assert read([["03/04/2010"], written("{d}/{m}/{y}")])[0] == "2010-04-03"
    assert read([["03/04/2010"]]) == ["2010-04-03"]


def test_what_is_no_day_stays_as_it_was_written():
    """Read again 20111910 would be a day of 1910."""
    assert read([[*written("{y}-{m:02}-{d:02}"), "2011-19-10", "2004", ""]])[-3:] == ["2011-19-10", "2004-00-00", ""]


def test_only_what_is_no_day_no_month_and_no_year_is_odd():
    of = dates_of(written("{m:02}{d:02}{y}"))
    assert of.odd("12312010") is None
    assert of.odd("2010") is None
    assert of.odd("31122010") == "“31122010” is no date of the calendar."
