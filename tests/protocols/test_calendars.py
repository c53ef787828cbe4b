"""Bank holidays of the areas that texts name."""

from datetime import date

import pytest

from sharewell.protocols.calendars import UnknownArea, bank_holidays


@pytest.mark.parametrize(
    ("area", "day", "is_holiday"),
    [
        ("GB/ENG", date(2006, 12, 25), True),
        ("GB/ENG", date(2006, 12, 27), False),
        ("GB/ENG", date(2007, 4, 9), True),
        ("GB/SCT", date(2007, 4, 9), False),
        ("GB/SCT", date(2007, 1, 2), True),
        ("GB/ENG", date(2007, 1, 2), False),
        ("GB/ENG,GB/SCT", date(2007, 1, 2), True),
        ("GB/ENG, GB/SCT", date(2007, 4, 9), True),
        (None, date(2006, 12, 25), False),
    ],
)
def test_a_day_is_a_holiday_where_the_area_has_it(area, day, is_holiday):
    assert (day in bank_holidays(area)) is is_holiday


@pytest.mark.parametrize("area", ["", "X", "gb", "GB/XX", "GB/ENG,", "../x"])
def test_an_unknown_area_is_named(area):
    with pytest.raises(UnknownArea, match="GB/ENG"):
        bank_holidays(area)
