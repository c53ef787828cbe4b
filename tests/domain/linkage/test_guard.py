"""Twins of alike names, and namesakes at another address: however much a weight says, a person looks first."""

import pytest

from sharewell.domain.linkage import given_names
from sharewell.domain.linkage.compare import compare, record
from sharewell.domain.linkage.decide import Outcome, decide
from sharewell.linking.children_model import FIELDS, model

CHILD = {
    "forename": "Martha",
    "surname": "Thornbyfield",
    "birth_date": "2014-03-09",
    "sex": "F",
    "postcode": "TQ13 8DF",
    "phone": "07700 900123",
}


def decided(**changed):
    one, other = (record(FIELDS, CHILD | told) for told in (changed.pop("of", {}), changed))
    return decide(compare(model(1_000_000), one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mary", "Martha"),
        ("Jayden", "Jaden"),
        ("Jayden", "Kayden"),
        ("Aaliyah", "Aliya"),
        ("Molly", "Polly"),
        ("Daisy", "Maisie"),
        ("Ella", "Ellie"),
        ("Tom", "Tim"),
    ],
)
def test_twins_of_alike_names_are_not_linked_though_all_else_is_the_same(one, other):
    found = decided(of={"forename": one}, forename=other)
    assert found.outcome is not Outcome.LINK


def test_the_same_twin_is_linked_and_so_is_an_error_of_writing():
    assert decided(of={"forename": "Mary"}, forename="Mary").outcome is Outcome.LINK
    assert decided(of={"forename": "Martha"}, forename="Marhta").outcome is Outcome.LINK
    assert decided(of={"forename": "Catherine"}, forename="Kate").outcome is Outcome.LINK
    assert decided(of={"forename": "Kate"}, forename="Katie").outcome is Outcome.LINK


def test_the_same_number_outweighs_alike_names():
    number = {"nhs_number": "9434765919"}
    assert decided(of=number, forename="Martina", **number).outcome is Outcome.LINK


ELSEWHERE = {"postcode": "LS6 2AA", "phone": "0113 496 0007"}


def test_at_another_address_names_and_birth_date_must_all_be_the_same():
    assert decided(**ELSEWHERE).outcome is Outcome.LINK
    near = decided(**ELSEWHERE, birth_date="2014-03-08")
    assert near.outcome is Outcome.REVIEW
    assert "it may be somebody else" in near.because
    assert decided(**ELSEWHERE, surname="Thornbyfeild").outcome is Outcome.REVIEW


def test_at_no_known_address_an_error_does_not_stop_a_link():
    assert decided(postcode="", phone="", birth_date="2014-03-08").outcome is Outcome.LINK


def test_another_surname_is_no_hindrance_at_home_and_is_one_elsewhere():
    assert decided(surname="Wojciechowska").outcome is Outcome.LINK
    assert decided(surname="Wojciechowska", postcode="", phone="").outcome is not Outcome.LINK


def test_a_name_and_its_form_are_one_and_two_forms_of_it_are_not_always():
    assert not given_names.are_two("thomas", "tommy")
    assert not given_names.are_two("martha", "martha")
    assert not given_names.are_two("martha", "marhta")
    assert given_names.are_two("polly", "molly")
    assert given_names.are_two("sara jane", "samira")
