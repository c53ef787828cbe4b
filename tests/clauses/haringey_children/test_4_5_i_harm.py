"""
Personal information may be shared without consent with a party if any of these:

- the child is at risk of significant harm
- the child may harm someone else
"""

import pytest

from ..asking import POLICE, STRANGER, consent

pytestmark = pytest.mark.clause(number="4.5(i)")


def test_either_harm_opens_it_without_consent(children):
    assert children.outcome("case-notes", risk_of_significant_harm=True, manager="approved") == "share"
    assert children.outcome("case-notes", may_harm_someone_else=True, manager="approved") == "share"
    assert children.outcome("case-notes", manager="approved") == "refuse"


def test_minimum_information_too(children):
    assert children.outcome("name", told=False, risk_of_significant_harm=True, manager="approved") == "share"


def test_with_a_party_only(children):
    for requester, outcome in ((POLICE, "share"), (STRANGER, "refuse")):
        answer = children.ask("name", requester=requester, risk_of_significant_harm=True, manager="approved")
        assert answer.outcome == outcome


def test_consent_is_preferred(children):
    agreed = [consent("parental-responsibility")]
    assert children.ask("case-notes", consents=agreed, risk_of_significant_harm=True).items[0].route == "4.4"
    assert children.ask("case-notes", risk_of_significant_harm=True).items[0].route == "4.5(i)"
