"""
The auditor is shown each look-up before hour 7, from hour 21 on, or on a day that is no working day.
"""

from datetime import datetime

import pytest

from sharewell.domain.index.rules import WatchKind
from sharewell.domain.index.watching import Look, signs

from ..asking import BANK_HOLIDAYS

pytestmark = pytest.mark.clause(number="3.7")


def told(index, *times):
    looks = [Look(by=1, at=datetime.fromisoformat(time)) for time in times]
    return [(s.kind, s.count, s.of, s.clause) for s in signs(looks, index.policy, BANK_HOLIDAYS)]


@pytest.mark.parametrize(
    ("time", "odd"),
    [
        ("2026-11-02T06:59:59", True),
        ("2026-11-02T07:00:00", False),
        ("2026-11-02T20:59:59", False),
        ("2026-11-02T21:00:00", True),
        ("2026-11-07T12:00:00", True),  # a Saturday
        ("2026-12-25T12:00:00", True),  # a Friday, and Christmas
    ],
)
def test_early_late_and_on_a_day_off(index, time, odd):
    assert told(index, time) == ([(WatchKind.HOURS, 1, 1, "3.7")] if odd else [])


def test_of_how_many_that_day(index):
    assert told(index, "2026-11-02T12:00:00", "2026-11-02T22:00:00") == [(WatchKind.HOURS, 1, 2, "3.7")]
