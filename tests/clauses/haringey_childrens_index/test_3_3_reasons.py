"""
To look up a person, a party must state:

- the purpose
- the reason
"""

import pytest

from sharewell.domain.index.policy import Against

from ..asking import COUNCIL, happening

pytestmark = pytest.mark.clause(number="3.3")


WHOLE = {"the purpose": "safeguarding", "the reason": "case 17"}


def test_all_is_stated(index):
    index.policy.check_stated("looked-up", WHOLE)
    assert index.must_state("looked-up") == tuple(WHOLE)


@pytest.mark.parametrize("left_out", WHOLE)
def test_nothing_is_left_out(index, left_out):
    part = {name: words for name, words in WHOLE.items() if name != left_out}
    for stated in (part, part | {left_out: " "}):
        with pytest.raises(Against, match=f"State {left_out}"):
            index.policy.check_stated("looked-up", stated)
    assert index.objections(happening("looked-up", "2026-11-02", COUNCIL, details=part)) == ["3.3"]
