"""Compulsory school age, both sides of each of its days."""

from datetime import date

import pytest

from sharewell.domain.index.schooling import begins, ends, is_of_school_age


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2020, 3, 31), date(2025, 3, 31)),
        (date(2020, 4, 1), date(2025, 8, 31)),
        (date(2020, 8, 31), date(2025, 8, 31)),
        (date(2020, 9, 1), date(2025, 12, 31)),
        (date(2020, 12, 31), date(2025, 12, 31)),
        (date(2021, 1, 1), date(2026, 3, 31)),
        (date(2020, 2, 29), date(2025, 3, 31)),
    ],
)
def test_it_begins_with_the_term_after_the_fifth_birthday(born, day):
    assert begins(born) == day


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2010, 8, 31), date(2026, 6, 26)),
        (date(2010, 9, 1), date(2027, 6, 25)),
        (date(2010, 1, 1), date(2026, 6, 26)),
        (date(2009, 12, 31), date(2026, 6, 26)),
    ],
)
def test_it_ends_on_the_last_friday_in_june_of_the_year_of_sixteen(born, day):
    assert ends(born) == day


def test_both_ends_count():
    born = date(2010, 3, 15)
    first, last = begins(born), ends(born)
    assert [is_of_school_age(born, date.fromordinal(d.toordinal() + n)) for d, n in ((first, -1), (first, 0))] == [
        False,
        True,
    ]
    assert [is_of_school_age(born, date.fromordinal(last.toordinal() + n)) for n in (0, 1)] == [True, False]
