"""A date of birth that stands in three columns, its day, its month and its year, as the one date that it is.

As three numbers a day and a month exchanged are two errors, and no key holds the whole date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sharewell.domain.linkage.values.fields import Kind
from sharewell.linking.reading.columns import BadColumns, spoken
from sharewell.linking.reading.extracts import Extract

PARTS: Final = ("birth year", "birth month", "birth day")
"""What --columns calls them, in the order in which a date is written."""

# In a name such as "dob day", "birthyear", "yob" or "year of birth": what is left of it is the same for all three.
_WORDS: Final = (r"year|yr|yyyy|jahr|annee|y", r"month|mon|mth|monat|mois|mm|m", r"day|tag|jour|dd|d")
_BY_NAME: Final = tuple(
    re.compile(rf"(?:{words})(?: of)? (?P<of>[\w ]+)|(?P<stem>[\w ]*?) ?(?:{words})|(?:{words})(?P<ob>ob)")
    for words in _WORDS
)
_HOLDS: Final = (
    re.compile(r"(1[6-9]|20)\d\d(\.0)?"),
    re.compile(r"(0?[1-9]|1[0-2])(\.0)?|[A-Za-z]{3,9}"),
    re.compile(r"(0?[1-9]|[12]\d|3[01])(\.0)?"),
)
_MOST: Final = 0.8
"""The share of values that must look like what the name says."""
_OF_BIRTH: Final = re.compile(r"birth|ob$|^b$|geb|naiss")


def with_whole_dates(extracts: Sequence[Extract], told: Mapping[str, str]) -> tuple[list[Extract], dict[str, str]]:
    """The extracts with a column of birth dates in place of the three of its parts, and what is told of the columns.

    Args:
        told: as from --columns; it may say which column holds which part.

    Raises BadColumns where it says so of some parts only.
    """
    there = {column for extract in extracts for column in extract.columns}
    told_of = {column: kind for column, kind in told.items() if kind not in PARTS or column not in there}
    whole = list[Extract]()
    for extract in extracts:
        parts = _told(extract, told) or _named(extract, told)
        if parts:
            name = " ".join(parts)
            told_of[name] = Kind.BIRTH_DATE.value
            extract = replace(extract, columns=_joined(extract, parts, name))
        whole.append(extract)
    return whole, told_of


def _told(extract: Extract, told: Mapping[str, str]) -> list[str]:
    of = {kind: column for column, kind in told.items() if kind in PARTS and column in extract.columns}
    if not of:
        return []
    if missing := next((part for part in PARTS if part not in of), None):
        raise BadColumns(
            f"--columns names no {missing} of {extract.name}, only its {' and '.join(of)}: name all three, or none."
        )
    return [of[part] for part in PARTS]


def _named(extract: Extract, told: Mapping[str, str]) -> list[str]:
    """The columns of year, month and day whose names differ in nothing else; none where there is no such three."""
    found: dict[str, dict[int, str]] = {}
    for header, values in extract.columns.items():
        filled = [value for value in values if value]
        for part, (name, holds) in enumerate(zip(_BY_NAME, _HOLDS, strict=True)):
            said = name.fullmatch(spoken(header))
            if not said or header in told:
                continue
            if sum(bool(holds.fullmatch(value)) for value in filled) > _MOST * len(filled):
                found.setdefault(said["of"] or said["stem"] or said["ob"] or "", {})[part] = header
    threes = {stem: of for stem, of in found.items() if len(of) == len(PARTS)}
    of_birth = sorted(threes, key=lambda stem: not _OF_BIRTH.search(stem))
    return [threes[of_birth[0]][part] for part in range(len(PARTS))] if threes else []


def _joined(extract: Extract, parts: Sequence[str], name: str) -> dict[str, list[str]]:
    dates = [_date(*each) for each in zip(*(extract.columns[part] for part in parts), strict=True)]
    columns: dict[str, list[str]] = {}
    for header, values in extract.columns.items():
        if header not in parts:
            columns[header] = values
        elif name not in columns:
            columns[name] = dates
    return columns


def _date(*parts: str) -> str:
    """As it is written from the year on; as much of it as is known without a gap."""
    known = list[str]()
    for part in parts:
        if not part:
            break
        known.append(part.removesuffix(".0").zfill(2))
    return "-".join(known)
