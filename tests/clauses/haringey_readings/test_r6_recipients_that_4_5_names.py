"""4.5(iii), 4.5(iv)(a) and 4.5(iv)(b) prevail over 7.3."""

import pytest

from ..asking import COURT, HOME_OFFICE, STRANGER, paper

pytestmark = pytest.mark.clause(number="R6")


LEGAL = {"purpose": "legal proceedings or requirement", "manager": "approved"}


def test_the_home_office_and_a_court_are_no_parties_and_may_receive(children):
    required = {"home_office_requirement": True, "papers": [paper("section-129-requirement", "address")]}
    assert children.outcome("address", requester=HOME_OFFICE, **required, **LEGAL) == "share"
    ordered = {"legal_proceedings": True, "papers": [paper("court-order", "address")]}
    assert children.outcome("address", requester=COURT, **ordered, **LEGAL) == "share"


def test_so_may_another_police_force_in_an_investigation(children):
    form = {"police_investigation": True, "papers": [paper("section-29-form", "address")]} | LEGAL
    assert children.outcome("address", requester="Northshire Police", requester_is="the police", **form) == "share"
    assert children.outcome("address", requester=STRANGER, **form) == "refuse"


def test_nothing_else_leaves_the_parties(children):
    assert children.outcome("address", requester=HOME_OFFICE) == "refuse"
    assert children.outcome("address", requester=COURT, risk_of_significant_harm=True, manager="approved") == "refuse"
