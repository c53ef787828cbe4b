"""
The parties must resolve the dispute by the day agreed as a reasonable time. When a dispute is raised, the
parties must put on record the data protection officer or Caldicott guardian of each side.
"""

import pytest

pytestmark = pytest.mark.clause(number="12.1")


def test_by_the_day_agreed(children):
    assert children.last_day("12.1", ("dispute-answer-planned", "2007-02-01")) == "2007-02-01"
    assert children.bearers("12.1", ("dispute-answer-planned", "2007-02-01")) == ["the parties"]


def test_who_resolves_it_is_put_on_record(children):
    who = "the data protection officer or Caldicott guardian of each side"
    assert children.attested("12.1") == ("the parties", who, "dispute-raised")
