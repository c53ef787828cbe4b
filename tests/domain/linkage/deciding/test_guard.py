"""Twins of alike names, and namesakes at another address: however much a weight says, a person looks first."""

import pytest

from sharewell.domain.linkage.deciding.decide import Outcome, decide
from sharewell.domain.linkage.values import given_names
from sharewell.domain.linkage.weighing.compare import compare, record
from sharewell.linking.learning.children_model import FIELDS, model

CHILD = {
    "forename": "Martha",
    "surname": "Thornbyfield",
    "birth_date": "2014-03-09",
    "sex": "F",
    "postcode": "TQ13 8DF",
    "phone": "07700 900123",
}

ELSEWHERE = {"postcode": "LS6 2AA", "phone": "0113 496 0007"}


def decided(*, among=1_000_000, of_extracts=False, **changed):
    one, other = (record(FIELDS, CHILD | told) for told in (changed.pop("of", {}), changed))
    return decide(compare(model(among), one, other), of_extracts=of_extracts)


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


BORN_LATER = {"forename": "Oliver", "birth_date": "2017-11-21", "sex": "M"}


@pytest.mark.parametrize("told", [{}, {"sex": "F"}, {"nhs_number": "9434765919"}])
def test_nobody_need_look_at_brothers_and_sisters_whatever_else_they_share(told):
    other = {"nhs_number": "9876543210"} if "nhs_number" in told else {}
    found = decided(of={**told, "forename": "Martha"}, **BORN_LATER | told | other)
    assert found.outcome is Outcome.NEW
    assert "it is a brother or sister" in found.because


def test_a_person_looks_where_a_brother_or_sister_has_the_same_number_or_was_born_on_the_day():
    number = {"nhs_number": "9434765919"}
    assert decided(of=number, **BORN_LATER, **number).outcome is Outcome.REVIEW
    twin = decided(forename="Oliver", sex="M")
    assert twin.outcome is Outcome.REVIEW
    assert "it may be a brother or sister" in twin.because


def test_the_same_twin_is_linked_and_so_is_an_error_of_writing():
    assert decided(of={"forename": "Mary"}, forename="Mary").outcome is Outcome.LINK
    assert decided(of={"forename": "Martha"}, forename="Marhta").outcome is Outcome.LINK
    assert decided(of={"forename": "Catherine"}, forename="Kate").outcome is Outcome.LINK
    assert decided(of={"forename": "Kate"}, forename="Katie").outcome is Outcome.LINK


@pytest.mark.parametrize("told", [{"sex": "M"}, {"birth_date": ""}])
def test_a_wrong_sex_or_no_birth_date_does_not_stop_a_link_where_both_names_and_the_home_are_the_same(told):
    assert decided(**told).outcome is Outcome.LINK
    assert decided(**told, surname="Thornbyfeild").outcome is Outcome.REVIEW
    assert decided(**told, forename="Marhta").outcome is Outcome.REVIEW
    assert decided(**told, **ELSEWHERE).outcome is not Outcome.LINK


def test_both_a_wrong_sex_and_no_birth_date_do():
    assert decided(sex="M", birth_date="").outcome is Outcome.REVIEW


def test_an_initial_that_agrees_is_no_brother_and_not_enough_for_a_link():
    for told in ({}, {"birth_date": "2011-11-21"}):
        assert decided(forename="M", **told).outcome is Outcome.REVIEW
    assert decided(forename="Mo", birth_date="2011-11-21").outcome is Outcome.NEW
    assert decided(forename="J", birth_date="2011-11-21").outcome is Outcome.NEW


def test_the_same_number_outweighs_alike_names():
    number = {"nhs_number": "9434765919"}
    assert decided(of=number, forename="Martina", **number).outcome is Outcome.LINK


def test_at_another_address_names_and_birth_date_must_all_be_the_same():
    assert decided(**ELSEWHERE).outcome is Outcome.LINK
    near = decided(**ELSEWHERE, birth_date="2014-03-08")
    assert near.outcome is Outcome.REVIEW
    assert "it may be somebody else" in near.because
    assert decided(**ELSEWHERE, surname="Thornbyfeild").outcome is Outcome.REVIEW


BORN_THE_DAY_BEFORE = {"birth_date": "2014-03-08"}
IN_ANOTHER_SPELLING = {"surname": "Thornbyfeild"}


@pytest.mark.parametrize(
    "told",
    [
        ELSEWHERE | BORN_THE_DAY_BEFORE,
        ELSEWHERE | IN_ANOTHER_SPELLING,
        BORN_THE_DAY_BEFORE | {"forename": "Marhta"},
        {"birth_date": ""} | IN_ANOTHER_SPELLING,
        {"birth_date": "", "surname": ""},
    ],
)
def test_of_two_extracts_many_bits_outweigh_an_error_at_another_home_and_of_an_index_they_do_not(told):
    assert decided(**told, among=1_000).outcome is Outcome.REVIEW
    assert decided(**told, among=1_000, of_extracts=True).outcome is Outcome.LINK
    too_many = decided(**told, among=10**13, of_extracts=True)
    assert too_many.outcome is not Outcome.LINK


@pytest.mark.parametrize(
    "told", [{"forename": "Mary"}, {"forename": "Martin", "sex": "M"}, {"forename": "M"}, {"forename": ""},
             {"birth_date": "", "sex": "M"}, {"birth_date": ""} | ELSEWHERE, BORN_LATER]
)  # fmt: skip
def test_of_two_extracts_too_no_bits_outweigh_a_twin_or_a_brother(told):
    assert decided(**told, among=1_000, of_extracts=True).outcome is not Outcome.LINK


def test_one_name_of_another_alphabet_in_two_spellings_is_no_twin():
    assert decided(of={"forename": "Aisha"}, forename="Ayesha").outcome is Outcome.LINK
    assert decided(of={"forename": "Yusuf"}, forename="Yousef").outcome is Outcome.LINK
    assert decided(of={"forename": "Hassan"}, forename="Hussain").outcome is Outcome.REVIEW


def test_a_birth_date_of_which_the_year_alone_is_known_and_agrees_is_no_other_date():
    assert decided(birth_date="2014").outcome is Outcome.LINK
    assert decided(birth_date="2014", forename="Marhta").outcome is Outcome.REVIEW
    assert decided(birth_date="2014-11-21").outcome is Outcome.REVIEW
    assert decided(birth_date="2012").outcome is Outcome.REVIEW


def test_at_no_known_address_an_error_does_not_stop_a_link():
    assert decided(postcode="", phone="", birth_date="2014-03-08").outcome is Outcome.LINK


def test_a_postcode_known_in_part_is_no_other_address_and_another_of_the_same_district_is():
    day_off = {"birth_date": "2014-03-08", "phone": ""}
    assert decided(postcode="TQ13", **day_off).outcome is Outcome.LINK
    assert decided(postcode="TQ13 9AA", **day_off).outcome is Outcome.REVIEW
    assert decided(postcode="LS6", **day_off).outcome is Outcome.REVIEW


def test_what_is_exchanged_is_surely_one_at_home_and_is_not_elsewhere():
    names = {"forename": "Thornbyfield", "surname": "Martha"}
    date = {"birth_date": "2014-09-03"}
    for told in (names, date):
        assert decided(**told).outcome is Outcome.LINK
        assert decided(**told, postcode="", phone="").outcome is Outcome.LINK
        assert decided(**told, **ELSEWHERE).outcome is Outcome.REVIEW


def test_exchanged_names_are_as_rare_as_both_together():
    alone = {"postcode": "", "phone": "", "among": 12_700_000}
    rare, common = ({"forename": "Jack", "surname": surname} for surname in ("Thornbyfield", "Smith"))
    assert decided(**alone, of=rare, forename="Thornbyfield", surname="Jack").outcome is Outcome.LINK
    found = decided(**alone, of=common, forename="Smith", surname="Jack")
    assert found.outcome is Outcome.REVIEW
    assert "of its 6.5 bits only 3.2 count, and a link needs 5" in found.because


def test_a_common_name_misspelt_tells_no_more_than_it_does_well_spelt():
    alone = {"postcode": "", "phone": "", "among": 6_000_000, "forename": "Olivia"}
    of = {"forename": "Olivia", "surname": "Smith"}
    assert decided(**alone, of={"forename": "Olivia"}, surname="Thornbyfeild").outcome is Outcome.LINK
    assert decided(**alone, of=of, surname="Smith").outcome is Outcome.REVIEW
    misspelt = decided(**alone, of=of, surname="Smithh")
    assert misspelt.outcome is Outcome.REVIEW
    assert "a common name tells little" in misspelt.because
    assert decided(of=of, forename="Olivia", surname="Smithh").outcome is Outcome.LINK  # at home


def test_another_surname_is_no_hindrance_at_home_and_is_one_elsewhere():
    assert decided(surname="Wojciechowska").outcome is Outcome.LINK
    assert decided(surname="Wojciechowska", postcode="", phone="").outcome is not Outcome.LINK


def test_a_name_and_its_form_are_one_and_two_forms_of_it_are_not_always():
    assert not given_names.are_two("thomas", "tommy")
    assert not given_names.are_two("martha", "martha")
    assert not given_names.are_two("martha", "marhta")
    assert given_names.are_two("polly", "molly")
    assert given_names.are_two("sara jane", "samira")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muhammad Hassan", "Muhammad Hussain"),
        ("Muhammad Ali", "Mohammed Ibrahim"),
        ("Ella-Mae", "Ella-Rose"),
        ("Jia Hao", "Jia Hui"),
        ("Harpreet", "Gurpreet"),
        ("Oluwatobi", "Oluwatomi"),
    ],
)
def test_twins_who_share_half_a_name_are_not_linked_whatever_names_their_family_gives(one, other):
    assert decided(of={"forename": one}, forename=other).outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muhammad Hassan", "Muhammad"),
        ("Muhammad Hassan", "Muhammad H"),
        ("Ella-Mae", "Ella-Mai"),
        ("Ella-Mae Rose", "Ella Rose"),
        ("Muhammad Hassan", "Muhammad Hasssan"),
    ],
)
def test_one_child_whose_further_name_is_left_out_shortened_or_misspelt_is_linked(one, other):
    assert decided(of={"forename": one}, forename=other).outcome is Outcome.LINK


@pytest.mark.parametrize(
    ("one", "other"),
    [("Twin 1", "Twin 2"), ("Baby Girl", "Baby Girl"), ("Infant", "Infant"), ("Baby of Ann", "Baby of Ann")],
)
def test_the_newborn_who_have_no_forename_yet_are_not_one_child_for_being_called_alike(one, other):
    assert decided(of={"forename": one}, forename=other).outcome is Outcome.REVIEW


def test_a_newborn_who_is_given_a_forename_is_linked_by_its_number():
    number = {"nhs_number": "9434765919"}
    assert decided(of={"forename": "Baby Girl", **number}, **number).outcome is Outcome.LINK


@pytest.mark.parametrize(
    ("number", "outcome"),
    [("9876543210", Outcome.REVIEW), ("9434765918", Outcome.LINK), ("1234567890", Outcome.LINK), ("", Outcome.LINK)],
)
def test_two_sound_nhs_numbers_are_two_children_until_a_person_has_looked(number, outcome):
    found = decided(of={"nhs_number": "9434765919"}, nhs_number=number)
    assert found.outcome is outcome
    assert ("NHS number of its own" in found.because) == (outcome is Outcome.REVIEW)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"forename": "Oliver", "sex": "M"}, Outcome.REVIEW),
        ({"forename": "Ann Martha", "sex": "M"}, Outcome.LINK),
        ({"forename": "Marhta"}, Outcome.LINK),
        ({"forename": ""}, Outcome.LINK),
    ],
)
def test_a_child_under_the_number_of_its_twin_of_the_other_sex_is_not_joined_to_the_twin_unseen(told, outcome):
    number = {"nhs_number": "9434765919"}
    assert decided(of=number, **told, **number).outcome is outcome
