"""
The party that received the offer must answer the offer of a record within 10 working days of the day the offer of a
record is received.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="7.1")


def test_ten_working_days(index):
    assert index.last_day("7.1", ("transfer-received", "2026-12-14", COUNCIL)) == "2026-12-30"


def test_by_whoever_received_it(index):
    assert index.bearers("7.1", ("transfer-received", "2026-12-14", COUNCIL)) == [COUNCIL]
