"""
4.5(iv)(a) prevails over 3.8. A holder that gets a paper under 4.5(iv)(a) must supply what the court ordered
by the day the paper names. A holder that gets a paper under 4.5(iii) must supply what the requirement asks
by the day the paper names.
"""

import pytest

from ..asking import COURT, HOME_OFFICE, POLICE, paper

pytestmark = pytest.mark.clause(number="R13")


LEGAL = {"purpose": "legal proceedings or requirement", "manager": "informed"}
ORDERED = LEGAL | {"requester": COURT, "legal_proceedings": True}


def test_need_to_know_is_not_asked_of_an_order(children):
    item = {"item": "name", "needed": False}
    assert children.outcome(item, **ORDERED, papers=[paper("court-order", "name")]) == "share"
    form = {"requester": POLICE, "police_investigation": True, "papers": [paper("section-29-form", "name")]}
    assert children.outcome(item, **LEGAL | form | {"manager": "approved"}) == "refuse"


def test_what_a_court_orders_is_due_on_the_day_the_order_names(children):
    answer = children.ask("name", **ORDERED, papers=[paper("court-order", "name", due="2006-10-20")])
    assert [(f.what, f.due.isoformat(), f.clause) for f in answer.follow_up] == [
        ("supply what the court ordered", "2006-10-20", "R13")
    ]


def test_so_is_what_a_requirement_asks(children):
    papers = [paper("section-129-requirement", "address", due="2006-10-13")]
    answer = children.ask("address", requester=HOME_OFFICE, home_office_requirement=True, papers=papers, **LEGAL)
    assert [(f.what, f.due.isoformat(), f.clause) for f in answer.follow_up] == [
        ("supply what the requirement asks", "2006-10-13", "R13")
    ]


def test_a_form_compels_nothing(children):
    papers = [paper("section-29-form", "name", due="2006-10-20")]
    form = {"requester": POLICE, "police_investigation": True, "papers": papers, "manager": "approved"}
    assert children.ask("name", **LEGAL | form).follow_up == ()
