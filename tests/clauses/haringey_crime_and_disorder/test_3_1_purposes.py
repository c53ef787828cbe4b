"""
The purposes are:

- prevent crime
- reduce disorder
- manage offenders
- plan for a safer area
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="3.1")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_four_and_no_other(crime):
    for purpose in ("prevent crime", "reduce disorder", "manage offenders", "plan for a safer area"):
        assert crime.outcome("name", **ASKED | {"purpose": purpose}) == "share"
    assert crime.outcome("name", **ASKED | {"purpose": "safeguarding"}) == "refuse"
