"""
Each party must name its designated officers to the other parties at once when the protocol takes effect.
Each party must keep on record its designated officers and who stands in for them.
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="2.3")


def test_on_the_first_day(crime):
    in_force = ("protocol-in-force", "2009-11-16")
    assert crime.last_day("2.3", in_force, bearer=POLICE) == "2009-11-16"
    assert len(crime.bearers("2.3", in_force)) == 4


def test_they_are_on_record(crime):
    what = "its designated officers and who stands in for them"
    assert crime.attested("2.3") == ("each party", what, "at all times")
