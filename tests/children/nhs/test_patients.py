"""What an index holds of a child, as the health service writes a person."""

import pytest

from sharewell.children.nhs.patients import details_of, person_of
from sharewell.domain.fhir.patient import Name, Person, read, write


@pytest.mark.parametrize(
    ("held", "written"),
    [
        ("2014-03-09", "2014-03-09"),
        ("9/3/2014", "2014-03-09"),
        ("2014-02-29", "2014-02"),
        ("2016-02-29", "2016-02-29"),
        ("31/04/2014", "2014-04"),
        ("2014-13-09", "2014"),
        ("2014-00-09", "2014"),
        ("2014-03", "2014-03"),
        ("0000-03-09", ""),
        ("not known", ""),
    ],
)
def test_of_a_birth_date_no_more_is_told_than_the_calendar_knows(held, written):
    person = person_of({"birth_date": held})
    assert person.birth_date == written
    assert read(write(person)).birth_date == written


def test_a_former_name_alone_is_a_surname_and_an_alias_alone_is_none():
    told = {"surname": "Kowalczyk", "former_name": "Nowak", "aliases": "Addy; Ada Jones"}
    person = person_of(told)
    assert person.also_called == (Name(given=("Addy",)), Name(family="Jones", given=("Ada",)), Name(family="Nowak"))
    assert details_of(person)["aliases"] == "Addy, Ada Jones, Nowak"


def test_what_a_patient_and_an_index_both_have_a_place_for_comes_back_as_it_was():
    told = {"forename": "Ada", "middle_names": "Mary", "surname": "Smith", "birth_date": "2014-03-09", "sex": "f"}
    told |= {"postcode": "N17 9LJ", "phone": "01632 960587", "nhs_number": "9000000009"}
    assert details_of(person_of(told)) == told
    assert details_of(Person()) == {}
