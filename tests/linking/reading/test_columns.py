"""A column is known by its name or by what it holds, and as whose."""

import pytest

from sharewell.linking.inventing import families
from sharewell.linking.reading.columns import recognise
from sharewell.linking.reading.extracts import Extract

PEOPLE = families.children(80, seed=6)
OTHERS = families.children(80, seed=7)
CHILD = {
    "child_forename": [p.forename for p in PEOPLE],
    "child_surname": [p.surname for p in PEOPLE],
    "child_dob": [p.birth_date for p in PEOPLE],
}


def recognised(*files, **told):
    return recognise([Extract("given.csv", file) for file in files], without=(), told=told)


def kinds(*files):
    return {field.name: field.kind.value for field in recognised(*files).fields}


@pytest.mark.parametrize("whose", ["mother", "Parent 1", "guardian's", "next_of_kin", "emergency contact", "sibling"])
def test_a_mothers_name_and_birth_date_are_none_of_the_childs(whose):
    hers = {
        f"{whose} forename": [p.forename for p in OTHERS],
        f"{whose} surname": [p.surname for p in OTHERS],
        f"{whose} dob": [p.birth_date for p in OTHERS],
    }
    found = kinds(hers | CHILD)
    assert {found[name] for name in hers} == {"text"}
    assert [found[name] for name in CHILD] == ["forename", "surname", "birth date"]


def test_a_parents_telephone_is_the_childs_and_a_schools_is_not():
    phones = [p.phone or "07700900123" for p in PEOPLE]
    homes = [p.postcode or "TQ13 8DF" for p in PEOPLE]
    found = kinds(CHILD | {"parent_phone": phones, "gp_phone": phones[::-1], "school_postcode": homes})
    assert (found["parent_phone"], found["gp_phone"], found["school_postcode"]) == ("phone", "text", "text")


@pytest.mark.parametrize("header", ["zip", "zip_code", "zipcode", "mailing_address_zipcode"])
def test_a_zip_code_is_a_postcode(header):
    assert kinds(CHILD | {header: [f"{10_000 + at:05}" for at in range(80)]})[header] == "postcode"


def test_columns_go_together_where_the_name_of_one_is_part_of_the_others_and_one_persons():
    streets = [f"{['Oak', 'Elm', 'Ash'][at % 3]} Road {at}" for at in range(80)]
    mailed = {"employer_street_name": streets[::-1], "mailing_address_street_name": streets}
    found = recognised(CHILD | {"street_name": streets}, CHILD | mailed)
    assert [of["street_name"] for of in found.columns] == ["street_name", "mailing_address_street_name"]


def test_numbers_of_different_names_do_not_go_together():
    found = kinds(
        CHILD | {"age": [str(at % 17) for at in range(80)]}, CHILD | {"visits": [str(at % 9) for at in range(80)]}
    )
    assert found.keys() == CHILD.keys()


@pytest.mark.parametrize("header", ["middle_name", "Middle initial", "midl_name", "mname", "second forename"])
def test_a_middle_name_is_a_name_and_evidence_of_its_own(header):
    found = recognised(CHILD | {header: ["J", "Ann"] * 40}, CHILD | {"middle names": ["James", ""] * 40})
    assert {field.name: field.kind.value for field in found.fields}[header] == "middle name"
    assert found.names == ((header, "middle names"),)


DAYS = [f"2024-{at % 12 + 1:02}-{at % 28 + 1:02}" for at in range(80)]


def test_a_date_that_is_not_said_to_be_of_birth_is_none_where_another_is():
    found = kinds({"referral_date": DAYS} | CHILD | {"last seen": DAYS[::-1]})
    assert (found["referral_date"], found["last seen"], found["child_dob"]) == ("number", "number", "birth date")


def test_where_none_is_said_to_be_it_is_the_earliest():
    names = {name: CHILD[name] for name in ("child_forename", "child_surname")}
    found = kinds(names | {"referred": DAYS, "day": CHILD["child_dob"], "seen": DAYS})
    assert [name for name, kind in found.items() if kind == "birth date"] == ["day"]


def test_a_second_forename_or_surname_is_a_further_name():
    preferred = {"preferred_surname": CHILD["child_surname"][::-1], "preferred_forename": CHILD["child_forename"][::-1]}
    found = recognised(CHILD | preferred)
    assert {field.name for field in found.fields} == CHILD.keys()
    assert found.names == (("preferred_surname",), ("preferred_forename",))


def test_of_two_the_one_is_the_name_that_somebody_says_is():
    preferred = {"preferred_surname": CHILD["child_surname"][::-1]}
    found = recognised(CHILD | preferred, preferred_surname="surname")
    assert "preferred_surname" in {field.name for field in found.fields}
    assert found.names == (("child_surname",),)


@pytest.mark.parametrize("header", ["NHSNumber", "nhs_no", "NHS"])
def test_a_number_goes_with_the_one_of_its_name_and_not_with_the_first(header):
    numbers = [f"9{at:09}" for at in range(80)]
    refs = [f"PUPIL{at:04}" for at in range(80)]
    found = recognised(CHILD | {"NHS No": numbers}, CHILD | {"PupilRef": refs, header: numbers})
    assert [of["NHS No"] for of in found.columns] == ["NHS No", header]


def test_an_address_is_text_and_no_code():
    streets = [f"{at} {['Oak', 'Elm', 'Ash'][at % 3]} Road" for at in range(80)]
    found = kinds(CHILD | {"lives at": streets, "file": [f"CASE {at:04}" for at in range(80)]})
    assert (found["lives at"], found["file"]) == ("text", "identifier")


def test_a_title_is_a_sex_where_no_column_says_it():
    titled = CHILD | {"salutation": [("Mr", "Mrs", "Miss", "")[at % 4] for at in range(80)]}
    assert kinds(titled)["salutation"] == "sex"
    said = kinds(titled | {"sex": [("M", "F")[at % 2] for at in range(80)]})
    assert (said["salutation"], said["sex"]) == ("text", "sex")
