"""Depersonalised information with a smallest count from 1 to 4 must not be shared before suppression."""

import pytest

pytestmark = pytest.mark.clause(number="3.4")


@pytest.mark.parametrize("counted", [(0, "share"), (1, "return"), (4, "return"), (5, "share")])
def test_from_1_to_4_are_suppressed_first(crime, counted):
    count, outcome = counted
    table = {"item": "crime-figures", "smallest_count": count}
    answer = crime.ask(table, purpose="plan for a safer area", named=False)
    assert answer.outcome == outcome
    assert answer.needs == (("suppression",) if outcome == "return" else ())
