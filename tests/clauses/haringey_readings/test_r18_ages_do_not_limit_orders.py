"""4.5(iii) and 4.5(iv)(a) prevail over 2.1."""

import pytest

from ..asking import COURT, HOME_OFFICE, POLICE, paper

pytestmark = pytest.mark.clause(number="R18")


LEGAL = {"purpose": "legal proceedings or requirement", "manager": "approved"}


@pytest.mark.parametrize("age", [19, 20, 40])
def test_requirements_and_orders_reach_any_age(children, age):
    required = {"home_office_requirement": True, "papers": [paper("section-129-requirement", "address")]}
    assert children.outcome("address", age=age, requester=HOME_OFFICE, **required, **LEGAL) == "share"
    ordered = {"legal_proceedings": True, "papers": [paper("court-order", "address")]}
    assert children.outcome("address", age=age, requester=COURT, **ordered, **LEGAL) == "share"


def test_the_police_form_does_not(children):
    form = {"requester": POLICE, "police_investigation": True, "papers": [paper("section-29-form", "address")]}
    assert children.outcome("address", age=19, **form, **LEGAL) == "share"
    assert children.outcome("address", age=20, **form, **LEGAL) == "refuse"
