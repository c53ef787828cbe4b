"""
When an item is withheld, the holder must make a refusal record. A refusal record states:

- the circumstances
- who was told and how to escalate it

A refusal may be taken to 12.1.
"""

import pytest

pytestmark = pytest.mark.clause(number="R15")


def test_a_withheld_item_leaves_a_record_and_a_shared_one_none(children):
    assert "refusal" in children.ask("case-notes").records
    assert "refusal" in children.ask("name", "case-notes").records
    assert "refusal" in children.ask("name", told=False).records
    assert "refusal" not in children.ask("name").records


def test_what_the_record_states(children):
    assert children.record_states("refusal") == ("the circumstances", "who was told and how to escalate it")


def test_a_refusal_may_be_taken_further(children):
    assert children.ask("case-notes").escalate == ("12.1",)
    assert children.ask("name").escalate == ()
