"""Each party must keep on record its acceptance of this protocol."""

import pytest

pytestmark = pytest.mark.clause(number="10(ii)")


def test_its_acceptance_is_on_record(children):
    assert children.attested("10(ii)") == ("each party", "its acceptance of this protocol", "at all times")
