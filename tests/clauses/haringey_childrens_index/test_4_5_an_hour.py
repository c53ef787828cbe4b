"""
An opening of a shielded record ends by itself after 60 minutes.
"""

import pytest

pytestmark = pytest.mark.clause(number="4.5")


def test_sixty_minutes(index):
    assert index.policy.opening_minutes == 60
