"""
Sharing under 4.5(i), 4.5(ii) and 4.5(iv)(b) waits until a designated manager approves it, unless the child
needs urgent medical treatment or exceptional circumstances are recorded. Sharing under 4.5(iii) and
4.5(iv)(a) waits until a designated manager is informed.
"""

import pytest

from ..asking import COURT, HOME_OFFICE, POLICE, consent, paper

pytestmark = pytest.mark.clause(number="4.6")


LEGAL = {"purpose": "legal proceedings or requirement"}
HARM = {"risk_of_significant_harm": True}
POLICE_FORM = LEGAL | {
    "requester": POLICE,
    "police_investigation": True,
    "papers": [paper("section-29-form", "address")],
}
ORDER = LEGAL | {"requester": COURT, "legal_proceedings": True, "papers": [paper("court-order", "address")]}
REQUIREMENT = LEGAL | {
    "requester": HOME_OFFICE,
    "home_office_requirement": True,
    "papers": [paper("section-129-requirement", "address")],
}


@pytest.mark.parametrize("ground", [HARM, POLICE_FORM])
def test_harm_and_the_police_form_wait_for_approval(children, ground):
    assert children.outcome("address", told=False, **ground) == "refer"
    assert children.outcome("address", told=False, **ground, manager="informed") == "refer"
    assert children.outcome("address", told=False, **ground, manager="approved") == "share"


@pytest.mark.parametrize("ground", [HARM, POLICE_FORM])
def test_they_need_not_wait_for_urgent_treatment_or_a_recorded_reason(children, ground):
    assert children.outcome("address", told=False, **ground, reason="no manager could be reached") == "share"
    assert children.outcome("address", told=False, **ground, urgent_medical_treatment=True) == "share"


def test_urgent_treatment_never_waits(children):
    assert children.outcome("address", told=False, urgent_medical_treatment=True) == "share"


@pytest.mark.parametrize("ground", [ORDER, REQUIREMENT])
def test_orders_and_requirements_wait_until_the_manager_knows(children, ground):
    assert children.outcome("address", **ground) == "refer"
    assert children.outcome("address", **ground, reason="no manager could be reached") == "refer"
    assert children.outcome("address", **ground, manager="informed") == "share"
    assert children.outcome("address", **ground, manager="refused") == "share"


def test_nothing_else_waits(children):
    assert children.outcome("address") == "share"
    assert children.outcome("case-notes", consents=[consent("parental-responsibility")]) == "share"
