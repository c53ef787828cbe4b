"""
Offending information is:

- offences
- court orders in force
- bail conditions
- incidents
- victims at risk
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="3.6")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_each_item_of_it(crime):
    items = ("offences", "court-orders-in-force", "bail-conditions", "incidents", "victims-at-risk")
    answer = crime.ask(*items, **ASKED)
    assert answer.outcome == "share"
    assert all("3.6" in item.clauses for item in answer.items)


def test_nothing_else(crime):
    assert crime.outcome("health-information", **ASKED) == "refuse"
