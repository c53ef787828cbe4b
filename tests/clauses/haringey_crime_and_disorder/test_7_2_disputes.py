"""The parties must resolve the dispute by the day agreed as a reasonable time."""

import pytest

pytestmark = pytest.mark.clause(number="7.2")


def test_by_the_day_agreed(crime):
    assert crime.last_day("7.2", ("dispute-answer-planned", "2010-02-01")) == "2010-02-01"
    assert crime.bearers("7.2", ("dispute-answer-planned", "2010-02-01")) == ["the parties"]
