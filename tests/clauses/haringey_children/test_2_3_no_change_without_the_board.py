"""
No party may put a change to the protocol into effect before the board agrees a change on a written report.
"""

import pytest

from ..asking import happening

pytestmark = pytest.mark.clause(number="2.3")


CHANGE = happening("change-in-force", "2007-03-02")


def test_a_change_waits_for_the_board(children):
    assert children.objections(CHANGE) == ["2.3"]
    assert children.objections(CHANGE, happening("change-agreed", "2007-03-03")) == ["2.3"]
    assert children.objections(CHANGE, happening("change-agreed", "2007-03-02")) == []
