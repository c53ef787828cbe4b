"""The parties must keep on record the joint procedures they agree."""

import pytest

pytestmark = pytest.mark.clause(number="8.2")


def test_joint_procedures_are_on_record(children):
    assert children.attested("8.2") == ("the parties", "the joint procedures they agree", "at all times")
