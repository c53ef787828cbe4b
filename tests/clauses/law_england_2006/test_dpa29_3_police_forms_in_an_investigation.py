"""Sharing that rests on DPA29(3) must not go ahead unless the police are investigating."""

import pytest

from ..asking import POLICE, paper

pytestmark = pytest.mark.clause(number="DPA29(3)")


FORM = {
    "requester": POLICE,
    "purpose": "legal proceedings or requirement",
    "manager": "approved",
    "papers": [paper("section-29-form", "name")],
}


def test_a_protocol_cannot_do_without_the_investigation(children):
    lax = children.with_sentence(
        "haringey/children",
        "4.5(iv)(b)",
        0,
        "Personal information may be shared without consent with the police if the child may harm someone else.",
    )
    refused = lax.ask("name", may_harm_someone_else=True, **FORM)
    assert refused.outcome == "refuse"
    assert "DPA29(3)" in refused.clauses
    assert lax.outcome("name", may_harm_someone_else=True, police_investigation=True, **FORM) == "share"
