"""
The parties are:

- Haringey Council
- Haringey Teaching Primary Care Trust
- Metropolitan Police Service (Haringey Division)
- Haringey Victim Service

Haringey Council is a local authority. Haringey Council is a relevant authority. Haringey Teaching Primary
Care Trust is a health body. Haringey Teaching Primary Care Trust is a relevant authority. Metropolitan
Police Service (Haringey Division) is the police. Metropolitan Police Service (Haringey Division) is a
relevant authority.
"""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="2.1")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}

VICTIM_SERVICE = "Haringey Victim Service"


@pytest.mark.parametrize("party", [COUNCIL, TRUST, POLICE, VICTIM_SERVICE])
def test_each_party_may_tell_the_others(crime, party):
    assert crime.outcome("name", **ASKED, holder=party) == "share"


def test_what_each_party_is(crime):
    kinds = crime.edition.whole().known.organisations
    assert kinds[COUNCIL] == {"a local authority", "a relevant authority"}
    assert kinds[TRUST] == {"a health body", "a relevant authority"}
    assert kinds[POLICE] == {"the police", "a relevant authority"}
    assert kinds[VICTIM_SERVICE] == set()
