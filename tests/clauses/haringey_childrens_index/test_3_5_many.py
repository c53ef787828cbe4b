"""
The auditor is shown whoever looks up more than 40 people in a day.
"""

from datetime import datetime, timedelta

import pytest

from sharewell.domain.index.rules import WatchKind
from sharewell.domain.index.watching import Look, signs

from ..asking import BANK_HOLIDAYS

pytestmark = pytest.mark.clause(number="3.5")


DAY = datetime(2026, 11, 2, 9)


def told(index, people, *, again=0, days=1):
    looks = [Look(by=1, at=DAY + timedelta(days=n % days), found=n, involved=True) for n in range(people)]
    looks += [Look(by=1, at=DAY, found=0, involved=True)] * again
    return [(s.kind, s.count, s.clause) for s in signs(looks, index.policy, BANK_HOLIDAYS)]


def test_forty_a_day_are_no_sign_and_forty_one_are(index):
    assert told(index, 40) == []
    assert told(index, 41) == [(WatchKind.MANY, 41, "3.5")]


def test_people_are_counted_and_not_how_often_one_is_looked_up(index):
    assert told(index, 40, again=10) == []


def test_two_days_are_two_counts(index):
    assert told(index, 60, days=2) == []
