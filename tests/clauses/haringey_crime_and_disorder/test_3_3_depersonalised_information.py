"""
Depersonalised information is:

- crime figures
- disorder figures

Depersonalised information is about no one person. Depersonalised information may be shared.
"""

import pytest

pytestmark = pytest.mark.clause(number="3.3")


FIGURES = [{"item": item, "smallest_count": 5} for item in ("crime-figures", "disorder-figures")]


def test_it_goes_without_more_where_no_person_is_named(crime):
    assert crime.outcome(*FIGURES, purpose="plan for a safer area", named=False) == "share"
    assert crime.outcome(*FIGURES, purpose="plan for a safer area", named=True) == "refuse"
