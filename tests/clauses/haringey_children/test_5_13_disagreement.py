"""The parties must keep on record the legal advice taken on an audit report."""

import pytest

pytestmark = pytest.mark.clause(number="5.13")


def test_legal_advice_is_on_record(children):
    assert children.attested("5.13") == ("the parties", "the legal advice taken on an audit report", "at all times")
