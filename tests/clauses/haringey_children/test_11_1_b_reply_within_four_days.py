"""
The party that received the notice must reply to the suffering party in writing within 4 days of the day an
indemnity notice is received.
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="11.1(b)")


def test_four_calendar_days_from_receipt(children):
    received = ("indemnity-notice-received", "2006-11-02", POLICE)
    assert children.last_day("11.1(b)", received) == "2006-11-06"
    assert children.bearers("11.1(b)", received) == [POLICE]


def test_bank_holidays_count_in(children):
    assert children.last_day("11.1(b)", ("indemnity-notice-received", "2006-12-22", POLICE)) == "2006-12-26"
