"""An item that the requester does not need must not be shared."""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="4.4")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_an_item_that_is_not_needed_stays(crime):
    assert crime.outcome({"item": "name", "needed": True}, **ASKED) == "share"
    assert crime.outcome({"item": "name", "needed": False}, **ASKED) == "refuse"
