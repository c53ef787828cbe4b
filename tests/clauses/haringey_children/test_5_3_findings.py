"""
The parties must report the findings of the review in writing to the parties by the next planned partner
meeting or within 1 month of the day a review is completed, whichever is sooner.
"""

import pytest

pytestmark = pytest.mark.clause(number="5.3")


COMPLETED = ("review-completed", "2007-01-31")


def test_one_month_where_no_meeting_is_sooner(children):
    assert children.last_day("5.3", COMPLETED) == "2007-02-28"
    assert children.last_day("5.3", COMPLETED, ("partner-meeting-planned", "2007-03-01")) == "2007-02-28"


def test_the_next_meeting_where_it_is_sooner(children):
    assert children.last_day("5.3", COMPLETED, ("partner-meeting-planned", "2007-02-27")) == "2007-02-27"


def test_the_parties_report_together(children):
    assert children.bearers("5.3", COMPLETED) == ["the parties"]
