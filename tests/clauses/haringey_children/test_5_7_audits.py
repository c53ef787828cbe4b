"""Each party must keep on record each audit of the protocol."""

import pytest

pytestmark = pytest.mark.clause(number="5.7")


def test_audits_are_on_record(children):
    assert children.attested("5.7") == ("each party", "each audit of the protocol", "at all times")
