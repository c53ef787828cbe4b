"""Values that stand for none: the first of January 1900, a telephone of noughts. Taken for somebody's, they would say
of one person that it is two, since the other file has the person's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median_low
from typing import Final

from sharewell.domain.linkage.values.fields import KINDS, NAME_KINDS, Kind
from sharewell.linking.reading.columns import kinds_of
from sharewell.linking.reading.extracts import Extract

ONE_S_OWN: Final = frozenset({Kind.BIRTH_DATE, Kind.PHONE, Kind.EMAIL, Kind.IDENTIFIER})
"""What hardly two people of different names have in common by chance."""
MANY: Final = 20
"""A value of more names than this, and of more than so many times as many as values usually have, is nobody's..."""
SHARE: Final = 0.01
"""... if more than this share of the rows has it."""


def without_stand_ins(extracts: Sequence[Extract], told: Mapping[str, str]) -> tuple[list[Extract], list[str]]:
    """The extracts without values that stand for none, and a sentence for each that is left out.

    Before it is asked which number is a home's: a number that stands for none is many people's too.
    """
    every, said = [], list[str]()
    for extract in extracts:
        kinds = kinds_of(extract, told)
        by = next((header for header, kind in kinds.items() if kind in NAME_KINDS), "")
        columns = dict(extract.columns)
        for header, kind in kinds.items() if by else ():
            if kind in ONE_S_OWN and (none := _stand_ins(Kind(kind), columns[header], columns[by])):
                columns[header] = ["" if value in none else value for value in columns[header]]
                said += [
                    f"“{value}” in “{header}” of {extract.name} is taken for not known: "
                    f"{rows:,} rows of different people have it."
                    for value, rows in none.items()
                ]
        every.append(replace(extract, columns=columns))
    return every, said


def _stand_ins(kind: Kind, values: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    """The values that are nobody's, and how many rows each has."""
    rows = Counter(filter(None, values))
    written = {value: KINDS[kind].written(value) for value in rows}
    of = defaultdict[str, set[str]](set)
    for value, name in zip(values, names, strict=True):
        if value and name:
            of[written[value]].add(name)
    most = max(MANY, MANY * median_low(map(len, of.values())) if of else 0, SHARE * rows.total())
    nobodys = {value for value, theirs in of.items() if len(theirs) > most and value}
    if kind is Kind.BIRTH_DATE:
        nobodys = {value for value in nobodys if _is_alone(value, of)}
    return {value: count for value, count in rows.items() if written[value] in nobodys}


def _is_alone(day: str, of: Mapping[str, set[str]]) -> bool:
    """Whether a whole date is not of a year alone, nor on a day that is written for one in other years too."""
    others = [len(of[other]) for other in of if other[4:] == day[4:] and other != day]
    return len(day) == 8 and not day.endswith("00") and len(of[day]) > MANY * median_low(others or [1])
