"""Twins of alike names are not one child, though all else agrees; one child whom two services write is."""

import pytest

from sharewell.children.intake.actions import register
from sharewell.children.intake.delivering import Outcome
from tests.children.cast import MARY
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("one", "other"), [("Mary", "Martha"), ("Ella", "Bella"), ("Ella", "Ellie")])
def test_a_source_that_lists_both_has_twins_and_a_person_looks(index, members, one, other):
    found = [
        register(
            index=index, details=MARY | {"forename": name}, source="roll", record=name, by=members[TRUST], at=now()
        )
        for name in (one, other)
    ]
    assert [each.outcome for each in found] == [Outcome.NEW, Outcome.POSSIBLE]


@pytest.mark.parametrize(("by", "source"), [(COUNCIL, "roll"), (TRUST, "clinic")])
def test_another_source_that_misspells_the_name_means_the_same_child(index, members, by, source):
    register(index=index, details=MARY, source="roll", record="1", by=members[TRUST], at=now())
    told = MARY | {"forename": "Marry"}
    found = register(index=index, details=told, source=source, record="2", by=members[by], at=now())
    assert found.outcome is Outcome.LINKED


@pytest.mark.parametrize(("by", "source"), [(COUNCIL, "roll"), (TRUST, "clinic")])
def test_another_source_that_knows_her_by_another_name_may_mean_her_twin(index, members, by, source):
    register(index=index, details=MARY, source="roll", record="1", by=members[TRUST], at=now())
    told = MARY | {"forename": "Martha"}
    found = register(index=index, details=told, source=source, record="2", by=members[by], at=now())
    assert found.outcome is Outcome.POSSIBLE


def test_the_same_name_twice_in_one_source_is_one_child(index, members):
    for record, outcome in (("1", Outcome.NEW), ("2", Outcome.LINKED)):
        found = register(index=index, details=MARY, source="roll", record=record, by=members[TRUST], at=now())
        assert found.outcome is outcome


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("Hassan", "Hussain", Outcome.POSSIBLE),
        ("Hassan", "Ibrahim", Outcome.POSSIBLE),
        ("Hassan", "Hussain Ali", Outcome.POSSIBLE),
        ("Hassan", "Hasan Ali", Outcome.LINKED),
        ("Hassan", "", Outcome.LINKED),
        ("Hassan", "H", Outcome.LINKED),
        ("Hassan Ali", "Hassan", Outcome.LINKED),
    ],
)
def test_sons_who_share_their_first_name_are_told_apart_by_the_second(index, members, one, other, outcome):
    for by, middle, became in ((TRUST, one, Outcome.NEW), (COUNCIL, other, outcome)):
        told = MARY | {"forename": "Muhammad", "middle_names": middle}
        told.pop("nhs_number", None)
        found = register(index=index, details=told, source="roll", record="1", by=members[by], at=now())
        assert found.outcome is became


@pytest.mark.parametrize("others", [("Mary", "Susan"), ("Mary",)])
def test_a_child_under_its_twin_s_number_is_not_joined_to_the_twin_where_its_own_record_is(index, members, others):
    told = MARY | {"nhs_number": "9434765919", "phone": "01364652304", "gender": "female"}
    for name in others:
        number = {} if name == "Mary" else {"nhs_number": "9434765870"}
        details = told | {"forename": name} | number
        register(index=index, details=details, source="roll", record=name, by=members[TRUST], at=now())
    found = register(
        index=index, details=told | {"forename": "Susan"}, source="roll", record="1", by=members[COUNCIL], at=now()
    )
    assert found.outcome is (Outcome.POSSIBLE if "Susan" in others else Outcome.LINKED)
