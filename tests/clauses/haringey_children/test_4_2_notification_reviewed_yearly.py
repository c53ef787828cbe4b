"""
Each party must review its data protection notification within 12 months of the day the protocol takes
effect, and then within 12 months of each time.
"""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="4.2")


IN_FORCE = ("protocol-in-force", "2006-09-01")


def test_twelve_months_from_the_start(children):
    assert children.last_day("4.2", IN_FORCE, bearer=TRUST) == "2007-09-01"
    assert children.bearers("4.2", IN_FORCE) == [COUNCIL, TRUST, POLICE]


def test_then_twelve_months_from_each_review(children):
    reviewed = ("notification-reviewed", "2007-06-30", TRUST)
    assert children.last_day("4.2", IN_FORCE, reviewed, bearer=TRUST) == "2008-06-30"
    assert children.last_day("4.2", IN_FORCE, reviewed, bearer=POLICE) == "2007-09-01"
