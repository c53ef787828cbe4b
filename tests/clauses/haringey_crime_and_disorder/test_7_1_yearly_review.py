"""
The parties must review the protocol within 12 months of the day the protocol takes effect, and then within
12 months of each time.
"""

import pytest

pytestmark = pytest.mark.clause(number="7.1")


IN_FORCE = ("protocol-in-force", "2009-11-16")


def test_a_year_from_the_start_and_from_each_review(crime):
    assert crime.last_day("7.1", IN_FORCE) == "2010-11-16"
    assert crime.last_day("7.1", IN_FORCE, ("review-completed", "2010-10-29")) == "2011-10-29"
    assert crime.bearers("7.1", IN_FORCE) == ["the parties"]
