"""
The parties must circulate the minutes with the action agreed within 5 working days of the day the parties
meet about the breach.
"""

import pytest

pytestmark = pytest.mark.clause(number="6.6")


def test_five_working_days_of_the_meeting(children):
    assert children.last_day("6.6", ("partners-met", "2006-10-27")) == "2006-11-03"
    assert children.bearers("6.6", ("partners-met", "2006-10-27")) == ["the parties"]


def test_bank_holidays_are_left_out(children):
    assert children.last_day("6.6", ("partners-met", "2006-12-22")) == "2007-01-03"
