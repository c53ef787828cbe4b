"""Equal things are written one way; what is odd is said, never rejected."""

import pytest

from sharewell.domain.linkage.keys.sounds import sound
from sharewell.domain.linkage.values import nicknames, normalise


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("2004-12-03", "20041203"),
        ("3/12/2004", "20041203"),
        ("03.12.04", "20041203"),
        ("20041203", "20041203"),
        ("03122004", "20041203"),
        ("3 Dec 2004", "20041203"),
        ("2004-12-03T00:00:00", "20041203"),
        ("2004", "20040000"),
        ("unknown", ""),
        ("2004-13-45", "20041345"),
        ("1/2/" + "9" * 5_000, "12" + "9" * 5_000),
        ("9" * 5_000 + " Dec 2004", "9" * 5_000 + "2004"),
    ],
)
def test_a_date_is_eight_digits_however_it_was_written(raw, written):
    assert normalise.birth_date(raw) == written


def test_american_dates_are_read_where_they_are_said_to_be():
    assert normalise.birth_date("12/3/2004", day_first=False) == "20041203"


def test_an_impossible_date_is_odd_and_kept():
    assert normalise.odd_date("2004-02-30") == "“2004-02-30” is no date of the calendar."
    assert normalise.odd_date("2004-02-29") is None
    assert normalise.birth_date("2004-02-30") == "20040230"


def test_day_and_month_exchanged_have_one_canonical_date():
    assert normalise.canonical_date("20041203") == normalise.canonical_date("20040312")
    assert normalise.canonical_date("20041203") != normalise.canonical_date("20041204")


@pytest.mark.parametrize(("raw", "written"), [("n17 6 hx", "n17 6hx"), ("N176HX", "n17 6hx"), ("4223", "4223")])
def test_the_space_of_a_postcode_does_not_matter(raw, written):
    assert normalise.postcode(raw) == written


def test_a_telephone_is_as_dialled_within_the_country():
    assert {normalise.phone(raw) for raw in ("+44 20 7946 0000", "(020) 7946 0000", "0044 20 79460000")} == {
        "02079460000"
    }


def test_names_lose_accents_titles_and_punctuation():
    assert normalise.name("Dr. Zoë O'Neill-Smith") == "zoe oneill smith"


@pytest.mark.parametrize(
    ("raw", "parts"), [("Smith, Ann Mary", ("ann", "smith")), ("Ann Mary Smith", ("ann", "smith"))]
)
def test_a_whole_name_is_split_either_way_round(raw, parts):
    assert normalise.full_name(raw) == parts


def test_the_check_digit_of_an_nhs_number():
    assert normalise.nhs_number_holds("9434765919")
    assert not normalise.nhs_number_holds("9434765918")
    assert not normalise.nhs_number_holds("943476591")
    assert normalise.odd_nhs_number("943 476 5919") is None
    assert "check digit" in normalise.odd_nhs_number("943 476 5918")


def test_the_check_letter_of_a_pupil_number():
    digits = [int(d) for d in "801200001001"]
    letter = "ABCDEFGHJKLMNPQRTUVWXYZ"[sum(d * w for d, w in zip(digits, range(2, 14), strict=True)) % 23]
    assert normalise.upn_holds(f"{letter}801200001001")
    assert not normalise.upn_holds(f"{'A' if letter != 'A' else 'B'}801200001001")
    assert not normalise.upn_holds(f"{letter}80120000100")


def test_short_forms_share_a_root_and_spellings_share_a_sound():
    assert nicknames.root("kate") == nicknames.root("katherine") == "catherine"
    assert nicknames.root("zebedee") == "zebedee"
    assert sound("smith") == sound("smyth")
    assert sound("mckenzie") == sound("mackenzie")
    assert sound("smith") != sound("jones")


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Mrs", "f"),
        ("Miss.", "f"),
        ("Mr", "m"),
        ("Dr", ""),
        ("kobieta", "f"),
        ("Benyw", "f"),
        ("gwryw", "m"),
        ("boy", "m"),
    ],
)
def test_a_sex_is_known_from_a_title_and_in_other_languages(written, known):
    assert normalise.sex(written) == known


@pytest.mark.parametrize("written", ["0", "9", "U", "Not specified", "Indeterminate"])
def test_a_sex_that_nobody_knows_is_none(written):
    assert normalise.sex(written) == ""


@pytest.mark.parametrize("raw", ["Baby Girl", "Twin 2", "Twin Two", "Male Infant", "Baby of Sarah", "Unnamed"])
def test_what_is_written_of_a_child_without_a_name_is_no_forename(raw):
    assert normalise.forename(raw) == ""


@pytest.mark.parametrize(
    ("raw", "written"), [("A", "a"), ("Ann", "ann"), ("Baby Ann", "ann"), ("Sonny", "sonny"), ("Sơn", "son")]
)
def test_a_forename_stays_what_it_is(raw, written):
    assert normalise.forename(raw) == written
