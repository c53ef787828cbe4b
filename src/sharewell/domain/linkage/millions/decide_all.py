"""The decision on each row of an extract, from the pairs that the bulk scorer found: `decide.decide` for all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.deciding import counted, guard
from sharewell.domain.linkage.millions.bulk_index import Pairs
from sharewell.domain.linkage.millions.rows import Rows
from sharewell.domain.linkage.values.fields import NAME_KINDS
from sharewell.domain.linkage.values.packed import unpack
from sharewell.domain.linkage.weighing.bulk import Flags, Places
from sharewell.domain.linkage.weighing.model import Model


def links(model: Model, extract: Rows, kept: Rows, pairs: Pairs) -> NDArray[np.int64]:
    """The places of the pairs that are links: at most one for a row, under the guard for families."""
    order = np.lexsort((-pairs.weights, pairs.rows))
    first = np.r_[True, pairs.rows[order][1:] != pairs.rows[order][:-1]] if len(order) else np.zeros(0, dtype=bool)
    at = np.flatnonzero(first)
    after = np.minimum(at + 1, len(order) - 1)
    followed = (at + 1 < len(order)) & ~first[after]
    margin = np.where(followed, pairs.weights[order[at]] - pairs.weights[order[after]], np.inf)
    best = order[at]
    levels, said = _levels(model, pairs, best), partial(_said, extract, kept, pairs.rows[best], pairs.children[best])
    of = guard.vouched(model.fields, levels, said)
    bits = pairs.weights[best] - counted.beyond(model, levels, of, said)
    linked: Flags = (bits >= guard.SURE) & (margin >= guard.MARGIN) & guard.passes(of)
    numbered = guard.by_number_alone(of)
    if numbered.any():
        every = np.flatnonzero(np.isin(pairs.rows, pairs.rows[best[numbered]]))
        said = partial(_said, extract, kept, pairs.rows[every], pairs.children[every])
        named = every[guard.by_name_alone(guard.vouched(model.fields, _levels(model, pairs, every), said))]
        linked &= ~(numbered & np.isin(pairs.rows[best], pairs.rows[named]))
    return best[linked]


def _levels(model: Model, pairs: Pairs, at: Places) -> dict[str, NDArray[np.int8]]:
    return {field.name: pairs.levels[at, place] for place, field in enumerate(model.fields)}


def _said(
    extract: Rows, kept: Rows, rows: NDArray[np.int32], children: NDArray[np.int32], field: str, at: Places
) -> Iterator[tuple[str, str]]:
    place = next(place for place, each in enumerate(extract.fields) if each.name == field)
    spelt = extract.names.spelt if extract.fields[place].kind in NAME_KINDS else unpack
    one, other = extract.values[rows[at], place], kept.values[children[at], place]
    return zip(map(spelt, one.tolist()), map(spelt, other.tolist()), strict=True)
