"""
The party that identified the breach must report the breach to the other parties within 5 working days of
the day a breach is identified.
"""

import pytest

from ..asking import COUNCIL, TRUST

pytestmark = pytest.mark.clause(number="6.1")


def test_five_working_days(children):
    assert children.last_day("6.1", ("breach-identified", "2006-10-02", TRUST)) == "2006-10-09"


def test_bank_holidays_are_left_out(children):
    assert children.last_day("6.1", ("breach-identified", "2006-12-20", TRUST)) == "2006-12-29"


def test_it_runs_from_the_day_it_was_identified_for_whoever_identified_it(children):
    events = (("breach-occurred", "2006-09-01", COUNCIL), ("breach-identified", "2006-10-02", TRUST))
    assert children.last_day("6.1", *events) == "2006-10-09"
    assert children.bearers("6.1", *events) == [TRUST]
