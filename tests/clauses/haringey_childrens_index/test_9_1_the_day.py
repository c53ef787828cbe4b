"""
A record must be destroyed on the day the person reaches 19.
A record must be destroyed on the day the person reaches 25 if the person has additional needs.
"""

from datetime import date

import pytest

from sharewell.domain.index.ending import end_of

pytestmark = pytest.mark.clause(number="9.1")


NEEDS = {"additional-needs": True}


@pytest.mark.parametrize(
    ("born", "facts", "day"),
    [
        ("20100315", {}, date(2029, 3, 15)),
        ("20100315", {"additional-needs": False}, date(2029, 3, 15)),
        ("20100315", NEEDS, date(2035, 3, 15)),
        ("20080229", {}, date(2027, 3, 1)),
        ("20100300", {}, date(2029, 3, 31)),
        ("20100000", {}, date(2029, 12, 31)),
    ],
)
def test_nineteen_and_with_additional_needs_twenty_five(index, born, facts, day):
    end = end_of(born, facts, index.policy)
    assert (end.destroyed, end.clause, end.archived) == (day, "9.1", None)


@pytest.mark.parametrize("born", ["", "00000000", "soon", "2010"])
def test_without_a_year_of_birth_a_person_must_look(index, born):
    assert end_of(born, {}, index.policy) is None
