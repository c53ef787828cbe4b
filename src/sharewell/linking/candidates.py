"""The pairs worth comparing: rows that share a match key whose block is small, and copies of one row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.keys import extract_keys
from sharewell.domain.linkage.keys.extract_keys import NONE, Keys
from sharewell.domain.linkage.values.table import Table
from sharewell.domain.linkage.weighing.bulk import Places

Pairs = tuple[Places, Places]
COPIES: Final = 300
"""More copies of a row than this are no person's: nothing tells whom of many they mean."""


def candidates(table: Table, left_rows: int, *, largest: int) -> Pairs:
    """Pairs of rows that share a key with no more than `largest` rows. With left_rows == rows an extract is held beside
    itself.

    A row with more copies than `largest` counts once in each block: else every block that holds it would be too large.
    """
    rows = len(table)
    of_row = _copies(table, largest)
    on_left, on_right = (np.zeros(of_row.max(initial=-1) + 1, dtype=bool) for _ in range(2))
    on_left[of_row[:left_rows]] = on_right[of_row[left_rows % rows :]] = True
    found = extract_keys.parts(table)
    first = np.unique(of_row, return_index=True)[1]
    codes = [
        code
        for number, kind in enumerate(extract_keys.kinds_of_key(found), 1)
        for code in _sharing([key[first] for key in extract_keys.keys(found, kind, number)], on_left, on_right, largest)
    ]
    every = _sorted(np.concatenate([np.empty(0, dtype=np.int64), *codes]))
    one, other = _of_copies(of_row, every // len(first), every % len(first))
    if left_rows == rows:
        return one, other
    across = (one < left_rows) & (other >= left_rows)
    return one[across], other[across]


def told_apart_by_nothing(table: Table) -> int:
    """How many rows have too many copies for any to be paired."""
    sizes = np.bincount(_copies(table, COPIES))
    return int(sizes[sizes > 1].sum())


def _copies(table: Table, many: int) -> Places:
    """For each row a number, which it shares only with its copies, and only where there are more than `many`."""
    said = np.column_stack([*(table.columns[field.name].codes for field in table.fields), table.tokens])
    whole = np.ascontiguousarray(said).view(f"V{said.shape[1] * said.itemsize}")[:, 0]
    _, says, copies = np.unique(whole, return_inverse=True, return_counts=True)
    alone = len(copies) + np.arange(len(says))
    return np.asarray(np.unique(np.where(copies[says] > many, says, alone), return_inverse=True)[1], dtype=np.int64)


def _of_copies(of_row: Places, one: Places, other: Places) -> Pairs:
    """The pairs of rows with these numbers, and of copies with each other; the earlier row first, in order."""
    order, sizes = np.argsort(of_row, kind="stable"), np.bincount(of_row)
    begins = np.cumsum(sizes) - sizes
    several = np.flatnonzero((sizes > 1) & (sizes <= COPIES))
    one, other = np.concatenate([one, several]), np.concatenate([other, several])
    few = (sizes[one] <= COPIES) & (sizes[other] <= COPIES)
    one, other = one[few], other[few]
    times = sizes[one] * sizes[other]
    pair = np.repeat(np.arange(len(one)), times)
    turn = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    a = order[begins[one[pair]] + turn // sizes[other[pair]]]
    b = order[begins[other[pair]] + turn % sizes[other[pair]]]
    codes = _sorted((np.minimum(a, b) * len(of_row) + np.maximum(a, b))[a != b])
    return codes // len(of_row), codes % len(of_row)


def _sharing(
    made: list[Keys], on_left: NDArray[np.bool_], on_right: NDArray[np.bool_], largest: int
) -> Iterator[Places]:
    """The pairs of rows that share a key of one kind, each as rows * one + other. Some come more than once."""
    rows = len(on_left)
    of_row = np.concatenate(made)
    at_row = np.tile(np.arange(rows, dtype=np.int64), len(made))
    there = np.flatnonzero(of_row != NONE)
    order = there[np.argsort(of_row[there], kind="stable")]
    of_row, at_row = of_row[order], at_row[order]
    begins = np.flatnonzero(np.r_[True, of_row[1:] != of_row[:-1]]) if len(of_row) else np.empty(0, dtype=np.int64)
    sizes = np.diff(np.r_[begins, len(of_row)])
    for size in range(2, largest + 1):
        members = at_row[begins[sizes == size][:, None] + np.arange(size)]
        if not len(members):
            continue
        i, j = np.triu_indices(size, 1)
        one, other = members[:, i].ravel(), members[:, j].ravel()
        use = (one != other) & ((on_left[one] & on_right[other]) | (on_right[one] & on_left[other]))
        yield _sorted(np.minimum(one, other)[use] * rows + np.maximum(one, other)[use])


def _sorted(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The different codes in order. Sorting beats the hash table of numpy.unique here."""
    codes = np.sort(codes)
    return codes[np.r_[True, codes[1:] != codes[:-1]]] if len(codes) else codes
