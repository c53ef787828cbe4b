"""
The party that asked must confirm the request in writing within 2 working days of the day a request is made
in an emergency.
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="5.3")


def test_two_working_days_for_whoever_asked(crime):
    made = ("emergency-request-made", "2009-12-04", POLICE)
    assert crime.last_day("5.3", made) == "2009-12-08"
    assert crime.bearers("5.3", made) == [POLICE]


def test_bank_holidays_are_left_out(crime):
    assert crime.last_day("5.3", ("emergency-request-made", "2009-12-24", POLICE)) == "2009-12-30"
