"""Extracts of millions as `Rows`: values written one way and packed, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sharewell.domain.linkage.keys.index_keys import KEYED, upn_code
from sharewell.domain.linkage.millions.compiled import nhs_codes, pack_all
from sharewell.domain.linkage.millions.rows import Names, Rows, no_names, width
from sharewell.domain.linkage.millions.rows import names as names_of
from sharewell.domain.linkage.values.fields import KINDS, NAME_KINDS, Field, Kind
from sharewell.domain.linkage.values.packed import ODD
from sharewell.domain.linkage.weighing.compare import derived

Columns = Mapping[str, pa.Array]
"""Values by field, an empty string where there is none."""
_AS_IT_STANDS: Final = {
    Kind.PHONE: r"^0[1-9][0-9]{8,9}$",
    Kind.IDENTIFIER: r"^[0-9]{10}$",
    Kind.POSTCODE: r"^[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{2}$",
}
"""What is plainly written our way already: nearly all, and by far too many different values to go through singly."""


def written(fields: tuple[Field, ...], raw: pa.Table) -> Columns:
    """The columns of the fields with each value written one way."""
    return {field.name: _written(field.kind, raw[field.name].combine_chunks()) for field in fields}


def _written(kind: Kind, column: pa.Array) -> pa.Array:
    given = pc.fill_null(column.cast(pa.string()), "")
    if kind not in _AS_IT_STANDS:
        return _by_value(kind, given)
    lower = pc.utf8_lower(given)
    plain = pc.match_substring_regex(lower, _AS_IT_STANDS[kind])
    others = pc.if_else(plain, "", given)
    return pc.if_else(plain, lower, _by_value(kind, others))


def _by_value(kind: Kind, column: pa.Array) -> pa.Array:
    coded = column.dictionary_encode()
    made = pa.array([KINDS[kind].written(value) for value in coded.dictionary.to_pylist()], pa.string())
    return made.take(coded.indices)


def rows(fields: tuple[Field, ...], columns: Columns, known: Names | None = None) -> Rows:
    """Columns of values written one way as rows; `known` are the names of the rows they are held beside."""
    size = len(next(iter(columns.values())))
    coded = {f.name: columns[f.name].dictionary_encode() for f in fields if f.kind in NAME_KINDS}
    every = known or no_names()
    for each in coded.values():
        every = names_of(each.dictionary.to_pylist(), every)
    values = np.zeros((size, width(fields)), dtype=np.int64)
    for at, field in enumerate(fields):
        if field.kind in NAME_KINDS:
            places = every.codes(coded[field.name].dictionary.to_pylist())
            values[:, at] = places[coded[field.name].indices.to_numpy(zero_copy_only=False)]
        else:
            values[:, at] = packed(columns[field.name])
    keyed = {name: packed(columns[name]) for name in KEYED if name in columns and name != "upn"}
    if "nhs_number" in keyed:
        keyed["nhs_number"] = nhs_codes(keyed["nhs_number"])
    if "upn" in columns:
        keyed["upn"] = np.array([upn_code(value) for value in columns["upn"].to_pylist()], dtype=np.int64)
    none = np.zeros(2, dtype=np.int64)
    return Rows(
        fields=fields, names=every, values=values, more_begins=none, more=np.zeros(0, dtype=np.int32), keyed=keyed,
        odd={int(at): _record(fields, columns, int(at)) for at in np.flatnonzero((values == ODD).any(axis=1))},
    )  # fmt: skip


def packed(column: pa.Array) -> NDArray[np.int64]:
    text = column.cast(pa.large_string())
    _, begins, characters = text.buffers()
    made = np.empty(len(text), dtype=np.int64)
    begun = np.frombuffer(begins, dtype=np.int64)[text.offset : text.offset + len(text) + 1]
    pack_all(begun, np.frombuffer(characters or b"\0", dtype=np.uint8), made)
    return made


def _record(fields: tuple[Field, ...], columns: Columns, at: int) -> dict[str, str]:
    return derived(fields, {field.name: columns[field.name][at].as_py() for field in fields})
