"""Each party must keep on record each request to help its auditors."""

import pytest

pytestmark = pytest.mark.clause(number="5.8")


def test_requests_for_help_are_on_record(children):
    assert children.attested("5.8") == ("each party", "each request to help its auditors", "at all times")
