"""Each party must keep on record each written request to see its security documents."""

import pytest

pytestmark = pytest.mark.clause(number="7.2")


def test_requests_to_see_them_are_on_record(children):
    assert children.attested("7.2") == (
        "each party",
        "each written request to see its security documents",
        "at all times",
    )
