"""
The party that had the finding must report the audit finding to the partner meeting by the next planned
partner meeting after the day an audit finding is made.
"""

import pytest

from ..asking import TRUST

pytestmark = pytest.mark.clause(number="5.12")


FOUND = ("audit-finding-made", "2006-11-20", TRUST)


def test_by_the_next_meeting(children):
    assert children.last_day("5.12", FOUND, ("partner-meeting-planned", "2006-12-05")) == "2006-12-05"
    assert children.bearers("5.12", FOUND, ("partner-meeting-planned", "2006-12-05")) == [TRUST]


def test_a_meeting_of_the_day_itself_is_not_the_next(children):
    (run,) = children.runs("5.12", FOUND, ("partner-meeting-planned", "2006-11-20"), on="2006-11-21")
    assert run.due is None
