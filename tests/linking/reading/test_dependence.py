"""What columns tell of each other is counted once, and a home's number is no person's."""

import pytest

from sharewell.linking.inventing import families
from sharewell.linking.reading.columns import recognise
from sharewell.linking.reading.extracts import Extract
from sharewell.linking.reading.opening import opened

POPULATION = families.population(1_200, seed=4)
OF_FAMILY = [*enumerate(POPULATION.family.tolist())]
TWO_OF_EACH = [at for at, family in OF_FAMILY if at < 2 or POPULATION.family[at - 2] != family][:600]
"""So that more than half of the homes' numbers are different, as a person's would be."""
FAMILY = [OF_FAMILY[at][1] for at in TWO_OF_EACH]
PEOPLE = [*POPULATION.some(TWO_OF_EACH)]


def file(**columns):
    names = {"first_name": [p.forename for p in PEOPLE], "last_name": [p.surname for p in PEOPLE]}
    return Extract("given.csv", names | {"dob": [p.birth_date for p in PEOPLE]} | columns)


def fields_of(*files, **told):
    return {field.name: field.kind.value for field in recognise(files, without=None, told=told).fields}


def school(at):
    return at * 7919 % 40


SCHOOLS = {
    "school_name": [f"{['Oak', 'Hill', 'Elm'][school(at) % 3]} {school(at)} Primary" for at in range(600)],
    "school_urn": [str(100_000 + school(at)) for at in range(600)],
}
HOMES = [f"{100_000_000_000 + 7919 * family}" for family in FAMILY]


@pytest.mark.parametrize("header", ["uprn", "household_id", "case reference"])
def test_a_number_that_brothers_and_sisters_share_is_their_homes(header):
    assert fields_of(file(**{header: HOMES}))[header] == "number"


def test_a_number_of_which_each_has_its_own_is_a_persons_though_some_stand_twice():
    own = [f"{100_000_000_000 + 7919 * at}" for at in range(600)]
    assert fields_of(file(reference_code=own))["reference_code"] == "identifier"
    some = [*range(600), *range(0, 600, 4)]
    people = {"first_name": [PEOPLE[at].forename for at in some], "dob": [PEOPLE[at].birth_date for at in some]}
    doubled = Extract("given.csv", people | {"reference_code": [own[at] for at in some]})
    assert fields_of(doubled)["reference_code"] == "identifier"


def test_who_says_what_a_column_holds_is_believed():
    assert fields_of(file(uprn=HOMES), uprn="identifier")["uprn"] == "identifier"
    assert {"school_name", "school_urn"} <= fields_of(file(**SCHOOLS), school_name="text", school_urn="text").keys()


def test_of_two_columns_that_tell_each_other_one_is_used():
    assert len({"school_name", "school_urn"} & fields_of(file(**SCHOOLS)).keys()) == 1


def test_it_is_said_what_is_not_taken_as_it_looks():
    said = recognise([file(uprn=HOMES, **SCHOOLS)], without=None, told={}).notes
    assert said == (
        "“uprn” is a home's number, not a person's: brothers and sisters share it.",
        "“school_urn” is left out: “school_name” tells it already.",
    )


def test_it_is_seen_through_errors_and_in_two_files_together():
    misspelt = [name[:-3] if at % 10 == 0 else name for at, name in enumerate(SCHOOLS["school_name"])]
    other = file(school_name=misspelt, school_urn=SCHOOLS["school_urn"])
    assert len({"school_name", "school_urn"} & fields_of(file(**SCHOOLS), other).keys()) == 1


def test_a_street_and_a_house_number_are_two_things():
    address = {
        "street": [f"{school(at)} Street" for at in range(600)],
        "house_number": [str(at % 9) for at in range(600)],
    }
    assert {"street", "house_number"} <= fields_of(file(**address)).keys()
    at_home = {"street": [f"{f % 40} Street" for f in FAMILY], "house_number": [str(f % 97) for f in FAMILY]}
    assert {"street", "house_number"} <= fields_of(file(**at_home)).keys()


def test_a_mother_s_surname_that_is_the_row_s_own_is_told_once():
    maiden = ["Quill" if at % 3 == 0 else person.surname.upper() for at, person in enumerate(PEOPLE)]
    read = opened([file(mother_surname=maiden)]).table.columns["mother_surname"]
    assert [*read.values] == ["quill"]
    assert [code >= 0 for code in read.codes] == [at % 3 == 0 for at in range(len(PEOPLE))]
    told = opened([file(mother_surname=maiden)], told={"mother_surname": "text"}).table.columns["mother_surname"]
    assert len(told.values) > 1
