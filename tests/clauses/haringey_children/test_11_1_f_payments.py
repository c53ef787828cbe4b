"""When the shares are agreed, the parties must put on record the payments that even them out."""

import pytest

pytestmark = pytest.mark.clause(number="11.1(f)")


def test_payments_are_put_on_record(children):
    assert children.attested("11.1(f)") == ("the parties", "the payments that even them out", "shares-agreed")
