"""Sharing that rests on DPA35 must not go ahead unless there are legal proceedings."""

import pytest

from ..asking import COURT, paper

pytestmark = pytest.mark.clause(number="DPA35")


ORDERED = {
    "requester": COURT,
    "purpose": "legal proceedings or requirement",
    "manager": "informed",
    "papers": [paper("court-order", "name")],
}


def test_a_protocol_cannot_do_without_the_proceedings(children):
    lax = children.with_sentence(
        "haringey/children",
        "4.5(iv)(a)",
        0,
        "Personal information may be shared without consent with a court if the child may harm someone else.",
    )
    refused = lax.ask("name", may_harm_someone_else=True, **ORDERED)
    assert refused.outcome == "refuse"
    assert "DPA35" in refused.clauses
    assert lax.outcome("name", may_harm_someone_else=True, legal_proceedings=True, **ORDERED) == "share"
