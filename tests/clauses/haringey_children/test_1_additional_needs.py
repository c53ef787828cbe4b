"""
These are facts about the person:

- additional-needs: the person has additional needs; otherwise the person has no additional needs. Ask: Does
  the person have additional needs, from one of the causes listed in clause 1? Answered by the holder.
  Evidence: the cause.
"""

import pytest

pytestmark = pytest.mark.clause(number="1")


def test_it_is_asked_of_a_person_of_20_and_of_nobody_of_19(children):
    asked = children.questions("name", age=20, additional_needs=None)
    assert [q.fact for q in asked] == ["additional-needs"]
    assert asked[0].ask == "Does the person have additional needs, from one of the causes listed in clause 1?"
    assert children.questions("name", age=19, additional_needs=None) == ()


def test_the_answer_decides(children):
    assert children.outcome("name", age=20, additional_needs=True) == "share"
    assert children.outcome("name", age=20, additional_needs=False) == "refuse"
