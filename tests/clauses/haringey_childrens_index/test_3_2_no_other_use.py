"""
The index must not be searched for a purpose that is not in 3.1.
"""

import pytest

from sharewell.domain.index.policy import Against

pytestmark = pytest.mark.clause(number="3.2")


@pytest.mark.parametrize("purpose", ["", "curiosity", "Safeguarding", "safeguarding "])
def test_another_purpose_is_refused(index, purpose):
    with pytest.raises(Against, match=r"Clause 3\.1"):
        index.policy.check_purpose(purpose)


def test_those_of_3_1_are_not(index):
    index.policy.check_purpose("safeguarding")
