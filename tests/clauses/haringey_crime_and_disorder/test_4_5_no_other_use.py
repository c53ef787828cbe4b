"""Information must not be shared for a purpose that is not in 3.1."""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="4.5")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_only_for_a_purpose_of_the_list(crime):
    assert crime.outcome("name", **ASKED) == "share"
    refused = crime.ask("name", **ASKED | {"purpose": "debt recovery"})
    assert refused.outcome == "refuse"
    assert {"3.1", "4.5"} <= set(refused.clauses)
