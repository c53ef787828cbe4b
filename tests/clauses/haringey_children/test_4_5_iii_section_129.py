"""
Personal information may be shared without consent with the immigration authority if the Home Office
requires it under section 129. Sharing under 4.5(iii) needs a complete section 129 requirement that names
the item.
"""

import pytest

from ..asking import COURT, HOME_OFFICE, TRUST, paper

pytestmark = pytest.mark.clause(number="4.5(iii)")


REQUIRED = {
    "requester": HOME_OFFICE,
    "purpose": "legal proceedings or requirement",
    "home_office_requirement": True,
    "manager": "informed",
    "papers": [paper("section-129-requirement", "address")],
}


def test_a_requirement_opens_it(children):
    assert children.outcome("address", **REQUIRED) == "share"
    assert children.outcome("address", **REQUIRED | {"home_office_requirement": False}) == "refuse"


def test_the_requirement_is_complete_and_names_the_item(children):
    incomplete = children.ask(
        "address", **REQUIRED | {"papers": [paper("section-129-requirement", "address", complete=False)]}
    )
    assert (incomplete.outcome, incomplete.needs) == ("return", ("section-129-requirement",))
    assert children.outcome("address", **REQUIRED | {"papers": [paper("section-129-requirement", "phone")]}) == "refuse"
    assert children.outcome("address", **REQUIRED | {"papers": [paper("court-order", "address")]}) == "return"


def test_it_leads_to_the_immigration_authority_only(children):
    assert children.outcome("address", **REQUIRED | {"requester": COURT}) == "refuse"
    assert children.outcome("address", **REQUIRED | {"requester": TRUST}) == "refuse"


def test_only_the_reading_keeps_detailed_information_back(children):
    requirement = paper("section-129-requirement", "case-notes")
    assert "R12" in children.ask("case-notes", **REQUIRED | {"papers": [requirement]}).clauses
