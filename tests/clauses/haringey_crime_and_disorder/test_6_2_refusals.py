"""When an item is withheld, the holder must make a refusal record. A refusal may be taken to 7.2."""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="6.2")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_a_withheld_item_leaves_a_record_and_a_shared_one_none(crime):
    refused = crime.ask("name", **ASKED | {"in_writing": False})
    assert "refusal" in refused.records
    assert refused.escalate == ("7.2",)
    assert "refusal" not in crime.ask("name", **ASKED).records
