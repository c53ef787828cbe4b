"""
When a record is destroyed, the parties must put on record the proof of destruction.
"""

import pytest

pytestmark = pytest.mark.clause(number="9.2")


def test_when_a_record_is_destroyed(index):
    assert index.attested("9.2") == ("the parties", "the proof of destruction", "record-destroyed")
