"""
The parties must meet to discuss the breach and agree what follows within 20 working days of the day the
protocol is breached.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="6.3")


def test_twenty_working_days(children):
    assert children.last_day("6.3", ("breach-occurred", "2006-10-02", COUNCIL)) == "2006-10-30"


def test_bank_holidays_are_left_out(children):
    assert children.last_day("6.3", ("breach-occurred", "2006-12-20", COUNCIL)) == "2007-01-22"


def test_the_parties_meet_together(children):
    assert children.bearers("6.3", ("breach-occurred", "2006-10-02", COUNCIL)) == ["the parties"]
