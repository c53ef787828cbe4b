"""
No party may approve the protocol for the partnership before the theme board approves the protocol. No party
may bring the protocol into force before the partnership board approves the protocol.
"""

import pytest

from ..asking import happening

pytestmark = pytest.mark.clause(number="2.2")


THEME = happening("theme-board-approved", "2009-10-01")
BOARD = happening("partnership-board-approved", "2009-11-05")
IN_FORCE = happening("protocol-in-force", "2009-11-05")


def test_the_theme_board_comes_before_the_partnership_board(crime):
    assert crime.objections(BOARD) == ["2.2"]
    assert crime.objections(BOARD, THEME) == []


def test_the_partnership_board_comes_before_the_protocol_is_in_force(crime):
    assert crime.objections(IN_FORCE, THEME) == ["2.2"]
    assert crime.objections(IN_FORCE, THEME, BOARD) == []
