"""A birth date in three columns is the date that it would be in one."""

from dataclasses import replace

import pytest

from sharewell.linking.inventing import families
from sharewell.linking.linker import link
from sharewell.linking.reading.columns import BadColumns
from sharewell.linking.reading.extracts import Extract
from sharewell.linking.reading.opening import opened

PEOPLE = families.children(300, seed=5)


def extract(headers, dates, **more):
    names = {"first": [p.forename for p in PEOPLE], "last": [p.surname for p in PEOPLE]}
    parts = zip(*dates, strict=True)
    return Extract("given.csv", names | dict(zip(headers, map(list, parts), strict=True)) | more)


def parted():
    return [tuple(p.birth_date.split("-")) for p in PEOPLE]


def dates_of(read, **told):
    table = opened([read], **told).table
    (name,) = (field.name for field in table.fields if field.kind == "birth date")
    column = table.columns[name]
    return [column.values[code] if code >= 0 else "" for code in column.codes]


@pytest.mark.parametrize(
    "headers",
    [
        ("birth_year", "birth_month", "birth_day"),
        ("DOB_YEAR", "DOB_MON", "DOB_DAY"),
        ("Pupil birth year", "Pupil birth month", "Pupil birth day"),
        ("by", "bm", "bd"),
        ("yob", "mob", "dob"),
        ("YearOfBirth", "MonthOfBirth", "DayOfBirth"),
        ("Geburtsjahr", "Geburtsmonat", "Geburtstag"),
        ("year", "month", "day"),
    ],
)
def test_its_parts_are_known_by_names_that_differ_in_nothing_else(headers):
    assert dates_of(extract(headers, parted())) == [p.birth_date.replace("-", "") for p in PEOPLE]


@pytest.mark.parametrize("written", [("2012", "3", "7"), ("2012", "03", "07"), ("2012.0", "3.0", "7.0")])
def test_it_is_read_however_its_numbers_are_written(written):
    assert dates_of(extract(("by", "bm", "bd"), [written, *parted()[1:]]))[0] == "20120307"


@pytest.mark.parametrize(
    ("parts", "known"),
    [(("2012", "3", ""), "20120300"), (("2012", "", "7"), "20120000"), (("", "3", "7"), ""), (("", "", ""), "")],
)
def test_of_a_date_that_is_not_whole_there_is_what_is_known_from_the_year_on(parts, known):
    assert dates_of(extract(("by", "bm", "bd"), [parts, *parted()[1:]]))[0] == known


def test_the_date_of_birth_is_taken_where_there_is_another_in_parts():
    came = {"admission_year": ["2026"] * 299 + ["2025"], "admission_month": ["9"] * 300, "admission_day": ["1"] * 300}
    read = extract(("birth_year", "birth_month", "birth_day"), parted())
    read = replace(read, columns=came | read.columns)
    assert dates_of(read) == [p.birth_date.replace("-", "") for p in PEOPLE]


def test_columns_that_hold_something_else_are_left_as_they_are():
    read = extract(("year", "month", "day"), [("7", "99", "88")] * 299 + [("8", "77", "66")])
    assert "birth date" not in opened([read]).fields_found.values()


def test_where_the_names_do_not_tell_it_can_be_said():
    told = {"a": "birth day", "b": "birth month", "c": "birth year"}
    read = extract(("c", "b", "a"), parted())
    assert dates_of(read, told=told) == [p.birth_date.replace("-", "") for p in PEOPLE]


def test_who_says_what_a_part_is_must_say_it_of_all_three():
    read = extract(("c", "b", "a"), parted())
    with pytest.raises(BadColumns, match=r"no birth day of given\.csv, only its birth year and birth month"):
        opened([read], told={"c": "birth year", "b": "birth month"})
    with pytest.raises(BadColumns, match="No extract has a column “d”"):
        opened([read], told={"d": "birth year"})


def test_a_column_that_is_said_to_be_something_else_is_no_part():
    assert (
        "birth date" not in opened([extract(("by", "bm", "bd"), parted())], told={"by": "number"}).fields_found.values()
    )


def test_it_is_held_beside_one_that_another_extract_writes_whole():
    whole = extract(("dob",), [(f"{day}/{month}/{year}",) for year, month, day in parted()])
    ready = opened([whole, extract(("by", "bm", "bd"), parted())])
    assert "birth date" in ready.fields_found.values()
    linked = link(ready.table, len(PEOPLE))
    assert linked.links.sum() > 0.99 * len(PEOPLE)
