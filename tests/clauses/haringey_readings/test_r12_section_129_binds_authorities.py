"""
Sharing under 4.5(iii) must not go ahead unless the holder is a local authority. Sharing under 4.5(iii) is
of nothing but address.
"""

import pytest

from ..asking import COUNCIL, HOME_OFFICE, POLICE, TRUST, paper

pytestmark = pytest.mark.clause(number="R12")


REQUIRED = {
    "requester": HOME_OFFICE,
    "purpose": "legal proceedings or requirement",
    "home_office_requirement": True,
    "manager": "informed",
    "papers": [paper("section-129-requirement", "address", "phone")],
}


def test_a_local_authority_and_no_other_holder(children):
    assert children.outcome("address", holder=COUNCIL, **REQUIRED) == "share"
    refused = children.ask("address", holder=TRUST, **REQUIRED)
    assert refused.outcome == "refuse"
    assert "R12" in refused.clauses


def test_the_law_apart_it_still_binds_no_other(children):
    unaided = children.without("law/england-2006", "NIAA129")
    assert unaided.outcome("address", holder=POLICE, **REQUIRED) == "refuse"


def test_the_address_and_nothing_else(children):
    answer = children.ask("address", "phone", **REQUIRED)
    assert [item.state.name for item in answer.items] == ["OPEN", "CLOSED"]
