"""Rows as columns of numbers: what the bulk scorer and the match keys of an extract work on.

Every distinct value is held once and stands in the column as its number, so that comparing two rows is comparing
numbers, and comparing spellings is done once for each two distinct values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.values.fields import KINDS, NAME_KINDS, NAMES, Field, Kind
from sharewell.domain.linkage.values.normalise import name_words

Codes = NDArray[np.int32]
MISSING = -1


@dataclass(frozen=True, slots=True)
class Column:
    codes: Codes
    """For each row the place of its value in `values`, or MISSING."""
    values: list[str]

    def derive(self, how: Iterable[str]) -> Column:
        """The column of a function of this one's values, given those results in order; an empty one is missing."""
        placed, places = _places(how)
        return Column(np.where(self.codes < 0, MISSING, np.append(placed, MISSING)[self.codes]), places)


@dataclass(frozen=True, slots=True)
class Table:
    fields: tuple[Field, ...]
    columns: Mapping[str, Column]
    tokens: Codes
    """The name words of each row, rows by places; numbers of `words`."""
    words: dict[str, int]

    def __len__(self) -> int:
        return len(self.tokens)

    def row(self, at: int) -> dict[str, str]:
        """One row as the row scorer reads it, without missing values."""
        found = {
            name: column.values[code] for name, column in self.columns.items() if (code := column.codes[at]) != MISSING
        }
        spelt = list(self.words)
        names = " ".join(spelt[token] for token in self.tokens[at] if token != MISSING)
        return found | ({NAMES: names} if names else {})


def _places(values: Iterable[str]) -> tuple[Codes, list[str]]:
    places: dict[str, int] = {}
    codes = [places.setdefault(value, len(places)) if value else MISSING for value in values]
    return np.array(codes, dtype=np.int32), list(places)


def column(values: Iterable[str]) -> Column:
    return Column(*_places(values))


def table(fields: Sequence[Field], raw: Mapping[str, Sequence[str]], names: Sequence[Sequence[str]] = ()) -> Table:
    """The rows of one or two extracts, one after the other.

    Args:
        fields: what to compare.
        raw: the values of each field as written, by its name; an empty string where there is none.
        names: further columns whose words are names too, such as a name written whole.
    """
    columns: dict[str, Column] = {}
    for field in fields:
        kind = KINDS[field.kind]
        as_written = column(raw[field.name])
        own = as_written.derive(kind.written(value) for value in as_written.values)
        columns[field.name] = own
        for what, how in kind.derived.items():
            columns[field.derived(what)] = own.derive(how(value) for value in own.values)
    named = [f for f in fields if f.kind in NAME_KINDS]
    spelt = [columns[f.name] for f in named]
    for further in names:
        as_written = column(further)
        spelt.append(as_written.derive(KINDS[Kind.SURNAME].written(value) for value in as_written.values))
    rows = len(next(iter(raw.values()))) if raw else 0
    tokens, words = _tokens(spelt, rows)
    return Table(tuple(fields), columns, tokens, words)


def _tokens(spelt: Sequence[Column], rows: int) -> tuple[Codes, dict[str, int]]:
    words: dict[str, int] = {}
    split = [[[words.setdefault(w, len(words)) for w in name_words(value)] for value in c.values] for c in spelt]
    blocks = []
    for c, parts in zip(spelt, split, strict=True):
        width = max((len(p) for p in parts), default=0)
        placed = np.full((len(parts) + 1, width), MISSING, dtype=np.int32)
        for at, p in enumerate(parts):
            placed[at, : len(p)] = p
        blocks.append(placed[c.codes])
    joined = np.concatenate(blocks, axis=1) if blocks else np.full((rows, 0), MISSING, dtype=np.int32)
    joined = -np.sort(-joined, axis=1)  # the missing ones last
    again = np.zeros(joined.shape, dtype=bool)
    again[:, 1:] = joined[:, 1:] == joined[:, :-1]
    joined[again] = MISSING
    joined = -np.sort(-joined, axis=1)
    used = int((joined != MISSING).any(axis=0).sum())
    return np.ascontiguousarray(joined[:, :used]), words
