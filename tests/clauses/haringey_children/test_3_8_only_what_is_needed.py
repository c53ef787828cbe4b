"""An item that the requester does not need must not be shared."""

import pytest

pytestmark = pytest.mark.clause(number="3.8")


def test_an_item_that_is_not_needed_stays(children):
    assert children.outcome({"item": "name", "needed": True}) == "share"
    assert children.outcome({"item": "name", "needed": False}) == "refuse"


def test_the_other_items_go(children):
    answer = children.ask("name", {"item": "phone", "needed": False})
    assert answer.outcome == "share-part"
    assert "3.8" in answer.clauses
