"""A column that is called a name holds names written whole, one part of them, or no person's."""

import pytest

from sharewell.linking.inventing import families
from sharewell.linking.reading.extracts import Extract
from sharewell.linking.reading.opening import opened

PEOPLE = families.children(100, seed=6)
FORENAMES, SURNAMES = [p.forename for p in PEOPLE], [p.surname for p in PEOPLE]
WHOLE = [f"{p.forename} {p.surname}" for p in PEOPLE]
BORN = {"dob": [p.birth_date for p in PEOPLE]}


def found(*files, **told):
    return opened([Extract(f"{at}.csv", file | BORN) for at, file in enumerate(files)], told=told).fields_found


def of_whom(alone):
    """Names written whole but for some, which are one word."""
    return [
        forename if at < alone else whole for at, (forename, whole) in enumerate(zip(FORENAMES, WHOLE, strict=True))
    ]


def test_it_is_both_parts_where_no_column_has_one():
    assert found({"name": WHOLE}) == {"forename": "forename", "surname": "surname", "dob": "birth date"}


@pytest.mark.parametrize(
    ("beside", "part"), [("Surname", "forename"), ("family name", "forename"), ("Vorname", "surname")]
)
def test_beside_one_part_it_is_the_other(beside, part):
    there, here = (SURNAMES, FORENAMES) if part == "forename" else (FORENAMES, SURNAMES)
    assert found({"Name": here, beside: there})["Name"] == part


def test_it_stays_whole_beside_a_part_that_it_holds():
    assert found({"surname": SURNAMES, "name": WHOLE}) == {"surname": "surname", "dob": "birth date"}


def test_beside_both_parts_it_is_a_further_name():
    file = {"forename": FORENAMES, "surname": SURNAMES, "name": FORENAMES[::-1]}
    assert "name" not in found(file)


@pytest.mark.parametrize(("alone", "kind"), [(20, "forename"), (21, None), (90, None)])
def test_with_many_of_one_word_it_is_no_persons(alone, kind):
    kinds = found({"name": of_whom(alone)})
    assert (kinds.get("forename"), kinds.get("name")) == ((kind, None) if kind else (None, "text"))


@pytest.mark.parametrize("header", ["Client", "deceased name", "Nom et prénom", "customer_name"])
def test_names_written_whole_are_known_where_the_column_is_called_otherwise(header):
    assert found({header: WHOLE})["forename"] == "forename"


def test_what_is_said_of_a_relation_or_stands_beside_a_name_is_not_taken_for_one():
    assert "forename" not in found({"carer": WHOLE})
    beside = found({"surname": SURNAMES, "seen by": WHOLE[::-1]})
    assert beside["seen by"] == "text"


def test_of_a_few_nothing_is_concluded():
    few = {"name": of_whom(9)[:19], "dob": BORN["dob"][:19]}
    assert opened([Extract("few.csv", few)]).fields_found["forename"] == "forename"


def test_where_hardly_one_has_two_words_it_is_a_first_name():
    assert found({"name": of_whom(91)})["name"] == "forename"


def test_it_is_one_thing_in_both_extracts():
    assert found({"name": of_whom(19)}, {"name": of_whom(22)})["name"] == "text"
    assert "name" not in found({"name": of_whom(19)}, {"name": of_whom(20)})


def test_what_somebody_says_it_is_stands():
    assert found({"name": of_whom(50)}, name="name")["forename"] == "forename"
    assert found({"name": SURNAMES, "surname": SURNAMES[::-1]}, name="text")["name"] == "text"
