"""Each party must answer the draft audit report by the day agreed for answering it."""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="5.11")


def test_by_the_day_agreed(children):
    agreed = ("draft-report-answer-planned", "2007-01-12")
    assert children.last_day("5.11", agreed, bearer=POLICE) == "2007-01-12"
    assert children.bearers("5.11", agreed) == [COUNCIL, TRUST, POLICE]
