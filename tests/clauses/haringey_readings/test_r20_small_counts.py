"""Aggregate information with a smallest count from 1 to 5 must not be shared before suppression."""

import pytest

pytestmark = pytest.mark.clause(number="R20")


@pytest.mark.parametrize(
    "counted",
    [(0, "share"), (1, "return"), (5, "return"), (6, "share"), (None, "ask")],
)
def test_a_count_from_1_to_5_is_suppressed_first(children, counted):
    count, outcome = counted
    answer = children.ask({"item": "aggregate", "smallest_count": count}, named=False)
    assert answer.outcome == outcome
    assert answer.needs == (("suppression",) if outcome == "return" else ())
