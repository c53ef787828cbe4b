"""
The levels of information, lowest first, are:

- depersonalised
- identity
- offending

The groups of levels are:

- personal: identity and offending
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="3.2")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_the_highest_level_that_is_open(crime):
    assert crime.ask("name", **ASKED).level == "offending"
    assert crime.ask("name", **ASKED | {"in_writing": False}).level == "none"
    table = {"item": "crime-figures", "smallest_count": 5}
    assert crime.ask(table, **ASKED, named=False).level == "depersonalised"


def test_personal_information_is_identity_and_offending(crime):
    for item in ("name", "offences"):
        assert crime.outcome(item, **ASKED) == "share"
        assert crime.outcome(item, **ASKED | {"in_writing": False}) == "return"
