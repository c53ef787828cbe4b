"""
The suffering party must notify in writing those it holds to have contributed at once when an indemnity
event is suffered.
"""

import pytest

from ..asking import TRUST

pytestmark = pytest.mark.clause(number="11.1(a)")


def test_on_the_same_day_by_the_suffering_party(children):
    suffered = ("indemnity-event", "2006-11-03", TRUST)
    assert children.last_day("11.1(a)", suffered) == "2006-11-03"
    assert children.bearers("11.1(a)", suffered) == [TRUST]
