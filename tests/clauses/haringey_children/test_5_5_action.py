"""Each party must do the action by the day the plan sets for the action."""

import pytest

from ..asking import COUNCIL, POLICE, TRUST

pytestmark = pytest.mark.clause(number="5.5")


def test_by_the_day_of_the_plan(children):
    assert children.last_day("5.5", ("action-planned", "2007-05-15"), bearer=TRUST) == "2007-05-15"


def test_whoever_the_plan_names(children):
    assert children.bearers("5.5", ("action-planned", "2007-05-15", TRUST)) == [TRUST]
    assert children.bearers("5.5", ("action-planned", "2007-05-15")) == [COUNCIL, TRUST, POLICE]
