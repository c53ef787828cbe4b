"""
The index holds nothing but:

- name
- alias
- date of birth
- gender
- address
- phone
- NHS number
- unique pupil number
- name of parent or carer
- phone of parent or carer
- email of parent or carer
- school or setting
- GP practice
- health visitor
- service
- contact
- lead professional
- assessment exists
- concern
- source record
"""

import pytest

from sharewell.domain.index.held import NotHeld, must_hold

pytestmark = pytest.mark.clause(number="2.1")


HELD = {
    "name": "Ann Mary O’Neill-Smith",
    "alias": "Annie",
    "date-of-birth": "2015-03-31",
    "gender": "not specified",
    "address": "Flat 2, 14 St. Mary's Road, London",
    "phone": "020 7946 0000",
    "nhs-number": "943 476 5919",
    "unique-pupil-number": "A123456789012",
    "name-of-parent-or-carer": "Jo Smith",
    "phone-of-parent-or-carer": "07700 900123",
    "email-of-parent-or-carer": "jo@example.org",
    "school-or-setting": "St. Mary's C. of E. Primary School",
    "gp-practice": "Park Road Surgery",
    "health-visitor": "Dee Lane",
    "service": "speech therapy",
    "contact": "Bo Hill",
    "lead-professional": "Bo Hill",
    "assessment-exists": True,
    "concern": True,
    "source-record": "A-17",
}


@pytest.mark.parametrize("field", HELD)
def test_each_basic_detail_is_held(index, field):
    must_hold({field: HELD[field]}, index.policy)


def test_there_are_no_others(index):
    assert index.policy.holds == set(HELD)


@pytest.mark.parametrize("field", ["favourite-colour", "religion", "ethnic-origin", "", "details"])
def test_what_is_not_listed_is_refused(index, field):
    with pytest.raises(NotHeld, match=r"Clause 2\.1"):
        must_hold({"name": "Ann", field: "x"}, index.policy)
