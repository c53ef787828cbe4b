"""
Personal information may be shared without consent with a court if there are legal proceedings. Sharing
under 4.5(iv)(a) needs a complete court order that names the item.
"""

import pytest

from ..asking import COURT, TRUST, paper

pytestmark = pytest.mark.clause(number="4.5(iv)(a)")


ORDERED = {
    "requester": COURT,
    "purpose": "legal proceedings or requirement",
    "legal_proceedings": True,
    "manager": "informed",
    "papers": [paper("court-order", "case-notes", "name")],
}


@pytest.mark.parametrize("item", ["case-notes", "name"])
def test_an_order_in_proceedings_opens_it(children, item):
    assert children.outcome(item, told=False, **ORDERED) == "share"
    assert children.outcome(item, told=False, **ORDERED | {"legal_proceedings": False}) == "refuse"


def test_the_order_is_complete_and_names_the_item(children):
    incomplete = children.ask("name", **ORDERED | {"papers": [paper("court-order", "name", complete=False)]})
    assert (incomplete.outcome, incomplete.needs) == ("return", ("court-order",))
    assert children.outcome("phone", **ORDERED) == "refuse"
    assert children.outcome("name", **ORDERED | {"papers": [paper("section-29-form", "name")]}) == "return"


def test_it_leads_to_a_court_only(children):
    assert children.outcome("name", **ORDERED | {"requester": TRUST}) == "refuse"
