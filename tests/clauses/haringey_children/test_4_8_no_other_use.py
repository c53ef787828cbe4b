"""Information must not be shared for a purpose that is not in 3.6."""

import pytest

pytestmark = pytest.mark.clause(number="4.8")


def test_only_for_a_purpose_of_the_list(children):
    assert children.outcome("name", purpose="trace clients") == "share"
    refused = children.ask("name", purpose="legal proceedings or requirement")
    assert refused.outcome == "refuse"
    assert {"3.6", "4.8"} <= set(refused.clauses)


def test_aggregate_information_too(children):
    table = {"item": "aggregate", "smallest_count": 6}
    assert children.outcome(table, named=False, purpose="management information") == "share"
    assert children.outcome(table, named=False, purpose="marketing") == "refuse"
