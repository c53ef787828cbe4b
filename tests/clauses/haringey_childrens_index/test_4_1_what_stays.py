"""
A shielded record is found by, and shows, nothing but:

- name
- date of birth
- gender
- NHS number
"""

import pytest

from sharewell.domain.index.shown import stays

pytestmark = pytest.mark.clause(number="4.1")


WHOLE = {
    "forename": "Ann",
    "surname": "Smith",
    "alias": "Jones",
    "date_of_birth": "2015-03-31",
    "gender": "f",
    "address": "1 High Street",
    "postcode": "N17 8HG",
    "phone": "020 7946 0000",
    "nhs_number": "943 476 5919",
    "upn": "A123456789012",
    "parent_name": "Jo",
    "parent_phone": "07700 900123",
    "school": "High Road",
    "gp_practice": "Park Road",
    "unheard_of": "x",
}


def test_name_birth_date_gender_and_nhs_number_stay_and_nothing_else(index):
    shown = [name for name in WHOLE if stays(name, index.policy)]
    assert shown == ["forename", "surname", "date_of_birth", "gender", "nhs_number"]


def test_the_text_lists_four(index):
    assert index.policy.shows == {"name", "date-of-birth", "gender", "nhs-number"}
