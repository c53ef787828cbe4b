"""When a record ends: the day is the text's and the birth date's alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.calendar import age_on
from sharewell.domain.index.ending import end_of, last_possible, reaches

ARCHIVED = """A record must be archived on the day the person reaches 18, and destroyed within 6 years of that day."""


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
def test_the_day_is_the_first_on_which_the_age_is_reached(born, age):
    day = reaches(age, born)
    assert age_on(born, day) == age
    assert age_on(born, date.fromordinal(day.toordinal() - 1)) == age - 1


def test_a_text_may_have_records_archived_first(policy_with):
    first, then = "the day the person reaches 19. ", "A record must be destroyed on the day the person\nreaches 25 if "
    both = f"A record must be destroyed on {first}{then}the person has additional needs."
    end = end_of("20100315", {}, policy_with(both, ARCHIVED))
    assert (end.archived, end.destroyed, end.clause) == (date(2028, 3, 15), date(2034, 3, 15), "9.1")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20100230", date(2010, 2, 28)),
        ("20109915", date(2010, 12, 31)),
        ("20100099", date(2010, 12, 31)),
        ("0000", None),
        ("00000315", None),
        ("89991231", date(8999, 12, 31)),
        ("90000101", None),
        ("99991231", None),
    ],
)
def test_a_day_that_is_not_known_is_taken_as_late_as_it_may_be(written, day):
    assert last_possible(written) == day
