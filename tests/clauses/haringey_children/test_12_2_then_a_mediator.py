"""
No party may refer the dispute to a mediator before a dispute is raised. To refer the dispute to a mediator,
a person must be at least a director. When a dispute is referred to a mediator, the parties must put on
record who mediates.
"""

import pytest

from ..asking import TRUST, happening

pytestmark = pytest.mark.clause(number="12.2")


RAISED = happening("dispute-raised", "2006-12-01", TRUST)


def mediator(rank: str = "a-director", day: str = "2006-12-01"):
    return happening("mediator-asked", day, rank=rank)


def test_a_dispute_comes_first(children):
    assert children.objections(mediator()) == ["12.2"]
    assert children.objections(mediator(day="2006-11-30"), RAISED) == ["12.2"]
    assert children.objections(mediator(), RAISED) == []


def test_a_director_or_above_asks(children):
    assert children.objections(mediator("a-manager"), RAISED) == ["12.2"]
    assert children.objections(mediator("a-chief-officer"), RAISED) == []


def test_who_mediates_is_put_on_record(children):
    assert children.attested("12.2") == ("the parties", "who mediates", "mediator-asked")
