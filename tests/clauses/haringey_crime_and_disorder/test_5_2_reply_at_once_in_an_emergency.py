"""
The party that was asked must answer the request in writing at once when a request is received in an
emergency.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="5.2")


def test_on_the_same_day(crime):
    received = ("emergency-request-received", "2009-12-05", COUNCIL)
    assert crime.last_day("5.2", received) == "2009-12-05"
    assert crime.bearers("5.2", received) == [COUNCIL]
