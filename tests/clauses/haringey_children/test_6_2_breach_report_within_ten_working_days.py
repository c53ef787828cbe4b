"""
The party in breach must send the other parties a report of the breach and of what was done within 10
working days of the day the protocol is breached.
"""

import pytest

from ..asking import COUNCIL, TRUST

pytestmark = pytest.mark.clause(number="6.2")


def test_ten_working_days(children):
    assert children.last_day("6.2", ("breach-occurred", "2006-10-02", COUNCIL)) == "2006-10-16"


def test_bank_holidays_are_left_out(children):
    assert children.last_day("6.2", ("breach-occurred", "2006-12-20", COUNCIL)) == "2007-01-08"


def test_it_runs_from_the_breach_itself_for_the_party_in_breach(children):
    events = (("breach-occurred", "2006-09-01", COUNCIL), ("breach-identified", "2006-10-02", TRUST))
    (run,) = children.runs("6.2", *events, on="2006-10-02")
    assert (run.bearer, run.due.isoformat(), run.late) == (COUNCIL, "2006-09-15", True)
