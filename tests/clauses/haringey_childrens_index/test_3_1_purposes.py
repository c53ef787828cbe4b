"""
The purposes are:

- find who works with the child
- safeguarding
- record my involvement
- check or correct the record
- missing education
- answer the child or parent
"""

import pytest

pytestmark = pytest.mark.clause(number="3.1")


PURPOSES = (
    "find who works with the child",
    "safeguarding",
    "record my involvement",
    "check or correct the record",
    "missing education",
    "answer the child or parent",
)


def test_these_six(index):
    assert index.policy.purposes == PURPOSES
    for purpose in PURPOSES:
        index.policy.check_purpose(purpose)
