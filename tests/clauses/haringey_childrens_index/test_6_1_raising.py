"""
To raise a concern, a party must state:

- whether the person was told
- the day of its review
"""

import pytest

from sharewell.domain.index.policy import Against

from ..asking import COUNCIL, happening

pytestmark = pytest.mark.clause(number="6.1")


WHOLE = {"whether the person was told": "yes", "the day of its review": "2027-01-01"}


def test_all_is_stated(index):
    index.policy.check_stated("concern-raised", WHOLE)
    assert index.must_state("concern-raised") == tuple(WHOLE)


@pytest.mark.parametrize("left_out", WHOLE)
def test_nothing_is_left_out(index, left_out):
    part = {name: words for name, words in WHOLE.items() if name != left_out}
    for stated in (part, part | {left_out: " "}):
        with pytest.raises(Against, match=f"State {left_out}"):
            index.policy.check_stated("concern-raised", stated)
    assert index.objections(happening("concern-raised", "2026-11-02", COUNCIL, details=part)) == ["6.1"]
