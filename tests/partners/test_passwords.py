"""What everybody at an organisation would try is no password."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["Haringey-Council-26", "sharewell-2026", "POLICEpolicePOLICE", "childrenchildren1"]
)
def test_words_of_the_work_and_of_the_organisation_count_for_nothing(partnership, password):
    with pytest.raises(ValidationError, match="nothing to do with your organisation"):
        validate_password(password, partnership("health.visitor"))


def test_the_name_of_an_organisation_counts_for_nothing_to_its_own_people_alone(partnership):
    validate_password("teaching+plinth", partnership("police.manager"))
    with pytest.raises(ValidationError):
        validate_password("teaching+plinth", partnership("health.visitor"))


def test_other_words_stand_beside_them(partnership):
    validate_password("council of elves", partnership("health.visitor"))
    validate_password("a lantern on the stairs")
