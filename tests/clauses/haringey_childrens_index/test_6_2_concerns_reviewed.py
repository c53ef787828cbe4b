"""
The party that raised the concern must review the concern within 3 months of the day a concern is raised, and then
within 3 months of each time.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="6.2")


RAISED = ("concern-raised", "2026-11-02", COUNCIL)


def test_within_three_months_and_then_within_three_more(index):
    assert index.last_day("6.2", RAISED) == "2027-02-02"
    assert index.last_day("6.2", RAISED, ("concern-reviewed", "2026-12-01", COUNCIL)) == "2027-03-01"


def test_by_whoever_raised_it(index):
    assert index.bearers("6.2", RAISED) == [COUNCIL]
