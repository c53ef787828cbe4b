"""Information must not be shared with anyone other than a party."""

import pytest

from ..asking import POLICE, STRANGER

pytestmark = pytest.mark.clause(number="4.6")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_a_party_and_nobody_else(crime):
    table = {"item": "crime-figures", "smallest_count": 5}
    assert crime.outcome(table, **ASKED, named=False) == "share"
    refused = crime.ask(table, **ASKED | {"requester": STRANGER}, named=False)
    assert refused.outcome == "refuse"
    assert "4.6" in refused.clauses
