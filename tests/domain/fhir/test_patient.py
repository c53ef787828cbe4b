"""A FHIR Patient and our own record of a person say the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.fhir.patient import GENDERS, BadResource, Name, Person, read, write

words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
names = st.builds(Name, family=words, given=st.lists(words, max_size=3).map(tuple))
people = st.builds(
    Person,
    name=names,
    birth_date=st.sampled_from(["", "2014", "2014-03", "2014-03-09"]),
    gender=st.sampled_from(["", *GENDERS]),
    lines=st.lists(words, max_size=3).map(tuple),
    postcode=st.sampled_from(["", "N17 9LJ"]),
    phones=st.lists(words, unique=True, max_size=2).map(tuple),
    nhs_number=st.sampled_from(["", "9000000009"]),
    practice=st.sampled_from(["", "Y12345"]),
)


@given(person=people, others=st.lists(names, unique=True, max_size=2))
def test_what_is_written_is_read_again(person, others):
    whole = Person(
        name=person.name,
        also_called=tuple(name for name in others if name != person.name),
        birth_date=person.birth_date,
        gender=person.gender,
        lines=person.lines,
        postcode=person.postcode,
        phones=person.phones,
        nhs_number=person.nhs_number,
        practice=person.practice,
    )
    assert read(json.loads(json.dumps(write(whole)))) == whole


def test_nothing_empty_is_written():
    assert write(Person()) == {"resourceType": "Patient"}


def test_another_name_is_said_to_be_neither_a_nickname_nor_a_former_one():
    person = Person(
        name=Name(family="Smith", given=("Ada",)), also_called=(Name(family="Nowak"), Name(given=("Addy",)))
    )
    usual = {"use": "usual", "family": "Smith", "given": ["Ada"]}
    assert write(person)["name"] == [usual, {"family": "Nowak"}, {"given": ["Addy"]}]


def test_a_person_is_called_by_the_name_in_use_and_lives_where_they_live_now():
    told = {
        "resourceType": "Patient",
        "name": [
            {"use": "old", "family": "Nowak", "given": ["Iga"]},
            {"use": "usual", "family": "Kowalczyk", "given": ["Iga", "Maria"]},
        ],
        "address": [{"use": "old", "postalCode": "E1 1AA"}, {"postalCode": "E2 2AA"}, {"use": "home", "line": ["1 X"]}],
        "telecom": [{"system": "email", "value": "x@example.org"}, {"system": "phone", "value": "020 7946 0000"}],
        "identifier": [
            {"system": "elsewhere", "value": "17"},
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "900 000 0009"},
        ],
    }
    person = read(told)
    assert person.name == Name(family="Kowalczyk", given=("Iga", "Maria"))
    assert person.also_called == (Name(family="Nowak", given=("Iga",)),)
    assert (person.lines, person.postcode) == (("1 X",), "")
    assert person.phones == ("020 7946 0000",)
    assert person.nhs_number == "9000000009"


def test_what_ended_comes_after_what_did_not():
    past, since = {"period": {"end": "2015-01-01"}}, {"period": {"start": "2015-01-02"}}
    number, phone = {"system": "https://fhir.nhs.uk/Id/nhs-number"}, {"system": "phone"}
    told = {
        "resourceType": "Patient",
        "name": [{"use": "official", "family": "Nowak"} | past, {"use": "usual", "family": "Smith"} | since],
        "address": [{"use": "home", "postalCode": "E1 1AA"} | past, {"postalCode": "E2 2AA"} | since],
        "identifier": [number | {"use": "old", "value": "9000000017"}, number | {"value": "9000000009"}],
        "telecom": [phone | {"value": "020 7946 0000"} | past, phone | {"value": "020 7946 0001"} | since],
    }
    person = read(told)
    assert (person.name.family, person.postcode, person.nhs_number) == ("Smith", "E2 2AA", "9000000009")
    assert person.phones == ("020 7946 0001", "020 7946 0000")
    assert [each.family for each in person.also_called] == ["Nowak"]


def test_a_null_of_which_something_else_is_told_is_no_word():
    name = {"family": "Smith", "given": ["Ada", None], "_given": [None, {"extension": [{"url": "http://x.example"}]}]}
    assert read({"resourceType": "Patient", "name": [name]}).name == Name(family="Smith", given=("Ada",))


def test_a_name_told_in_one_piece_is_taken_apart():
    assert read({"resourceType": "Patient", "name": [{"text": "Ada Mary Smith"}]}).name == Name(
        family="Smith", given=("Ada", "Mary")
    )


@pytest.mark.parametrize(
    ("told", "at"),
    [
        (None, "Patient"),
        ([], "Patient"),
        ({"resourceType": "Practitioner"}, "Patient"),
        ({"name": {}}, "Patient.name"),
        ({"name": ["Smith"]}, "Patient.name"),
        ({"name": [{"family": 7}]}, "Patient.name[0].family"),
        ({"name": [{"given": "Ada"}]}, "Patient.name[0].given"),
        ({"name": [{"use": "pen name"}]}, "Patient.name[0].use"),
        ({"name": [{"family": "x" * 201}]}, "Patient.name[0].family"),
        ({"name": [{}] * 201}, "Patient.name"),
        ({"birthDate": "9 March 2014"}, "Patient.birthDate"),
        ({"birthDate": "2014-3-9"}, "Patient.birthDate"),
        ({"birthDate": "2014-02-29"}, "Patient.birthDate"),
        ({"birthDate": "2014-13"}, "Patient.birthDate"),
        ({"birthDate": "0000"}, "Patient.birthDate"),
        ({"gender": "f"}, "Patient.gender"),
        ({"modifierExtension": [{"url": "http://x.example", "valueBoolean": True}]}, "Patient.modifierExtension"),
        ({"implicitRules": "http://x.example"}, "Patient.implicitRules"),
        ({"name": [{"given": ["Ada", None]}]}, "Patient.name[0].given"),
        ({"address": [{"line": [None]}]}, "Patient.address.line"),
        ({"telecom": [{"system": "phone", "value": 7}]}, "Patient.telecom[0].value"),
    ],
)
def test_what_is_no_patient_is_refused_with_the_place_and_not_the_value(told, at):
    body = {"resourceType": "Patient"} | told if isinstance(told, dict) and "resourceType" not in told else told
    with pytest.raises(BadResource) as caught:
        read(body)
    assert caught.value.at == at
    assert "9 March" not in str(caught.value)
