"""When information is shared, the holder must make a disclosure record."""

import pytest

pytestmark = pytest.mark.clause(number="R2")


def test_every_disclosure_leaves_a_record_and_a_refusal_none(children):
    assert "disclosure" in children.ask("name").records
    assert "disclosure" in children.ask("name", told=False, urgent_medical_treatment=True).records
    assert "disclosure" in children.ask({"item": "aggregate", "smallest_count": 6}, named=False).records
    assert "disclosure" not in children.ask("name", told=False).records
    assert "disclosure" not in children.ask("name", told=False, risk_of_significant_harm=True).records
