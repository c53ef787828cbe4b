"""
Personal information may be shared without consent with the police if the police are investigating. Sharing
under 4.5(iv)(b) needs a complete section 29 form that names the item.
"""

import pytest

from ..asking import POLICE, TRUST, paper

pytestmark = pytest.mark.clause(number="4.5(iv)(b)")


FORM = {
    "requester": POLICE,
    "purpose": "legal proceedings or requirement",
    "police_investigation": True,
    "manager": "approved",
    "papers": [paper("section-29-form", "case-notes", "name")],
}


@pytest.mark.parametrize("item", ["case-notes", "name"])
def test_a_form_in_an_investigation_opens_it(children, item):
    assert children.outcome(item, told=False, **FORM) == "share"
    assert children.outcome(item, told=False, **FORM | {"police_investigation": False}) == "refuse"


def test_the_form_is_complete_and_names_the_item(children):
    incomplete = children.ask("name", **FORM | {"papers": [paper("section-29-form", "name", complete=False)]})
    assert (incomplete.outcome, incomplete.needs) == ("return", ("section-29-form",))
    assert children.outcome("phone", **FORM) == "refuse"
    assert children.outcome("name", **FORM | {"papers": [paper("court-order", "name")]}) == "return"


def test_it_leads_to_the_police_only(children):
    assert children.outcome("name", **FORM | {"requester": TRUST}) == "refuse"
