"""
Minimum information is:

- name
- alias
- address
- phone
- date of birth
- gender
- ethnic origin
- current status
- NHS number

Minimum information may be shared.
"""

import pytest

pytestmark = pytest.mark.clause(number="3.8(b)")


MINIMUM = (
    "name",
    "alias",
    "address",
    "phone",
    "date-of-birth",
    "gender",
    "ethnic-origin",
    "current-status",
    "nhs-number",
)


def test_each_of_the_minimum_may_go_without_consent(children):
    answer = children.ask(*MINIMUM)
    assert answer.outcome == "share"
    assert all("3.8(b)" in item.clauses for item in answer.items)


def test_nothing_else_may(children):
    assert children.outcome("case-notes") == "refuse"
    assert children.outcome("favourite-colour") == "refuse"
