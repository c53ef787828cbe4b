"""When an indemnity event is suffered, the parties must put on record whom they hold to have contributed."""

import pytest

pytestmark = pytest.mark.clause(number="11.1")


def test_those_held_to_have_contributed_are_put_on_record(children):
    assert children.attested("11.1") == ("the parties", "whom they hold to have contributed", "indemnity-event")
