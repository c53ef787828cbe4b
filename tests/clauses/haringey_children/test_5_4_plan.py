"""When the findings are reported, the parties must put on record the actions and the plan they approved."""

import pytest

pytestmark = pytest.mark.clause(number="5.4")


def test_the_approved_plan_is_put_on_record(children):
    assert children.attested("5.4") == ("the parties", "the actions and the plan they approved", "findings-reported")
