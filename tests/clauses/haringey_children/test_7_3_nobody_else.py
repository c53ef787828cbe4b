"""Information must not be shared with anyone other than a party."""

import pytest

from ..asking import COURT, HOME_OFFICE, POLICE, STRANGER

pytestmark = pytest.mark.clause(number="7.3")


def test_a_party_and_nobody_else(children):
    assert children.outcome("name", requester=POLICE) == "share"
    for requester in (STRANGER, HOME_OFFICE, COURT):
        refused = children.ask("name", requester=requester)
        assert refused.outcome == "refuse"
        assert "7.3" in refused.clauses


def test_aggregate_information_too(children):
    table = {"item": "aggregate", "smallest_count": 6}
    assert children.outcome(table, named=False, requester=POLICE) == "share"
    assert children.outcome(table, named=False, requester=STRANGER) == "refuse"
