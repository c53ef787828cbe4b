"""
The involvement of a sensitive service is shown as nothing but:

- contact
"""

import pytest

from sharewell.domain.index.shown import involvement_shown

pytestmark = pytest.mark.clause(number="5.3")


DETAILS = {
    "service": "mental health",
    "contact": "The index team",
    "contact_phone": "020 7946 0000",
    "since": "2026-01-01",
}


def test_the_broker_and_nothing_else(index):
    shown = involvement_shown(DETAILS, sensitive=True, policy=index.policy)
    assert shown == {"contact": "The index team", "contact_phone": "020 7946 0000"}


def test_of_other_services_all(index):
    assert involvement_shown(DETAILS, sensitive=False, policy=index.policy) == DETAILS
