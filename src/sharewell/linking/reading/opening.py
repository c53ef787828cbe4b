"""Extracts made ready for linking: their columns recognised, their rows named, their values written one way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from sharewell.domain.linkage.values.fields import NAME_KINDS, Field, Kind
from sharewell.domain.linkage.values.table import MISSING, Table, table
from sharewell.linking.reading.columns import Recognised, id_columns, recognise, values
from sharewell.linking.reading.dependence import without_own_surname
from sharewell.linking.reading.extracts import BadExtract, Extract
from sharewell.linking.reading.oddities import oddities
from sharewell.linking.reading.parted_dates import with_whole_dates
from sharewell.linking.reading.stand_ins import without_stand_ins
from sharewell.linking.reading.whole_names import with_parted_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    table: Table
    ids: list[str]
    """The name of each row; the number of its line among the rows where no column names it."""
    id_column: str | None
    """What it is called; where the extracts call it differently, both names with a comma between."""
    begins: tuple[int, ...]
    """The place of each extract's first row."""
    warnings: tuple[str, ...]
    """What is odd about their values."""
    notes: tuple[str, ...]
    """Which columns are not taken as they look."""

    def place(self, id_: str, extract: int) -> int:
        """The place of the row of this id in one of the extracts. Raises BadExtract."""
        try:
            return self.ids.index(id_, self.begins[extract], (*self.begins, len(self.ids))[extract + 1])
        except ValueError as error:
            raise BadExtract(f"No row has the id “{id_}” in “{self.id_column or 'row number'}”.") from error

    @property
    def fields_found(self) -> dict[str, str]:
        return {field.name: field.kind.value for field in self.table.fields}


def opened(
    extracts: Sequence[Extract], *, id_column: str | None = None, told: Mapping[str, str] | None = None
) -> Opened:
    """One or two extracts as one table. Raises BadColumns, and BadExtract where ids stand twice."""
    named = id_columns(extracts, id_column)
    ids: list[str] = []
    for extract, named_by in zip(extracts, named or ("",) * len(extracts), strict=True):
        own = extract.columns[named_by] if named_by else [str(at) for at in range(1, len(extract) + 1)]
        twice = next((value for value, count in Counter(own).items() if count > 1), None)
        if twice or "" in own:
            what = f"the id “{twice}” twice" if twice else "rows without an id"
            raise BadExtract(
                f"{extract.name} has {what} in “{named_by}”: each row needs its own. Choose another with --id."
            )
        ids.extend(own)
    extracts, told = with_whole_dates(extracts, told or {})
    extracts, told = with_parted_names(extracts, told)
    extracts, stand_ins = without_stand_ins(extracts, told)
    found = recognise(extracts, without=named, told=told)
    raw, names = values(extracts, found)
    raw = without_own_surname(found.fields, raw, told=told)
    begins = tuple(accumulate((len(extract) for extract in extracts[:-1]), initial=0))
    every = table(found.fields, raw, names)
    empty = _empty(extracts, found, every, begins)
    fields = tuple(field for field in every.fields if field.name not in empty) or every.fields
    return Opened(
        table=replace(every, fields=fields), ids=ids, begins=begins,
        id_column=", ".join(dict.fromkeys(named)) or None, warnings=tuple(oddities(extracts, found, ids)),
        notes=(*_beyond(extracts), *empty.values(), *found.notes, *stand_ins, *_of_nobody(fields)),
    )  # fmt: skip


def _empty(extracts: Sequence[Extract], found: Recognised, every: Table, begins: tuple[int, ...]) -> dict[str, str]:
    """The fields of which an extract has no value at all, as a column that a spreadsheet was too narrow to show."""
    said = {}
    for extract, begin, columns in zip(extracts, begins, found.columns, strict=True):
        for field in every.fields:
            if (every.columns[field.name].codes[begin : begin + len(extract)] == MISSING).all():
                said[field.name] = f"“{columns[field.name]}” is not used: {extract.name} has no value for it."
    return said


def _of_nobody(fields: Sequence[Field]) -> list[str]:
    if any(field.kind in NAME_KINDS | {Kind.BIRTH_DATE} for field in fields):
        return []
    return [
        "No column was taken for a name or a date of birth. If the rows are people, say which is one with --columns. "
        "If they are not, many links may be wrong: how people differ is known here, how other things do is not."
    ]


def _beyond(extracts: Sequence[Extract]) -> list[str]:
    return [
        f"No row of {extract.name} has a value for “{column}”: it is taken for empty."
        for extract in extracts
        for column in extract.beyond
    ]
