"""What the columns of a file tell of each other: a number that brothers share is their home's, and what a school's name
tells its number tells again.

Weights add up as though every field told something of its own, so what is told twice would count twice.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.values import normalise
from sharewell.domain.linkage.values.fields import DETAILS, Field, Kind

FEW: Final = 20
"""From so few pairs of rows, or values, nothing is concluded."""
OF_ONE: Final = 0.5
"""The share of rows with one number that must agree in forename or birth date, if it is a person's."""
REPEATS: Final = 0.8
"""From this share on each of two columns tells the other."""
OFTEN: Final = 0.2
"""The share of a text's values from which on it is no chance that they are the row's own surname."""
ENOUGH: Final = 1_000
"""Values of a column that are looked at: more rows do not make this slower."""

Codes = NDArray[np.int64]
Columns = Mapping[str, Sequence[str]]


def settled(
    fields: Sequence[Field], files: Sequence[Columns], *, told: Container[str]
) -> tuple[list[Field], list[str]]:
    """The fields without those that repeat another, and with the numbers of a home told from those of a person; and a
    sentence for each that is not taken as it looks.

    Args:
        files: of each file the values of each field.
        told: fields of which somebody said what they are, which are left so.
    """
    every = {f.name: _codes([value for file in files for value in file[f.name]]) for f in fields}
    begins = np.cumsum([len(next(iter(file.values()), ())) for file in files])[:-1]
    homes = {
        f.name
        for f in fields
        if f.kind is Kind.IDENTIFIER
        and f.name not in told
        and _of_a_home(every[f.name], _persons(fields, every), begins)
    }
    kept = [replace(f, kind=Kind.NUMBER) if f.name in homes else f for f in fields]
    details = [f.name for f in kept if f.kind in DETAILS and f.name not in told]
    by = next((f.name for f in kept if f.kind in (Kind.SURNAME, Kind.FORENAME)), "")
    again: dict[str, str] = {}
    for one, other in combinations(details, 2) if by else ():
        if not {one, other} & again.keys() and _tell_each_other(every[one], every[other], every[by]):
            less, more = sorted((other, one), key=lambda name: len(np.unique(every[name])))
            again[less] = more
    said = [f"“{home}” is a home's number, not a person's: brothers and sisters share it." for home in sorted(homes)]
    said += [f"“{less}” is left out: “{more}” tells it already." for less, more in again.items()]
    return [f for f in kept if f.name not in again], said


def without_own_surname(
    fields: Sequence[Field], raw: Mapping[str, list[str]], *, told: Container[str]
) -> dict[str, list[str]]:
    """The values of texts that are often the row's own surname, without those: a mother's mostly is, and would tell it
    twice. That a baker is called Baker is chance, and tells something."""
    surname = next((f.name for f in fields if f.kind is Kind.SURNAME), "")
    kept = dict(raw)
    own = _names(raw[surname]) if surname else []
    for field in fields if surname else ():
        if field.kind is Kind.TEXT and field.name not in told:
            values = raw[field.name]
            same = [said == mine != "" for said, mine in zip(_names(values), own, strict=True)]
            if sum(same) > OFTEN * sum(map(bool, values)):
                kept[field.name] = ["" if again else value for value, again in zip(values, same, strict=True)]
    return kept


def _names(values: Sequence[str]) -> list[str]:
    names = {value: normalise.name(value) for value in {*values}}
    return [names[value] for value in values]


def _codes(values: Sequence[str]) -> Codes:
    """A number for each value, -1 where there is none."""
    places: dict[str, int] = {"": -1}
    return np.array([places.setdefault(value, len(places) - 1) for value in values], dtype=np.int64)


def _persons(fields: Sequence[Field], every: Mapping[str, Codes]) -> list[Codes]:
    """What brothers and sisters differ in."""
    return [every[f.name] for f in fields if f.kind in (Kind.FORENAME, Kind.BIRTH_DATE)][:2]


def _of_a_home(number: Codes, persons: Sequence[Codes], begins: NDArray[np.int64]) -> bool:
    """Whether rows of one file with the same number are mostly two people's."""
    each = zip(*(np.split(column, begins) for column in (number, *persons)), strict=True)
    return bool(persons) and any(_mostly_two(own, *by) for own, *by in each)


def _mostly_two(number: Codes, *persons: Codes) -> bool:
    pairs = _pairs(number)
    of_one = sum(_pairs(number, told) for told in persons)
    if len(persons) > 1:
        of_one -= _pairs(number, *persons)
    return pairs > FEW and of_one < OF_ONE * pairs


def _pairs(*columns: Codes) -> int:
    """How many pairs of rows agree in all the columns."""
    sizes = np.unique(_joined(*columns), return_counts=True)[1]
    return int((sizes * (sizes - 1) // 2).sum())


def _joined(*columns: Codes) -> Codes:
    """One number for what several columns say together, of the rows in which all say something."""
    known = np.logical_and.reduce([column >= 0 for column in columns])
    joined = np.zeros(int(known.sum()), dtype=np.int64)
    for column in columns:
        joined = np.unique(joined * (int(column.max(initial=0)) + 1) + column[known], return_inverse=True)[1]
    return joined


def _tell_each_other(one: Codes, other: Codes, by: Codes) -> bool:
    if min(one.max(initial=0), other.max(initial=0)) < FEW:
        return False
    return _tells(one, other, by) and _tells(other, one, by)


def _tells(one: Codes, other: Codes, by: Codes) -> bool:
    """Whether rows that agree in the one mostly agree in the other, though they are not of one person or family."""
    known = (one >= 0) & (one < ENOUGH) & (other >= 0) & (by >= 0)
    one, other, by = one[known], other[known], by[known]
    if one.max(initial=0) < FEW or not _may_tell(one, other, by):
        return False
    strangers = _by_value(one) - _by_value(one, by)
    at = np.flatnonzero(strangers)
    if len(at) <= FEW:
        return False
    agree = _by_value(one, other) - _by_value(one, other, by)
    return float((agree[at] / strangers[at]).mean()) >= REPEATS


def _may_tell(one: Codes, other: Codes, by: Codes) -> bool:
    """The same of neighbours alone: hundreds of columns have tens of thousands of pairs, of which hardly one may."""
    order = np.argsort(one, kind="stable")
    one, other, by = one[order], other[order], by[order]
    strangers = (one[1:] == one[:-1]) & (by[1:] != by[:-1])
    of = np.bincount(one[1:][strangers])
    agree = np.bincount(one[1:][strangers & (other[1:] == other[:-1])], minlength=len(of))
    return bool(of.any()) and float((agree[of > 0] / of[of > 0]).mean()) >= REPEATS / 2


def _by_value(one: Codes, *others: Codes) -> NDArray[np.float64]:
    """For each value of the one how many pairs of its rows agree in all the others."""
    _, first, sizes = np.unique(_joined(one, *others), return_index=True, return_counts=True)
    pairs = np.zeros(int(one.max(initial=-1)) + 1)
    np.add.at(pairs, one[first], sizes * (sizes - 1) / 2)
    return pairs
