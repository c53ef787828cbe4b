"""The parties must keep on record who reviews the protocol."""

import pytest

pytestmark = pytest.mark.clause(number="5.2")


def test_the_reviewers_are_on_record(children):
    assert children.attested("5.2") == ("the parties", "who reviews the protocol", "at all times")
