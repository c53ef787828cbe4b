"""
The party that received the request must answer the request in writing within 10 working days of the day a
request is received.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="5.1")


def test_ten_working_days(crime):
    received = ("request-received", "2009-12-01", COUNCIL)
    assert crime.last_day("5.1", received) == "2009-12-15"
    assert crime.bearers("5.1", received) == [COUNCIL]


def test_bank_holidays_are_left_out(crime):
    # Boxing Day 2009 was a Saturday, so that Monday 28 December was a bank holiday in its stead.
    assert crime.last_day("5.1", ("request-received", "2009-12-18", COUNCIL)) == "2010-01-06"
