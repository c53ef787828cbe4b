"""Each party must designate a senior manager for the protocol at once when the protocol takes effect."""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="8.3")


def test_each_party_designates_one_on_the_first_day(children):
    in_force = ("protocol-in-force", "2006-09-01")
    assert children.last_day("8.3", in_force, bearer=TRUST) == "2006-09-01"
    assert children.bearers("8.3", in_force) == [COUNCIL, TRUST, POLICE]
