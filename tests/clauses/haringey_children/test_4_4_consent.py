"""
Detailed information may be shared if the child is competent to consent and the child has explicitly
consented to it. Detailed information may be shared if the child is not competent to consent and a person
with parental responsibility has explicitly consented to it.
"""

import pytest

from ..asking import POLICE, TRUST, consent

pytestmark = pytest.mark.clause(number="4.4")


CHILD, PARENT = [consent("child")], [consent("parental-responsibility")]


def test_a_competent_child_decides(children):
    assert children.outcome("case-notes", competent=True, consents=CHILD) == "share"
    assert children.outcome("case-notes", competent=True, consents=PARENT) == "refuse"
    assert children.outcome("case-notes", competent=True, consents=[]) == "refuse"


def test_else_a_person_with_parental_responsibility(children):
    assert children.outcome("case-notes", competent=False, consents=PARENT) == "share"
    assert children.outcome("case-notes", competent=False, consents=CHILD) == "refuse"
    assert children.outcome("case-notes", competent=False, consents=[]) == "refuse"


def test_consent_is_explicit(children):
    for by, competent in (("child", True), ("parental-responsibility", False)):
        implied = [consent(by, explicit=False)]
        assert children.outcome("case-notes", competent=competent, consents=implied) == "refuse"


def test_consent_is_to_the_item_the_recipient_and_the_day(children):
    def outcome(**scope):
        return children.outcome("case-notes", consents=[consent("parental-responsibility", **scope)])

    assert outcome(items=[{"item": "case-notes"}]) == "share"
    assert outcome(items=[{"item": "legal-status"}]) == "refuse"
    assert outcome(recipients=[TRUST]) == "share"
    assert outcome(recipients=[POLICE]) == "refuse"
    assert outcome(date="2006-10-02") == "share"
    assert outcome(date="2006-10-03") == "refuse"
