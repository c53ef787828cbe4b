"""
When information is shared under 4.5, the holder must make a confidentiality record. A confidentiality
record states:

- the reasons
- the evidence they rest on
- each third party told
- what each was given
"""

import pytest

from ..asking import consent

pytestmark = pytest.mark.clause(number="4.7")


def test_sharing_without_consent_leaves_a_record_and_other_sharing_none(children):
    assert "confidentiality" in children.ask("name", told=False, urgent_medical_treatment=True).records
    assert "confidentiality" not in children.ask("name").records
    agreed = [consent("parental-responsibility")]
    assert "confidentiality" not in children.ask("case-notes", consents=agreed).records


def test_nothing_is_recorded_while_it_waits(children):
    assert "confidentiality" not in children.ask("case-notes", risk_of_significant_harm=True).records


def test_what_the_record_states(children):
    assert children.record_states("confidentiality") == (
        "the reasons",
        "the evidence they rest on",
        "each third party told",
        "what each was given",
    )
