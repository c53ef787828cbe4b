"""
Personal information may be shared with a party if it is needed to prevent crime or disorder. Sharing under
4.1 rests on Sch2(5), Sch3(7) and CDA115.
"""

import pytest

from ..asking import COUNCIL, POLICE, STRANGER

pytestmark = pytest.mark.clause(number="4.1")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


@pytest.mark.parametrize("item", ["name", "offences"])
def test_what_is_needed_for_prevention_may_go(crime, item):
    assert crime.outcome(item, **ASKED) == "share"
    assert crime.outcome(item, **ASKED | {"needed_for_prevention": False}) == "refuse"


def test_to_a_party(crime):
    assert crime.outcome("name", **ASKED | {"requester": COUNCIL}) == "share"
    asked = ASKED | {"requester": STRANGER}
    assert (
        crime.without("haringey/crime-and-disorder", "4.6").outcome(
            "name", **asked, requester_is="a relevant authority"
        )
        == "refuse"
    )


def test_the_law_it_rests_on(crime):
    assert crime.ask("name", **ASKED).law == (
        "Data Protection Act 1998, Schedule 2, paragraph 5",
        "Data Protection Act 1998, Schedule 3, paragraph 7",
        "Crime and Disorder Act 1998, section 115",
    )
