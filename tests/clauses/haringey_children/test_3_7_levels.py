"""
The levels of information, lowest first, are:

- aggregate
- minimum
- detailed

The groups of levels are:

- personal: minimum and detailed

Aggregate information is:

- aggregate

Aggregate information is about no one person. Aggregate information may be shared.
"""

import pytest

from ..asking import consent

pytestmark = pytest.mark.clause(number="3.7")


def test_the_highest_level_that_is_open(children):
    agreed = [consent("parental-responsibility")]
    assert children.ask("name", consents=agreed).level == "detailed"
    assert children.ask("name").level == "minimum"
    assert children.ask("name", told=False).level == "none"
    assert children.ask({"item": "aggregate", "smallest_count": 6}, named=False).level == "aggregate"


def test_personal_information_is_minimum_and_detailed(children):
    agreed = [consent("parental-responsibility")]
    for item in ("name", "case-notes"):
        assert children.outcome(item, consents=agreed, told=False) == "return"


def test_aggregate_information_goes_where_no_person_is_named(children):
    table = {"item": "aggregate", "smallest_count": 6}
    assert children.outcome(table, named=False) == "share"
    assert children.outcome(table, named=True) == "refuse"
