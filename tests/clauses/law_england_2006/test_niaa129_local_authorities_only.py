"""Sharing that rests on NIAA129 must not go ahead unless the holder is a local authority."""

import pytest

from ..asking import COUNCIL, HOME_OFFICE, POLICE, TRUST, paper

pytestmark = pytest.mark.clause(number="NIAA129")


REQUIRED = {
    "requester": HOME_OFFICE,
    "purpose": "legal proceedings or requirement",
    "home_office_requirement": True,
    "manager": "informed",
    "papers": [paper("section-129-requirement", "address")],
}


def test_a_protocol_cannot_bind_another_holder(children):
    lax = children.without("haringey/readings", "R12")
    assert lax.outcome("address", holder=COUNCIL, **REQUIRED) == "share"
    for holder in (TRUST, POLICE):
        refused = lax.ask("address", holder=holder, **REQUIRED)
        assert refused.outcome == "refuse"
        assert "NIAA129" in refused.clauses
