"""
The party that found the error must tell the origin of the information about the error at once when an error is
found in what was received.
"""

import pytest

from ..asking import COUNCIL

pytestmark = pytest.mark.clause(number="2.4")


def test_on_the_very_day(index):
    assert index.last_day("2.4", ("error-found", "2026-11-02", COUNCIL)) == "2026-11-02"


def test_by_whoever_found_it(index):
    assert index.bearers("2.4", ("error-found", "2026-11-02", COUNCIL)) == [COUNCIL]
