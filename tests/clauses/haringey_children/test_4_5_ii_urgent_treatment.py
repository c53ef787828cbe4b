"""
Personal information may be shared without consent with a party if the child needs urgent medical treatment.
"""

import pytest

from ..asking import POLICE, STRANGER

pytestmark = pytest.mark.clause(number="4.5(ii)")


def test_urgent_treatment_opens_it_without_consent(children):
    answer = children.ask("health-information", urgent_medical_treatment=True)
    assert (answer.outcome, answer.items[0].route) == ("share", "4.5(ii)")
    assert children.outcome("health-information", urgent_medical_treatment=False) == "refuse"


def test_minimum_information_too(children):
    assert children.outcome("name", told=False, urgent_medical_treatment=True) == "share"


def test_with_a_party_only(children):
    assert children.outcome("name", requester=POLICE, urgent_medical_treatment=True) == "share"
    assert children.outcome("name", requester=STRANGER, urgent_medical_treatment=True) == "refuse"
