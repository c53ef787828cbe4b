"""Each party must keep on record its acceptance of the general protocol."""

import pytest

pytestmark = pytest.mark.clause(number="10(i)")


def test_its_acceptance_is_on_record(children):
    assert children.attested("10(i)") == ("each party", "its acceptance of the general protocol", "at all times")
