"""Each party must keep on record the local procedures it shares."""

import pytest

pytestmark = pytest.mark.clause(number="8.1")


def test_local_procedures_are_on_record(children):
    assert children.attested("8.1") == ("each party", "the local procedures it shares", "at all times")
