"""A value that very many people have in common is nobody's; and what is not used is said."""

import pytest

from sharewell.linking.inventing import families
from sharewell.linking.reading.extracts import Extract
from sharewell.linking.reading.opening import opened

PEOPLE = families.children(2_000, seed=6)


def read(**columns):
    names = {"forename": [p.forename for p in PEOPLE], "surname": [p.surname for p in PEOPLE]}
    return opened([Extract("given.csv", names | columns)])


def instead(values, stand_in, every):
    return [stand_in if at % every == 0 else value for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("column", "own", "stand_in"),
    [
        ("dob", [p.birth_date for p in PEOPLE], "1900-01-01"),
        ("phone", [p.phone or f"07{at:09}" for at, p in enumerate(PEOPLE)], "07000 000000"),
        ("NHS number", [p.nhs_number for p in PEOPLE], "9999999999"),
    ],
)
def test_what_one_row_in_twenty_has_is_not_known_of_them(column, own, stand_in):
    found = read(**{column: instead(own, stand_in, 20)})
    codes = found.table.columns[column].codes
    assert (codes[::20] < 0).all()
    assert (codes >= 0).sum() == sum(map(bool, own)) - sum(map(bool, own[::20]))
    assert [note for note in found.notes if "is taken for not known: 100 rows" in note]


@pytest.mark.parametrize(
    "dates",
    [
        instead([p.birth_date for p in PEOPLE], "1900-01-01", 150),
        [f"2023-01-{at % 7 + 1:02}" for at in range(len(PEOPLE))],
        [f"{2000 + at % 7}-01-01" if at % 6 == 0 else p.birth_date for at, p in enumerate(PEOPLE)],
        [p.birth_date[:4] if at % 4 == 0 else p.birth_date for at, p in enumerate(PEOPLE)],
    ],
    ids=["of few", "of one week", "of the first of a year", "of a year alone"],
)
def test_a_date_of_few_or_as_common_as_the_others_or_of_a_year_alone_stays(dates):
    found = read(dob=dates)
    assert (found.table.columns["dob"].codes >= 0).all()
    assert not found.notes


def test_one_person_with_very_many_rows_keeps_a_birth_date():
    first = PEOPLE[0]
    rows = [*PEOPLE, *[first] * 500]
    columns = {"forename": "forename", "surname": "surname", "dob": "birth_date"}
    file = Extract("given.csv", {name: [getattr(row, own) for row in rows] for name, own in columns.items()})
    assert (opened([file]).table.columns["dob"].codes >= 0).all()


def test_a_column_that_a_spreadsheet_was_too_narrow_to_show_is_not_used_and_it_is_said():
    found = read(dob=["########"] * len(PEOPLE), phone=[p.phone for p in PEOPLE])
    assert {*found.fields_found} == {"forename", "surname", "phone"}
    assert "“dob” is not used: given.csv has no value for it." in found.notes


def test_that_nothing_tells_of_a_person_is_said():
    goods = {"title": [f"Kettle {at}" for at in range(40)], "price": [f"{at * 7 % 40}.50" for at in range(40)]}
    assert "No column was taken for a name" in " ".join(opened([Extract("given.csv", goods)]).notes)
    assert not read().notes


@pytest.mark.parametrize(
    ("name", "written", "misread"),
    [
        ("Małgorzata", "cp1250", "cp1252"),
        ("Stanisław", "cp1250", "cp1252"),
        ("Michał", "cp1250", "cp1252"),
        ("José", "mac_roman", "cp1252"),
        ("Günther", "mac_roman", "cp1252"),
        ("Hélène", "mac_roman", "latin-1"),
        ("Zoë", "utf-8", "cp1252"),
    ],
)
def test_a_name_in_letters_of_another_alphabet_is_told_of(name, written, misread):
    names = [name.encode(written).decode(misread), *(p.forename for p in PEOPLE[1:])]
    said = opened([Extract("given.csv", {"forename": names, "dob": [p.birth_date for p in PEOPLE]})]).warnings
    assert [warning for warning in said if "given.csv, row 1, forename: " in warning and "looks misread" in warning]


def test_names_that_are_spelt_so_are_not_told_of():
    rare = [
        "Zoë",
        "Małgorzata",
        "Žofia",
        "McÉvoy",
        "O’Neill",
        "José",
        "Ÿves",
        "Ærø",
        "François",
        "Åsa",
        "ŒUVRE",
        "Λητώ",
    ]
    names = [*rare, *(p.forename for p in PEOPLE[len(rare) :])]
    assert not opened([Extract("given.csv", {"forename": names, "dob": [p.birth_date for p in PEOPLE]})]).warnings
