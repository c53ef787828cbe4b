"""
The auditor is shown whoever looks up 20 people or more in 30 days and works with fewer than 10 in a hundred of
them.
"""

from datetime import datetime, timedelta

import pytest

from sharewell.domain.index.rules import WatchKind
from sharewell.domain.index.watching import Look, signs

from ..asking import BANK_HOLIDAYS

pytestmark = pytest.mark.clause(number="3.6")


DAY = datetime(2026, 11, 2, 9)


def told(index, people, works_with, *, over=timedelta(0)):
    looks = [Look(by=1, at=DAY + over * n / people, found=n, involved=n < works_with) for n in range(people)]
    found = signs(looks, index.policy, BANK_HOLIDAYS)
    return [(s.count, s.of, s.clause) for s in found if s.kind is WatchKind.FISHING]


def test_nineteen_people_are_too_few_to_tell_and_twenty_are_not(index):
    assert told(index, 19, 0) == []
    assert told(index, 20, 0) == [(20, 20, "3.6")]


def test_working_with_ten_in_a_hundred_is_no_sign_and_with_fewer_is(index):
    assert told(index, 20, 2) == []
    assert told(index, 21, 2) == [(19, 21, "3.6")]
    assert told(index, 20, 1) == [(19, 20, "3.6")]


def test_thirty_days_are_looked_at_together_and_more_are_not(index):
    assert told(index, 20, 0, over=timedelta(days=29)) == [(20, 20, "3.6")]
    assert told(index, 20, 0, over=timedelta(days=60)) == []


def test_searches_that_opened_nobody_are_no_fishing(index):
    looks = [Look(by=1, at=DAY)] * 40
    assert [s for s in signs(looks, index.policy, BANK_HOLIDAYS) if s.kind is WatchKind.FISHING] == []


def test_who_reads_answers_and_opens_nobody_fishes_too(index):
    looks = [Look(by=1, at=DAY + timedelta(minutes=n), showed=True) for n in range(20)]
    assert [(s.count, s.of) for s in signs(looks, index.policy, BANK_HOLIDAYS) if s.kind is WatchKind.FISHING] == [
        (20, 20)
    ]


def test_a_search_and_the_child_that_it_opens_are_one_person(index):
    looks = [
        Look(by=1, at=DAY + timedelta(minutes=2 * n + opens), found=n if opens else None, showed=not opens)
        for n in range(19)
        for opens in (0, 1)
    ]
    assert [s for s in signs(looks, index.policy, BANK_HOLIDAYS) if s.kind is WatchKind.FISHING] == []
