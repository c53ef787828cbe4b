"""
Identity information is:

- name
- alias
- date of birth
- address
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="3.5")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_each_item_of_it(crime):
    answer = crime.ask("name", "alias", "date-of-birth", "address", **ASKED)
    assert answer.outcome == "share"
    assert all("3.5" in item.clauses for item in answer.items)
