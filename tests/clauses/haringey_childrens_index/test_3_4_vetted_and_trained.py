"""
To look up a person, a person must be vetted and trained.
"""

import pytest

from sharewell.domain.index.policy import Against

pytestmark = pytest.mark.clause(number="3.4")


def test_who_is_both_may_look(index):
    index.policy.check_accredited("looked-up", [])


@pytest.mark.parametrize("lapsed", [["vetting"], ["training"], ["vetting", "training"]])
def test_whoever_lacks_one_may_not(index, lapsed):
    with pytest.raises(Against, match=r"Clause 3\.4"):
        index.policy.check_accredited("looked-up", lapsed)
