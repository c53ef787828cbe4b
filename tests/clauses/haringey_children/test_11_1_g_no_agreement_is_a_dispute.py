"""When the parties cannot agree the shares, this counts as the day a dispute is raised."""

import pytest

from ..asking import happening

pytestmark = pytest.mark.clause(number="11.1(g)")


MEDIATOR = happening("mediator-asked", "2006-12-20", rank="a-director")


def test_it_opens_the_way_of_section_12(children):
    assert children.objections(MEDIATOR, happening("shares-disputed", "2006-12-01")) == []
    assert children.objections(MEDIATOR, happening("shares-agreed", "2006-12-01")) == ["12.2"]
