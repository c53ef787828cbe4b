"""Sharing that rests on CDA115 must not go ahead unless the requester is a relevant authority."""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="CDA115")


ASKED = {
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_a_party_that_is_no_relevant_authority_is_told_nothing(crime):
    assert crime.outcome("name", requester=POLICE, **ASKED) == "share"
    refused = crime.ask("name", requester="Haringey Victim Service", **ASKED)
    assert refused.outcome == "refuse"
    assert "CDA115" in refused.clauses


def test_it_may_tell_the_others(crime):
    assert crime.outcome("name", holder="Haringey Victim Service", requester=POLICE, **ASKED) == "share"
