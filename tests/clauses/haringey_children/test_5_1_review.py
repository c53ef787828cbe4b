"""
The parties must review the protocol within 6 months of the day the protocol takes effect, and then within
12 months of each time.
"""

import pytest

pytestmark = pytest.mark.clause(number="5.1")


IN_FORCE = ("protocol-in-force", "2006-09-01")


def test_six_months_from_the_start(children):
    assert children.last_day("5.1", IN_FORCE) == "2007-03-01"
    assert children.bearers("5.1", IN_FORCE) == ["the parties"]


def test_a_month_too_short_ends_on_its_last_day(children):
    assert children.last_day("5.1", ("protocol-in-force", "2006-08-31")) == "2007-02-28"


def test_then_a_year_from_each_review(children):
    reviewed = ("review-completed", "2007-02-20")
    assert children.last_day("5.1", IN_FORCE, reviewed) == "2008-02-20"
    assert children.last_day("5.1", IN_FORCE, reviewed, ("review-completed", "2008-02-29")) == "2009-02-28"
