"""Each party must supply its summary security document at once when the protocol takes effect."""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="7.4")


def test_each_party_supplies_it_on_the_first_day(children):
    in_force = ("protocol-in-force", "2006-09-01")
    assert children.last_day("7.4", in_force, bearer=POLICE) == "2006-09-01"
    assert children.bearers("7.4", in_force) == [COUNCIL, TRUST, POLICE]
