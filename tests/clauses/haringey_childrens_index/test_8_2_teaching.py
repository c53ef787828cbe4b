"""
The party that took the report must see that the child is taught within 20 working days of the day enquiries about
the child are made.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="8.2")


REPORTED = ("missing-reported", "2026-11-02", COUNCIL)
ASKED = ("enquiries-made", "2026-11-09", COUNCIL)


def test_twenty_working_days_after_the_enquiries(index):
    assert index.last_day("8.2", REPORTED, ASKED) == "2026-12-07"
    assert index.bearers("8.2", REPORTED, ASKED) == [COUNCIL]


def test_no_clock_runs_before(index):
    assert index.runs("8.2", REPORTED, on="2026-11-30") == []
