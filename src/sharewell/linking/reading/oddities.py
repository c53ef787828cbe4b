"""What is odd about the values of extracts: told to whoever links them, and never a reason to leave a row out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sharewell.domain.linkage.values import normalise
from sharewell.domain.linkage.values.fields import Kind
from sharewell.linking.reading.columns import Recognised
from sharewell.linking.reading.dates import dates_of
from sharewell.linking.reading.extracts import Extract

_A_CUSTOM: Final = 0.5
"""Where more values than this are odd, they are another country's or another kind, and none is odd among its like."""
_ODD: Final = {
    Kind.POSTCODE: normalise.odd_postcode,
    Kind.PHONE: normalise.odd_phone,
    Kind.IDENTIFIER: normalise.odd_nhs_number,
}


def oddities(extracts: Sequence[Extract], found: Recognised, ids: Sequence[str]) -> list[str]:
    """A sentence for each column that holds odd values: how many rows, and the first of them."""
    said, begins = [], 0
    for extract, columns in zip(extracts, found.columns, strict=True):
        for field in found.fields:
            written = extract.columns[columns[field.name]]
            odd = dates_of(written).odd if field.kind is Kind.BIRTH_DATE else _ODD.get(field.kind)
            if odd is None:
                continue
            why = {value: words for value in set(written) if (words := odd(value))}
            rows = [at for at, value in enumerate(written) if value in why]
            filled = sum(bool(normalise.plain(value)) for value in written)
            if rows and len(rows) <= _A_CUSTOM * filled:
                first = f"{extract.name}, row {ids[begins + rows[0]]}, {columns[field.name]}: {why[written[rows[0]]]}"
                others = len(rows) - 1
                said.append(first + (f" So are {others:,} others." if others > 1 else " So is one other." * others))
        begins += len(extract)
    return said
