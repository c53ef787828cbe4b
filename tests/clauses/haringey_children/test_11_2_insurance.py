"""
Each party must renew its insurance for indemnity events by the day its insurance expires. Each party must
keep on record its insurance for indemnity events.
"""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="11.2")


def test_renewed_by_the_day_it_expires(children):
    expires = ("insurance-expires", "2007-03-31")
    assert children.last_day("11.2", expires, bearer=COUNCIL) == "2007-03-31"
    assert children.bearers("11.2", expires) == [COUNCIL, TRUST, POLICE]


def test_it_is_on_record(children):
    assert children.attested("11.2") == ("each party", "its insurance for indemnity events", "at all times")
