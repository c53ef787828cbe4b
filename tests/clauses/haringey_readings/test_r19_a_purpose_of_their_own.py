"""
These are further purposes:

- legal proceedings or requirement

Sharing under 4.5(iii) and 4.5(iv) serves legal proceedings or requirement and no other purpose.
"""

import pytest

from ..asking import COURT, HOME_OFFICE, POLICE, paper

pytestmark = pytest.mark.clause(number="R19")


OWN = "legal proceedings or requirement"
GROUNDS = (
    {"requester": COURT, "legal_proceedings": True, "papers": [paper("court-order", "address")]},
    {"requester": POLICE, "police_investigation": True, "papers": [paper("section-29-form", "address")]},
    {
        "requester": HOME_OFFICE,
        "home_office_requirement": True,
        "papers": [paper("section-129-requirement", "address")],
    },
)


@pytest.mark.parametrize("ground", GROUNDS)
def test_these_grounds_serve_it_and_no_other(children, ground):
    assert children.outcome("address", told=False, purpose=OWN, manager="approved", **ground) == "share"
    assert children.outcome("address", told=False, purpose="safeguarding", manager="approved", **ground) != "share"


def test_it_opens_nothing_else(children):
    assert children.outcome("name", purpose=OWN) == "refuse"
    assert children.outcome("name", purpose=OWN, urgent_medical_treatment=True) == "refuse"
