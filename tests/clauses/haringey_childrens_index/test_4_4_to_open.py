"""
To open a shielded record, a party must state:

- the ground
- why it cannot wait
"""

import pytest

from sharewell.domain.index.policy import Against

from ..asking import COUNCIL, happening

pytestmark = pytest.mark.clause(number="4.4")


WHOLE = {"the ground": "harm", "why it cannot wait": "tonight"}


def test_all_is_stated(index):
    index.policy.check_stated("shield-opened", WHOLE)
    assert index.must_state("shield-opened") == tuple(WHOLE)


@pytest.mark.parametrize("left_out", WHOLE)
def test_nothing_is_left_out(index, left_out):
    part = {name: words for name, words in WHOLE.items() if name != left_out}
    for stated in (part, part | {left_out: " "}):
        with pytest.raises(Against, match=f"State {left_out}"):
            index.policy.check_stated("shield-opened", stated)
    assert index.objections(happening("shield-opened", "2026-11-02", COUNCIL, details=part)) == ["4.4"]
