"""To agree how the cost is shared, the parties must state shares that add up to 100 per cent."""

import pytest

from ..asking import COUNCIL, TRUST, happening

pytestmark = pytest.mark.clause(number="11.1(e)")


@pytest.mark.parametrize(("trust", "objections"), [(40, []), (39, ["11.1(e)"]), (41, ["11.1(e)"])])
def test_to_100_per_cent(children, trust, objections):
    agreed = happening("shares-agreed", "2006-12-01", shares={COUNCIL: 60, TRUST: trust})
    assert children.objections(agreed) == objections


def test_shares_are_stated(children):
    assert children.objections(happening("shares-agreed", "2006-12-01")) == ["11.1(e)"]
