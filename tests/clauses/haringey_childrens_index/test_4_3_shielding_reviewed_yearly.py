"""
The party that shielded it must review the shielding within 12 months of the day a record is shielded, and then
within 12 months of each time.
"""

import pytest

from ..asking import TRUST

pytestmark = pytest.mark.clause(number="4.3")


SHIELDED = ("shielded", "2026-11-02", TRUST)


def test_within_a_year_and_then_within_another(index):
    assert index.last_day("4.3", SHIELDED) == "2027-11-02"
    assert index.last_day("4.3", SHIELDED, ("shielding-reviewed", "2027-03-01", TRUST)) == "2028-03-01"


def test_by_whoever_shielded_it(index):
    assert index.bearers("4.3", SHIELDED) == [TRUST]
