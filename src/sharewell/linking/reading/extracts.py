"""Extracts as files: CSV or Parquet, row by row as text, as people save them from their own systems.

CSV may be in UTF-8, in UTF-16 as Excel's “Unicode text” is, or else in Windows' Latin-1; its separator is whatever the
first line suggests.
"""

from __future__ import annotations

import codecs
import csv
import glob
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from sharewell.domain.errors import BadInput


class BadExtract(BadInput):
    """A file that cannot be read: missing, damaged, empty, or with rows that cannot be told apart."""


class Row(NamedTuple):
    line: int
    """Where the row ends in the file; of Parquet its number, from 1."""
    values: list[str]
    """As written, without spaces around them; empty where there is none. There may be too few or too many."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file whose first line is read, and whose rows are there to be read once."""

    name: str
    headers: list[str]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Extract:
    """A whole file."""

    name: str
    columns: dict[str, list[str]]
    """The values of each column, as in a Row."""
    beyond: tuple[str, ...] = ()
    """The last columns, which are named and which no row reaches: they are taken for empty."""

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def read(path: Path) -> Extract:
    """Raises BadExtract, also for a single row that is not whole."""
    delivered = begin(path)
    rows = list(delivered.rows)
    if not rows:
        raise BadExtract(f"{delivered.name} has column names but no rows.")
    named = len(delivered.headers)
    wide = min(named, max(len(values) for _, values in rows))
    for line, values in rows:
        if len(values) != wide:
            raise BadExtract(f"{delivered.name}, line {line:,}: {of_wrong_length(len(values), named)}")
    by_column = [*zip(*(values for _, values in rows), strict=True), *[[""] * len(rows)] * (named - wide)]
    columns = {header: list(values) for header, values in zip(delivered.headers, by_column, strict=True)}
    unnamed = sum(header == _unnamed(at) and any(columns[header]) for at, header in enumerate(columns, 1))
    if unnamed > named / 2:
        raise BadExtract(
            f"{delivered.name} names {named - unnamed:,} of {named:,} columns in its first line. {_A_TITLE}"
        )
    return Extract(delivered.name, columns, beyond=tuple(delivered.headers[wide:]))


def _unnamed(at: int) -> str:
    return f"column {at}"


_A_TITLE: Final = "Is that a title? Delete the lines above the one that names all columns."


def of_wrong_length(have: int, wide: int) -> str:
    values = "1 value" if have == 1 else f"{have:,} values"
    if wide == 1:
        return f"it has {values} where the first line names one column. {_A_TITLE}"
    return f"it has {values} where the first line names {wide:,} columns. Is a quotation mark or a separator missing?"


def begin(path: Path) -> Delivered:
    """Read the names of the columns. Raises BadExtract, as reading the rows does."""
    start = _start(path)
    for magic, what in _NO_TABLE.items():
        if b"".join(start.split()).lower().startswith(magic):
            raise BadExtract(f"{path.name} is {what}.")
    name = path.name
    rows = _parquet(path) if start.startswith(b"PAR1") else _csv(path, start)
    first = next(rows, None)
    if first is None or not any(first.values):
        raise BadExtract(f"{name} is empty: a CSV file begins with a line of column names.")
    headers = [" ".join(header.split()) or _unnamed(at) for at, header in enumerate(first.values, 1)]
    if again := next((header for header, count in Counter(headers).items() if count > 1), None):
        raise BadExtract(f"{name} has two columns named “{again}”: rename one.")
    return Delivered(name, headers, _filled(rows, len(headers)))


# What files of people's records are, when they are not tables; by how they begin, in lower case.
_NO_TABLE: Final = {
    b"pk\x03\x04": "an Excel workbook or a ZIP archive: open it and save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: open it and save the sheet as CSV",
    b"\x1f\x8b": "compressed: unpack it first",
    b"bzh": "compressed: unpack it first",
    b"\xfd7zxz": "compressed: unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed: unpack it first",
    b"7z\xbc\xaf": "compressed: unpack it first",
    b"rar!": "compressed: unpack it first",
    b"{\\rtf": "a text document: save its table as CSV",
    b"%pdf": "a PDF: ask for the same rows as CSV",
    b'{"': "JSON: save it as CSV or Parquet",
    b'[{"': "JSON: save it as CSV or Parquet",
    b"<?xml": "XML: save it as CSV or Parquet",
    b"<!doctype": "a web page: save it as CSV or Parquet",
    b"<html": "a web page: save it as CSV or Parquet",
}
_LOOK: Final = 1 << 16  # bytes


def _start(path: Path) -> bytes:
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise BadExtract(f"{path} is no file that can be read twice: save its rows as a file first.")
        with path.open("rb") as file:
            start = file.read(_LOOK)
    except FileNotFoundError as error:
        raise BadExtract(f"There is no file {path}: check the name.") from error
    except IsADirectoryError as error:
        raise BadExtract(f"{path} is a folder: name a CSV or Parquet file in it.") from error
    except (OSError, ValueError) as error:
        raise BadExtract(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}.") from error
    if not start.strip():
        raise BadExtract(f"{path.name} is empty: a CSV file begins with a line of column names.")
    return start


def _filled(rows: Iterator[Row], wide: int) -> Iterator[Row]:
    """Rows without empty lines, and without the empty values that programs write after the last column."""
    for row in rows:
        if not any(row.values):
            continue
        if len(row.values) > wide and not any(row.values[wide:]):
            del row.values[wide:]
        yield row


# --- CSV --------------------------------------------------------------------------------------------------


def _csv(path: Path, start: bytes) -> Iterator[Row]:
    encoding = _encoding(path, start)
    if encoding != "utf-16" and _NO_TEXT.search(start.lstrip().splitlines()[0]):
        raise BadExtract(f"{path.name} is neither CSV nor Parquet: save it as one of the two, CSV in UTF-8.")
    with path.open(encoding=encoding, newline="") as file:
        separator = _separator(start.decode(encoding, errors="ignore"))
        reader = csv.reader(file, delimiter=separator, skipinitialspace=True, strict=True)
        before = 0
        try:
            for values in reader:
                before = reader.line_num
                if before > 1 or not _names_the_separator(values):
                    yield Row(before, [_text(value) for value in values])
        except csv.Error as error:
            said = next((words for part, words in _CSV_FAULTS.items() if part in str(error)), f"{error}.")
            raise BadExtract(f"{path.name}, line {before + 1:,}: {said}") from error
        except UnicodeError as error:
            raise BadExtract(f"{path.name} cannot be read as text after line {before:,}: is it whole?") from error


_NO_TEXT: Final = re.compile(rb"[\0-\x08\x0e-\x1a]")
_CSV_FAULTS: Final = {
    "unexpected end of data": "a quotation mark opens here and is never closed.",
    "expected after": "a quotation mark closes before the value ends; one inside a value is written twice.",
    "field larger than": f"a value here has more than {csv.field_size_limit():,} characters. "
    "Is a quotation mark missing?",
}


def _names_the_separator(values: list[str]) -> bool:
    """Whether a first line is Excel's own 'sep=;', which names the separator and no column."""
    return "".join(values).lower() in ("sep=", "sep")


def _separator(start: str) -> str:
    first = next((line for line in start.removeprefix("\ufeff").splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) > 4:
        return first[4]
    return max(",;\t|", key=re.sub(r'"[^"]*"', "", first).count)  # a name between quotation marks may hold any


def _encoding(path: Path, start: bytes) -> str:
    """UTF-16 by its mark, UTF-8 where all of the file is that, and else Latin-1 as Windows has it, or as it is."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return next((name for name in ("utf-8-sig", "cp1252") if _reads_as(path, name)), "latin-1")


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            for part in iter(partial(file.read, 1 << 20), b""):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


# --- Parquet ----------------------------------------------------------------------------------------------


def _parquet(path: Path) -> Iterator[Row]:
    import duckdb  # here: it takes half a second, and every web process reads this file

    with duckdb.connect() as database:
        try:
            # A name may hold what stands for other files' names, and a folder's what looks like a column.
            database.execute("SET TimeZone = 'UTC'")
            table, name = "FROM read_parquet(?, hive_partitioning = false)", [glob.escape(str(path))]
            columns = database.execute(f"DESCRIBE {table}", name).fetchall()
            yield Row(0, [column for column, *_ in columns])
            found = database.execute(f"SELECT {', '.join(_read(*each[:2]) for each in columns)} {table}", name)
            line = 0
            while some := found.fetchmany(10_000):
                for line, values in enumerate(some, line + 1):  # noqa: B020 (counts on)
                    yield Row(line, [_text(value) for value in values])
        except duckdb.Error as error:
            raise BadExtract(
                f"{path.name} begins like a Parquet file but cannot be read as one: is it whole?"
            ) from error


def _read(column: str, kind: str) -> str:
    """How a column is asked for. A day that was written as a midnight of a time zone may be 23:00 of the day before in
    UTC, so that the nearest midnight is meant. Within lists and structures such times are asked for as text."""
    quoted = '"' + column.replace('"', '""') + '"'
    if kind in _ZONED:
        return f"({quoted}::TIMESTAMPTZ::TIMESTAMP + INTERVAL 12 HOUR)::DATE"
    return f"{quoted}::VARCHAR" if any(zoned in kind for zoned in _ZONED) else quoted


_ZONED: Final = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS")  # in thousandths or millionths of a second; in less


def _text(value: object) -> str:
    if value is None or value != value:  # what is no number is not itself
        return ""
    if isinstance(value, float | Decimal) and value % 1 == 0:
        return str(int(value))  # a column of numbers with a gap comes as floats: 9434765919.0 is a number of ten digits
    if isinstance(value, bytes):
        value = value.decode(errors="replace")  # words, of a program that did not say so
    return str(value).replace("\0", "").strip()
