"""
4.5 prevails over 4.3. 4.3 is also met if the child or a person with parental responsibility has explicitly
consented to sharing with this recipient.
"""

import pytest

from ..asking import POLICE, TRUST, consent

pytestmark = pytest.mark.clause(number="R11")


def test_a_ground_of_4_5_does_not_wait_for_it(children):
    assert children.outcome("name", told=False, risk_of_significant_harm=True, manager="approved") == "share"
    assert children.outcome("name", told=False, urgent_medical_treatment=True) == "share"
    assert children.outcome("name", told=False) == "return"


@pytest.mark.parametrize("by", ["child", "parental-responsibility"])
def test_consent_to_this_very_recipient_counts_as_telling(children, by):
    assert children.outcome("name", told=False, consents=[consent(by, recipients=[TRUST])]) == "share"
    assert children.outcome("name", told=False, consents=[consent(by, recipients=[POLICE])]) == "return"
    assert children.outcome("name", told=False, consents=[consent(by)]) == "return"
    assert children.outcome("name", told=False, consents=[consent(by, explicit=False, recipients=[TRUST])]) == "return"
