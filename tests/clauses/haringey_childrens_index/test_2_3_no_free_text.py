"""
The index must not hold free text, or a value of more than 100 characters.
"""

import pytest

from sharewell.domain.index.held import NotHeld, must_hold

pytestmark = pytest.mark.clause(number="2.3")


WRITTEN = [
    ("name", "Mother drinks. He is often late for school and hits his sister"),
    ("name", "Ann: see the file"),
    ("school-or-setting", "Excluded twice. See the file"),
    ("address", "1 High Street\nviolent father"),
    ("phone", "ask for Ann only"),
    ("date-of-birth", "when she was hurt"),
    ("nhs-number", "unknown because the mother would not say what it was"),
    ("email-of-parent-or-carer", "do not write to her"),
    ("assessment-exists", "yes, it says that he is at risk"),
    ("gender", "a boy who says he is unhappy"),
]


@pytest.mark.parametrize("given", WRITTEN)
def test_a_value_that_is_not_written_as_its_field_is_refused(index, given):
    field, value = given
    with pytest.raises(NotHeld, match=r"Clause 2\.3") as refused:
        must_hold({field: value}, index.policy)
    assert value not in str(refused.value)


def test_no_value_has_more_than_a_hundred_characters(index):
    must_hold({"gp-practice": "x" * 100}, index.policy)
    with pytest.raises(NotHeld, match=r"Clause 2\.3"):
        must_hold({"gp-practice": "x" * 101}, index.policy)


def test_what_is_odd_and_no_free_text_is_held(index):
    must_hold({"date-of-birth": "31/02/2015", "nhs-number": "943 476 5910", "phone": "12"}, index.policy)


def test_a_note_hidden_in_a_part_of_a_value_is_refused(index):
    with pytest.raises(NotHeld):
        must_hold({"addresses": [{"house": "4"}, {"house": "5", "note": "violent"}]}, index.policy)
