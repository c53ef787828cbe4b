"""
The auditor is shown each look-up of a person who shares a surname or a home with whoever looks.
"""

from datetime import datetime

import pytest

from sharewell.domain.index.rules import WatchKind
from sharewell.domain.index.watching import Look, signs

from ..asking import BANK_HOLIDAYS

pytestmark = pytest.mark.clause(number="3.8")


DAY = datetime(2026, 11, 2, 9)


def test_a_shared_surname_or_home_is_a_sign_and_none_is_not(index):
    looks = [Look(by=1, at=DAY, kin=True), Look(by=1, at=DAY), Look(by=2, at=DAY)]
    found = signs(looks, index.policy, BANK_HOLIDAYS)
    assert [(s.kind, s.by, s.count, s.of, s.clause) for s in found] == [(WatchKind.KIN, 1, 1, 2, "3.8")]
