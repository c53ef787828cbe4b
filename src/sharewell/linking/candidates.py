"""The pairs worth comparing: rows that share a match key whose block is small."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.keys import NONE, Keys, Part, keys, kinds_of_key

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


def candidates(found: list[Part], rows: int, left_rows: int, *, largest: int) -> Pairs:
    """Pairs of rows that share a key. With left_rows == rows an extract is held beside itself."""
    codes = [
        code
        for number, kind in enumerate(kinds_of_key(found), 1)
        for code in _sharing([*keys(found, kind, number)], rows, left_rows, largest)
    ]
    every = _sorted(np.concatenate([np.empty(0, dtype=np.int64), *codes]))
    return every // rows, every % rows


def _sharing(made: list[Keys], rows: int, left_rows: int, largest: int) -> Iterator[NDArray[np.int64]]:
    """Codes of pairs, rows * left + right, of the rows that share a key of one kind; not each only once."""
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
        left, right = np.minimum(one, other), np.maximum(one, other)
        use = left < right if left_rows == rows else (left < left_rows) & (right >= left_rows)
        yield _sorted(left[use] * rows + right[use])


def _sorted(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each once, in order. Sorting beats the hash table of numpy.unique here."""
    codes = np.sort(codes)
    return codes[np.r_[True, codes[1:] != codes[:-1]]] if len(codes) else codes
