"""
Personal information must not be shared before the request is in writing. 4.3 is also met if there is an
emergency.
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="4.3")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


@pytest.mark.parametrize("item", ["name", "offences"])
def test_in_writing(crime, item):
    assert crime.outcome(item, **ASKED) == "share"
    returned = crime.ask(item, **ASKED | {"in_writing": False})
    assert (returned.outcome, returned.needs) == ("return", ("in-writing",))


def test_unless_there_is_an_emergency(crime):
    assert crime.outcome("name", **ASKED | {"in_writing": False, "emergency": True}) == "share"
