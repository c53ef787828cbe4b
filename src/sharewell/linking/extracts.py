"""Extracts as files: CSV or Parquet, read whole as text. DuckDB reads both, of any size."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sharewell.domain.errors import BadInput


class BadExtract(BadInput):
    """A file that cannot be linked: missing, unreadable, empty, or with rows that cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Extract:
    name: str
    columns: dict[str, list[str]]
    """The values of each column as written, without spaces around them; empty where there is none."""

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def read(path: Path) -> Extract:
    """Raises BadExtract."""
    name = path.name
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except FileNotFoundError as error:
        raise BadExtract(f"There is no file {path}: check the name.") from error
    except IsADirectoryError as error:
        raise BadExtract(f"{path} is a folder: name a CSV or Parquet file in it.") from error
    except OSError as error:
        raise BadExtract(f"{path} cannot be opened: {error.strerror}.") from error
    if not start:
        raise BadExtract(f"{name} is empty: a CSV file begins with a line of column names.")
    headers, rows = _parquet(path) if start == b"PAR1" else _csv(path)
    headers = [" ".join(header.replace("\ufeff", "").split()) for header in headers]
    if again := next((header for header, count in Counter(headers).items() if count > 1), None):
        raise BadExtract(f"{name} has two columns named “{again}”: rename one.")
    if not rows:
        raise BadExtract(f"{name} has column names but no rows.")
    by_column = zip(*rows, strict=True)
    return Extract(name, {h: [_text(v) for v in values] for h, values in zip(headers, by_column, strict=True)})


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _parquet(path: Path) -> tuple[list[str], Sequence[Sequence[object]]]:
    with duckdb.connect() as database:
        try:
            found = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
            return [column[0] for column in found.description or ()], found.fetchall()
        except duckdb.Error as error:
            raise BadExtract(
                f"{path.name} begins like a Parquet file but cannot be read as one: is it whole?"
            ) from error


def _csv(path: Path) -> tuple[list[str], Sequence[Sequence[object]]]:
    """As UTF-8, or else as Latin-1, which every file is; the separator is whatever the first line suggests."""
    with path.open("rb") as file:
        first = file.readline(1_000_000)
    if b"\0" in first:
        raise BadExtract(f"{path.name} is neither CSV nor Parquet.")
    separator = max(",;\t|", key=lambda mark: first.count(mark.encode()))
    with duckdb.connect() as database:
        for encoding in ("utf-8", "latin-1"):
            try:
                found = database.execute(
                    "SELECT * FROM read_csv(?, header = true, all_varchar = true, delim = ?, quote = '\"', "
                    "escape = '\"', encoding = ?, auto_detect = false, strict_mode = true, columns = ?)",
                    [str(path), separator, encoding, _headers(first, separator, encoding)],
                )
                return [column[0] for column in found.description or ()], found.fetchall()
            except UnicodeDecodeError:
                continue
            except duckdb.Error as error:
                if encoding == "utf-8" and ("utf-8" in str(error).lower() or "unicode" in str(error).lower()):
                    continue
                raise BadExtract(f"{path.name} cannot be read as CSV: {_said(error)}") from error
    raise BadExtract(f"{path.name} cannot be read as CSV in UTF-8 or Latin-1.")


def _headers(first: bytes, separator: str, encoding: str) -> dict[str, str]:
    line = first.decode("utf-8-sig" if encoding == "utf-8" else "latin-1").strip("\r\n")
    headers = [
        " ".join(header.split()) for header in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    ]
    if again := next((header for header, count in Counter(headers).items() if count > 1), None):
        raise BadExtract(f"The first line has two columns named “{again}”: rename one.")
    return {header or f"column {at}": "VARCHAR" for at, header in enumerate(headers, 1)}


def _said(error: duckdb.Error) -> str:
    """The first sentence of what DuckDB says, which names the line."""
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "it is damaged")
    return first.removeprefix("Invalid Input Error: ").rstrip(".:") + "."
