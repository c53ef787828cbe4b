"""
The ranks, lowest first, are:

- an officer
- a manager
- a director
- a chief officer
"""

import pytest

from ..asking import TRUST, happening

pytestmark = pytest.mark.clause(number="W1.4")


RAISED = happening("dispute-raised", "2006-12-01", TRUST)


@pytest.mark.parametrize(
    "rank",
    [("an-officer", True), ("a-manager", True), ("a-director", False), ("a-chief-officer", False)],
)
def test_where_a_director_is_needed_lower_ranks_are_refused(children, rank):
    code, refused = rank
    asked = happening("mediator-asked", "2006-12-01", rank=code)
    assert bool(children.objections(asked, RAISED)) is refused


def test_their_order(children):
    ranks = children.edition.whole().known.ranks
    assert [rank.phrase for rank in ranks.values()] == ["an officer", "a manager", "a director", "a chief officer"]
