"""
Where the child needs urgent medical treatment or the child is at risk of significant harm and this text
refuses, the way out is Sch2(4) and Sch3(3).
"""

import pytest

from ..asking import STRANGER

pytestmark = pytest.mark.clause(number="R21")


OUTSIDE = {"requester": STRANGER, "manager": "approved"}


@pytest.mark.parametrize("danger", ["urgent_medical_treatment", "risk_of_significant_harm"])
def test_a_refusal_that_meets_danger_names_it(children, danger):
    refused = children.ask("case-notes", **OUTSIDE, **{danger: True})
    assert refused.outcome == "refuse"
    assert {"R21", "Sch2(4)", "Sch3(3)"} <= set(refused.clauses)
    assert any("Schedule 2, paragraph 4" in w and "Schedule 3, paragraph 3" in w for w in refused.warnings)


def test_any_other_refusal_does_not(children):
    for said in ({}, {"may_harm_someone_else": True}):
        assert "R21" not in children.ask("case-notes", **OUTSIDE, **said).clauses


def test_what_goes_needs_no_way_out(children):
    assert "R21" not in children.ask("case-notes", urgent_medical_treatment=True).clauses
