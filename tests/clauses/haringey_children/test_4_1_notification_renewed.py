"""Each party must renew its data protection notification by the day its notification expires."""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="4.1")


def test_by_the_day_it_expires(children):
    assert children.last_day("4.1", ("notification-expires", "2007-03-31"), bearer=COUNCIL) == "2007-03-31"


def test_each_party_renews_its_own(children):
    assert children.bearers("4.1", ("notification-expires", "2007-03-31")) == [COUNCIL, TRUST, POLICE]
    assert children.bearers("4.1", ("notification-expires", "2007-03-31", TRUST)) == [TRUST]
