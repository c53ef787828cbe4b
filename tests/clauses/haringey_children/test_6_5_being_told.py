"""
When what follows from the breach is decided, the parties must put on record when the party in breach was
told.
"""

import pytest

pytestmark = pytest.mark.clause(number="6.5")


def test_when_it_was_told_is_put_on_record(children):
    assert children.attested("6.5") == ("the parties", "when the party in breach was told", "breach-decided")
