"""What is odd about the values of extracts: told to whoever links them, and never a reason to leave a row out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
# What Małgorzata, José and Günther become where the file of a Pole or of a Macintosh is read as Windows' Latin-1, and
# what they become where UTF-8 is.
_OF_ANOTHER_ALPHABET: Final = re.compile(
    r"[\x80-\x9f]|[a-z]{2}[¹³¿‡†]|[^\W\d_][¡¢£¤¥¦§¨©¬®¯±²³¶¹¼½¾¿†‡™‰ˆ˜ƒ€][^\W\d_]|[a-z][ŽŒ]|[A-Za-z]Ÿ"
    r"|[ÃÂÄÅ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]"
)


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
        said += _misread(extract, columns.values(), ids[begins : begins + len(extract)])
        begins += len(extract)
    return said


def _misread(extract: Extract, columns: Iterable[str], ids: Sequence[str]) -> list[str]:
    """That letters of another alphabet than the file was read in stand in it, with the first."""
    for column in columns:
        for at, value in enumerate(extract.columns[column]):
            if not value.isascii() and _OF_ANOTHER_ALPHABET.search(value):
                return [
                    f"{extract.name}, row {ids[at]}, {column}: “{value}” looks misread. "
                    "Save the file as UTF-8 in the program that it comes from."
                ]
    return []
