"""Each party must keep on record the extracts of draft reports it sent to each party they name."""

import pytest

pytestmark = pytest.mark.clause(number="5.10")


def test_extracts_are_on_record(children):
    assert children.attested("5.10") == (
        "each party",
        "the extracts of draft reports it sent to each party they name",
        "at all times",
    )
