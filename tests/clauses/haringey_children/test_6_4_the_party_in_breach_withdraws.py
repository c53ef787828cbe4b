"""
No party may decide what follows from the breach before the party in breach has presented its report. The
party in breach must not take part when the others decide what follows from the breach.
"""

import pytest

from ..asking import COUNCIL, POLICE, TRUST, happening

pytestmark = pytest.mark.clause(number="6.4")


BREACH = happening("breach-occurred", "2006-10-02", COUNCIL)
PRESENTED = happening("report-presented", "2006-10-20", COUNCIL)


def decision(*parties: str, day: str = "2006-10-20"):
    return happening("breach-decided", day, taking_part=parties)


def test_the_report_comes_before_the_decision(children):
    assert children.objections(decision(TRUST, POLICE), BREACH) == ["6.4"]
    assert children.objections(decision(TRUST, POLICE), BREACH, PRESENTED) == []
    assert children.objections(decision(TRUST, POLICE, day="2006-10-19"), BREACH, PRESENTED) == ["6.4"]


def test_the_party_in_breach_does_not_decide(children):
    assert children.objections(decision(TRUST, POLICE, COUNCIL), BREACH, PRESENTED) == ["6.4"]
    other = happening("breach-occurred", "2006-10-02", TRUST)
    assert children.objections(decision(POLICE, COUNCIL), other, PRESENTED) == []
