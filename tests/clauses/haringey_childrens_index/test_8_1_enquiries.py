"""
The party that took the report must ask home, school and services where the child learns within 10 working days of
the day a child is reported as missing education.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="8.1")


REPORTED = ("missing-reported", "2026-11-02", COUNCIL)


def test_ten_working_days(index):
    assert index.last_day("8.1", REPORTED) == "2026-11-16"
    assert index.bearers("8.1", REPORTED) == [COUNCIL]
