"""Files as people save them, and files that are no extracts: each is read as it was meant or refused in a sentence."""

import bz2
import csv
import gzip
import lzma
import os
from datetime import datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sharewell.linking.reading import extracts
from sharewell.linking.reading.opening import opened
from tests.project.commands import run

HEAD = "id,forename,surname,dob,postcode\n"
ROWS = "".join(f"{at},Ann{at},Smith{at},2010-01-{at + 1:02},N1 {at % 9}AA\n" for at in range(20))
SOUND = HEAD + ROWS
LAST = "99,Zoë,O’Neill,2010-01-01,N1 1AA\n"


def given(tmp_path, content, name="given.csv"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    "content",
    [
        (SOUND + LAST).encode(),
        (SOUND + LAST).encode("utf-8-sig"),
        (SOUND + LAST).encode("cp1252"),
        (SOUND + LAST).encode("utf-16"),
        (SOUND + LAST).replace(",", "\t").encode("utf-16"),
        (SOUND + LAST).replace(",", ";").encode(),
        ("sep=;\n" + (SOUND + LAST).replace(",", ";")).encode(),
        ("sep=,\n" + SOUND + LAST).encode(),
        (SOUND + LAST).replace(",", "|").encode(),
        (SOUND + LAST).replace("\n", "\r\n").encode(),
        (SOUND + LAST).replace("\n", "\r").encode(),
        (HEAD + (ROWS + LAST).replace("\n", ",,\n")).encode(),
        (HEAD + "\n" + ROWS + "\n,,,,\n" + LAST + "\n\n").encode(),
        (SOUND + '99, "Zoë", "O’Neill", 2010-01-01, "N1 1AA"\n').encode(),
    ],
)
def test_however_it_is_saved_it_is_read_as_it_was_meant(content, tmp_path):
    read = extracts.read(given(tmp_path, content))
    assert list(read.columns) == ["id", "forename", "surname", "dob", "postcode"]
    assert len(read) == 21
    assert [values[-1] for values in read.columns.values()] == ["99", "Zoë", "O’Neill", "2010-01-01", "N1 1AA"]


def test_latin_1_that_windows_does_not_know_is_read_too(tmp_path):
    read = extracts.read(given(tmp_path, (HEAD + "1,Zo\u0081,Smith,2010-01-01,N1 1AA\n").encode("latin-1")))
    assert read.columns["forename"] == ["Zo\u0081"]


def test_a_value_may_hold_new_lines_quotation_marks_and_separators(tmp_path):
    read = extracts.read(given(tmp_path, HEAD + '1,"Ann\nMary","Smith ""X"", Jr",2010-01-01,N1 1AA\n'))
    assert read.columns["forename"] == ["Ann\nMary"]
    assert read.columns["surname"] == ['Smith "X", Jr']


def test_a_name_of_a_column_may_hold_a_separator(tmp_path):
    read = extracts.read(given(tmp_path, 'id;"surname, forename, other, all"\n1;Smith\n'))
    assert list(read.columns) == ["id", "surname, forename, other, all"]


def test_columns_that_are_named_last_and_that_no_row_reaches_are_empty_and_it_is_said(tmp_path):
    file = given(tmp_path, HEAD.replace("postcode", "postcode,school") + ROWS)
    read = extracts.read(file)
    assert read.columns["postcode"][-1] == "N1 1AA"
    assert read.columns["school"] == [""] * 20
    assert opened([read]).notes == ("No row of given.csv has a value for “school”: it is taken for empty.",)
    assert run("link", file, "-o", tmp_path / "pairs.csv").code == 0


def test_one_row_that_reaches_the_last_column_shows_that_the_others_are_not_whole(tmp_path):
    file = given(tmp_path, HEAD.replace("postcode", "postcode,school") + ROWS + "99,Ann,Smith,2010-01-01,N1 1AA,Hill\n")
    with pytest.raises(extracts.BadExtract, match="line 2: it has 5 values where the first line names 6 columns"):
        extracts.read(file)


def test_rows_keep_the_line_they_stand_on(tmp_path):
    file = given(tmp_path, HEAD + '\n1,"Ann\nMary",Smith,2010-01-01,N1 1AA\n2,Bea,Smith\n')
    assert [(row.line, len(row.values)) for row in extracts.begin(file).rows] == [(4, 5), (5, 3)]


def test_parquet_gives_the_same_text_as_csv(tmp_path):
    duckdb.execute(
        "COPY (SELECT 1 AS id, 9434765919.0::DOUBLE AS nhs, NULL::DOUBLE AS phone, DATE '2010-03-01' AS dob) "
        f"TO '{tmp_path / 'given.parquet'}'"
    )
    read = extracts.read(tmp_path / "given.parquet")
    assert read.columns == {"id": ["1"], "nhs": ["9434765919"], "phone": [""], "dob": ["2010-03-01"]}


def parquet(file, columns):
    duckdb.execute("COPY (SELECT " + columns + ") TO '" + str(file) + "' (FORMAT parquet)")
    return file


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("9434765919.00::DECIMAL(12,2)", "9434765919"),
        ("1.50::DECIMAL(12,2)", "1.50"),
        ("'infinity'::DOUBLE", "inf"),
        ("encode('Zoë')", "Zoë"),
        ("TIMESTAMP '2015-04-03 00:00:00'", "2015-04-03 00:00:00"),
        ("TIMESTAMPTZ '2015-04-03 00:00:00+00'", "2015-04-03"),
        ("TIMESTAMPTZ '2015-04-02 23:00:00+00'", "2015-04-03"),
        ("TIMESTAMPTZ '2015-04-03 05:00:00+00'", "2015-04-03"),
        ("{'seen': TIMESTAMPTZ '2015-04-03 00:00:00+00'}", "{'seen': '2015-04-03 00:00:00+00'}"),
        ("'Ann'::ENUM ('Ann', 'Bea')", "Ann"),
        ("NULL", ""),
    ],
)
def test_a_value_of_any_type_of_parquet_is_the_text_that_was_meant(written, text, tmp_path):
    file = parquet(tmp_path / "given.parquet", f'7 AS id, {written} AS "the ""value"""')
    assert extracts.read(file).columns == {"id": ["7"], 'the "value"': [text]}


@pytest.mark.parametrize("precise", ["s", "us", "ns"])
def test_a_day_with_a_time_zone_is_a_day_however_precisely_its_time_is_kept(precise, tmp_path):
    """Other programs keep times to a thousand-millionth of a second."""
    days = pa.array([datetime(2015, 4, 3)], pa.timestamp(precise, "Europe/London"))
    pq.write_table(pa.table({"id": ["7"], "dob": days}), tmp_path / "given.parquet")
    assert extracts.read(tmp_path / "given.parquet").columns == {"id": ["7"], "dob": ["2015-04-03"]}


def test_a_parquet_file_is_read_alone_whatever_it_and_its_folder_are_called(tmp_path):
    folder = tmp_path / "year=2024"
    folder.mkdir()
    for name in ("roll.parquet", "roll[1].parquet", "r*.parquet", "r?ll.parquet"):
        parquet(folder / name, f"'{name}' AS id")
    for file in folder.iterdir():
        assert extracts.read(file).columns == {"id": [file.name]}


LONG = "x" * (csv.field_size_limit() + 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (" \n\n ", "is empty"),
        (HEAD, "no rows"),
        ("id,id,surname\n1,2,3\n", "two columns named “id”"),
        (
            "id,forename,dob\n" + "".join(f"{at},Ann{at},2010\n" for at in range(40)) + "7,Bea,2011\n",
            "the id “7” twice",
        ),
        ("id,forename,dob\n" + "".join(f"{at},Ann{at},2010\n" for at in range(40)) + ",Bea,2011\n", "without an id"),
        (
            "Pupils\n\n" + SOUND,
            "line 3: it has 5 values where the first line names one column. Is that a",
        ),
        ("Pupils,,,,\nMarch,,,,\n" + SOUND, "given.csv names 1 of 5 columns in its first line. Is that a title"),
        (ROWS, "The first line of given.csv is a row (“2010-01-01”)"),
        ("a,b\n1,\n,2\n", "could be recognised"),
        (b"PAR1 but no more", "Parquet"),
        (b"\0\1\2\3", "neither CSV nor Parquet"),
        (b"id\1name\x02\xff\n1\n", "neither CSV nor Parquet"),
        (SOUND.encode("utf-16-le"), "neither CSV nor Parquet"),
        (SOUND.encode("utf-16")[:-1], "cannot be read as text"),
        (b"PK\x03\x04" + bytes(200), "Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "Excel"),
        (gzip.compress(SOUND.encode()), "compressed"),
        ("%PDF-1.7\n1 0 obj\n", "PDF"),
        (bz2.compress(SOUND.encode()), "compressed"),
        (lzma.compress(SOUND.encode()), "compressed"),
        ('[{"id": 1}]', "JSON"),
        ('[\n  {\n    "id": 1}]', "JSON"),
        ("<!DOCTYPE html>\n<p>", "web page"),
        (SOUND + "1,ann\n", "line 22: it has 2 values where the first line names 5 columns"),
        (SOUND + "1,ann,b,c,d,e\n", "line 22: it has 6 values"),
        (SOUND + '1,"ann,Smith,2010-01-01,N1\n' + ROWS, "line 22: a quotation mark opens here and is never closed"),
        (SOUND + '1,"ann" mary,Smith,2010-01-01,N1\n', "line 22: a quotation mark closes before the value ends"),
        (SOUND + f"1,{LONG},Smith,2010-01-01,N1\n", "line 22: a value here has more than"),
    ],
)
def test_what_is_no_extract_is_refused_in_one_sentence(content, said, tmp_path):
    result = run("link", given(tmp_path, content), "-o", tmp_path / "pairs.csv")
    assert result.is_refused(), result
    assert said in result.err
    assert not (tmp_path / "pairs.csv").exists()


def test_dates_that_a_spreadsheet_turned_into_numbers_are_dates_again(tmp_path):
    """40238 is 1 March 2010: the day that Excel, counting from 1900, gives that number."""
    numbers = [40238 + 37 * at for at in range(20)]
    one = given(tmp_path, HEAD + "".join(f"{at},Ann{at},Smith{at},{n},\n" for at, n in enumerate(numbers)), "one.csv")
    day = "2010-03-01"
    two = given(tmp_path, HEAD + f"a,Ann0,Smith0,{day},\n" + "b,Cleo,Jones,2011-05-06,\n", "two.csv")
    explained = run("compare", "0", "a", one, two, "--no-guard", "--json").json
    assert next(line for line in explained["fields"] if line["what"] == "dob")["agreement"] == "the same"


def test_what_is_no_file_that_can_be_read_twice_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", "/dev/zero"):
        result = run("link", path, "-o", tmp_path / "pairs.csv")
        assert result.is_refused(), result
        assert "read twice" in result.err
