"""
These are facts about the person:

- additional-needs: the person has additional needs; otherwise the person has no additional needs. Ask: Has the
  person additional needs for which services may go on after 19? Answered by the holder. Evidence: who says so.
"""

import pytest

pytestmark = pytest.mark.clause(number="1.1")


def test_the_question_that_settles_it(index):
    fact = index.edition.whole().known.facts["additional-needs"]
    assert fact.about_person
    assert fact.ask == "Has the person additional needs for which services may go on after 19?"
