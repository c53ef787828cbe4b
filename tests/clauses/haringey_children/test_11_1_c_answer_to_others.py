"""
When an indemnity notice is received, the parties must put on record the answer they agree to a third party.
"""

import pytest

pytestmark = pytest.mark.clause(number="11.1(c)")


def test_the_agreed_answer_is_put_on_record(children):
    assert children.attested("11.1(c)") == (
        "the parties",
        "the answer they agree to a third party",
        "indemnity-notice-received",
    )
