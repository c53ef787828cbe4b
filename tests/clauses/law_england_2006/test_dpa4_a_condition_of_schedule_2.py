"""Information about one person must not be shared under a clause that rests on none of Sch2."""

import pytest

pytestmark = pytest.mark.clause(number="DPA4")


def test_a_clause_that_rests_on_no_condition_shares_nothing_about_a_person(children):
    without_basis = children.without("haringey/readings", "R4")
    assert children.outcome("name") == "share"
    refused = without_basis.ask("name")
    assert refused.outcome == "refuse"
    assert "DPA4" in refused.clauses
    assert without_basis.outcome("health-information", urgent_medical_treatment=True) == "refuse"


def test_aggregate_information_needs_none(children):
    table = {"item": "aggregate", "smallest_count": 6}
    assert children.without("haringey/readings", "R4").outcome(table, named=False) == "share"
