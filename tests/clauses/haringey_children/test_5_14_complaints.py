"""Each party must keep on record each complaint about an audit report."""

import pytest

pytestmark = pytest.mark.clause(number="5.14")


def test_complaints_are_on_record(children):
    assert children.attested("5.14") == ("each party", "each complaint about an audit report", "at all times")
