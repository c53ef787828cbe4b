"""
These are records:

- the proof of destruction
"""

import pytest

pytestmark = pytest.mark.clause(number="9.3")


def test_it_is_a_record_and_an_event(index):
    known = index.edition.whole().known
    assert known.records["the-proof-of-destruction"].phrase == "the proof of destruction"
