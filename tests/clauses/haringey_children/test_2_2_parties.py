"""
The parties are:

- Haringey Council
- Haringey Teaching Primary Care Trust
- Metropolitan Police Service (Haringey Division)

Haringey Council is a local authority. Haringey Council is a relevant authority. Haringey Teaching Primary
Care Trust is a health body. Haringey Teaching Primary Care Trust is a relevant authority. Metropolitan
Police Service (Haringey Division) is the police. Metropolitan Police Service (Haringey Division) is a
relevant authority.
"""

import pytest

from ..asking import COUNCIL, POLICE, STRANGER, TRUST

pytestmark = pytest.mark.clause(number="2.2")


PARTIES = (COUNCIL, TRUST, POLICE)


@pytest.mark.parametrize("party", PARTIES)
def test_each_party_may_hold_and_receive(children, party):
    assert children.outcome("name", holder=party) == "share"
    assert children.outcome("name", requester=party) == "share"


def test_nobody_else_is_a_party(children):
    assert tuple(children.edition.whole().known.parties) == PARTIES
    assert children.outcome("name", requester=STRANGER) == "refuse"


def test_what_each_party_is(children):
    kinds = children.edition.whole().known.organisations
    assert kinds[COUNCIL] == {"a local authority", "a relevant authority"}
    assert kinds[TRUST] == {"a health body", "a relevant authority"}
    assert kinds[POLICE] == {"the police", "a relevant authority"}
