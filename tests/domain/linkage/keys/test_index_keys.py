"""Keys of the children's index meet where two records of one child should, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.linkage.keys.index_keys import (
    STAGES,
    Stage,
    keys,
    kind,
    likenesses,
    probes,
    sound_code,
    stage,
)
from sharewell.domain.linkage.keys.index_keys import Kind as Key
from sharewell.domain.linkage.values.fields import Field, Kind
from sharewell.domain.linkage.values.packed import LONGEST, ODD, pack, unpack
from sharewell.domain.linkage.weighing.compare import record

FIELDS = tuple(
    Field(name=name, kind=kind)
    for name, kind in (
        ("forename", Kind.FORENAME),
        ("surname", Kind.SURNAME),
        ("birth_date", Kind.BIRTH_DATE),
        ("postcode", Kind.POSTCODE),
        ("phone", Kind.PHONE),
        ("carer_phone", Kind.PHONE),
        ("nhs_number", Kind.IDENTIFIER),
        ("upn", Kind.IDENTIFIER),
    )
)
CHILD = {
    "forename": "Catherine",
    "surname": "Smith",
    "birth_date": "2012-03-07",
    "postcode": "TQ13 8DF",
    "phone": "07123 456789",
    "nhs_number": "900 000 0009",
}
YEARS = range(2000, 2027)


def written(**changes):
    return record(FIELDS, CHILD | changes)


def met(**changes):
    """The kinds under which somebody else's record of the child finds it."""
    kept = set(keys(written()))
    return {kind(key) for key in probes(written(**changes), years=YEARS) if key in kept}


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({"surname": "Smyth"}, Key.DAY_AND_NAMES),
        ({"forename": "Kate"}, Key.DAY_AND_NAMES),
        ({"forename": "Smith", "surname": "Catherine"}, Key.DAY_AND_NAMES),
        ({"birth_date": "2012-07-03"}, Key.DAY_AND_NAMES),
        ({"birth_date": "2019-03-07"}, Key.DAY_AND_NAMES),
        ({"surname": "Jones"}, Key.DATE_AND_NAME),
        ({"birth_date": "2012-03-09"}, Key.YEAR_AND_NAMES),
        ({"birth_date": "2013-01-09", "postcode": ""}, Key.YEAR_AND_NAMES),
        ({"birth_date": "2012", "postcode": "TQ13"}, Key.YEAR_AND_NAMES),
        ({"birth_date": "", "postcode": ""}, Key.YEAR_AND_NAMES),
        ({"birth_date": "", "postcode": "TQ13"}, Key.YEAR_AND_NAMES),
        ({"birth_date": "", "postcode": "N1 1AA"}, Key.YEAR_AND_NAMES),
        ({"surname": "Jones", "birth_date": ""}, Key.SECTOR_AND_NAME),
        ({"postcode": "TQ13 8XX", "birth_date": "", "forename": "Zoe"}, Key.SECTOR_AND_NAME),
        ({"forename": "Zoe", "surname": "Jones", "birth_date": ""}, Key.POSTCODE),
        ({"forename": "Cahterine", "surname": "Jones"}, Key.DATE_AND_INITIAL),
        ({"forename": "Catherine", "surname": "Jones", "birth_date": "2019-07-03"}, Key.DAY_AND_NAME),
    ],
)
def test_a_child_is_found_in_spite_of(changes, by):
    assert by in met(phone="", nhs_number="", **changes)


def test_a_number_finds_a_child_whatever_else_is_wrong():
    nothing = {"forename": "Zoe", "surname": "Jones", "birth_date": "2001-11-30", "postcode": ""}
    assert met(**nothing, phone="") == {Key.NHS_NUMBER}
    assert met(**nothing, nhs_number="") == {Key.PHONE}
    assert met(**nothing, nhs_number="", phone="", carer_phone="+44 7123 456789") == {Key.PHONE}
    assert met(**nothing, nhs_number="", phone="") == set()


def test_a_number_whose_check_does_not_hold_makes_no_key():
    assert Key.NHS_NUMBER not in {kind(key) for key in keys(written(nhs_number="9000000008"))}
    assert Key.UPN in {kind(key) for key in keys(written(upn="H801200001001"))}
    assert Key.UPN not in {kind(key) for key in keys(written(upn="B801200001001"))}


def test_brothers_and_sisters_meet_by_household_only():
    assert met(forename="Oliver", birth_date="2014-11-23", nhs_number="") == {
        Key.PHONE,
        Key.POSTCODE,
        Key.SECTOR_AND_NAME,
    }


def test_a_district_alone_is_no_postcode():
    assert Key.POSTCODE not in {kind(key) for key in keys(written(postcode="TQ13"))}


def test_a_child_without_a_birth_date_is_found_by_a_look_up_with_one():
    kept = set(keys(record(FIELDS, {"forename": "Ann", "surname": "Lee"})))
    asked = probes(record(FIELDS, {"forename": "Ann", "surname": "Lee", "birth_date": "2012-03-07"}), years=YEARS)
    assert kept & set(asked)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ellen", "Elen"), ("Helen", "Elen"), ("Catherine", "Katey"), ("Kate", "Katherin"), ("William", "Bily")],
)
@pytest.mark.parametrize("surname", ["Smith", "Smyth"])
def test_a_form_of_a_name_that_nobody_listed_meets_the_forms_that_sound_like_it(one, other, surname):
    for kept, asked in ((one, other), (other, one)):
        there = set(keys(record(FIELDS, {"forename": kept, "surname": "Smith", "birth_date": "2012-03-07"})))
        sought = record(FIELDS, {"forename": asked, "surname": surname, "birth_date": "2012"})
        met = there & {*probes(sought, years=YEARS), *likenesses(sought, years=YEARS)}
        assert {kind(key) for key in met} == {Key.YEAR_AND_NAMES}


@pytest.mark.parametrize(
    ("kept", "asked"),
    [("Margot", "Margo"), ("Oscar", "Oscra"), ("Bella", "Bedlla"), ("Zbyszko", "Zbyszjko"), ("Zbyszjko", "Zbyszkjo")],
)
@pytest.mark.parametrize("name", ["forename", "surname"])
@pytest.mark.parametrize("born", ["", "2012", "2013", "2012-03"])
def test_a_name_with_one_letter_wrong_meets_the_right_one_though_no_whole_date_is_known(kept, asked, name, born):
    told = {"forename": "Brzozan", "surname": "Brzozan", "birth_date": "2012-03-07"}
    there = set(keys(record(FIELDS, told | {name: kept})))
    sought = record(FIELDS, told | {name: asked, "birth_date": born})
    met = there & {*probes(sought, years=YEARS), *likenesses(sought, years=YEARS)}
    assert {kind(key) for key in met} == {Key.YEAR_AND_NAMES}


def test_with_a_whole_birth_date_the_other_name_is_key_enough():
    told = {"forename": "Zbyszko", "surname": "Brzozan"}
    assert likenesses(record(FIELDS, told | {"birth_date": "2012-03"}), years=YEARS)
    assert not likenesses(record(FIELDS, told | {"birth_date": "2012-03-07"}), years=YEARS)


def test_names_that_are_alike_make_no_common_keys_and_none_that_the_names_make():
    further = likenesses(written(), years=YEARS)
    assert further
    assert Stage.FALLBACK not in {stage(key) for key in further}
    assert not set(further) & set(probes(written(), years=YEARS))
    assert not likenesses(written(forename="Zbyszko"), years=YEARS)


def test_each_kind_of_key_has_a_stage():
    assert set(STAGES) == set(Key)
    assert stage(keys(written())[0]) is Stage.FIRST


def test_names_in_other_letters_have_sounds_of_their_own():
    assert sound_code("анна") != sound_code("мария")
    assert sound_code("анна") < 1 << 20


ANYTHING = st.fixed_dictionaries({field.name: st.text(max_size=24) for field in FIELDS})


@given(ANYTHING)
def test_whatever_was_written_makes_keys_of_64_bits_each_once(raw):
    made = keys(record(FIELDS, raw))
    assert all(0 < key < 1 << 63 for key in made)
    assert len(made) == len(set(made))
    assert {kind(key) for key in made} <= set(Key)


@given(st.text("abcxyz0189 ", max_size=LONGEST + 2))
def test_what_is_packed_is_unpacked_again(value):
    assert unpack(pack(value)) == value if len(value) <= LONGEST else pack(value) == ODD
