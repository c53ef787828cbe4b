"""
The purposes are:

- background information
- less repetition
- decisions on welfare duties
- track interventions
- trace clients
- find the unserved
- cut duplicate collection
- management information
- safeguarding
"""

import pytest

pytestmark = pytest.mark.clause(number="3.6")


PURPOSES = (
    "background information",
    "less repetition",
    "decisions on welfare duties",
    "track interventions",
    "trace clients",
    "find the unserved",
    "cut duplicate collection",
    "management information",
    "safeguarding",
)


def test_each_purpose_is_one_to_share_for(children):
    assert [children.outcome("name", purpose=purpose) for purpose in PURPOSES] == ["share"] * 9


def test_another_is_not(children):
    refused = children.ask("name", purpose="marketing")
    assert refused.outcome == "refuse"
    assert {"3.6", "4.8"} <= set(refused.clauses)
