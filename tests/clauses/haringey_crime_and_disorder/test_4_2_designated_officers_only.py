"""
Personal information must not be shared unless a designated officer asks for it and a designated officer
lets it go.
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="4.2")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


@pytest.mark.parametrize("item", ["name", "offences"])
@pytest.mark.parametrize("side", ["designated_requester", "designated_holder"])
def test_on_both_sides(crime, item, side):
    assert crime.outcome(item, **ASKED) == "share"
    refused = crime.ask(item, **ASKED | {side: False})
    assert refused.outcome == "refuse"
    assert "4.2" in refused.clauses


def test_an_emergency_changes_nothing_in_that(crime):
    assert crime.outcome("name", **ASKED | {"designated_requester": False, "emergency": True}) == "refuse"
