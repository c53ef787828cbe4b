"""
When an indemnity event is suffered, the suffering party must put on record what it did to keep the loss
small.
"""

import pytest

pytestmark = pytest.mark.clause(number="11.1(d)")


def test_what_was_done_is_put_on_record(children):
    assert children.attested("11.1(d)") == (
        "the suffering party",
        "what it did to keep the loss small",
        "indemnity-event",
    )
