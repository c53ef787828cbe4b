"""
The party that opened it must review the opening of a shielded record within 2 working days of the day a shielded
record is opened.
"""

import pytest

from ..asking import TRUST

pytestmark = pytest.mark.clause(number="4.6")


OPENED = ("shield-opened", "2026-12-24", TRUST)


def test_two_working_days(index):
    assert index.last_day("4.6", OPENED) == "2026-12-30"


def test_by_whose_member_opened_it(index):
    assert index.bearers("4.6", OPENED) == [TRUST]
