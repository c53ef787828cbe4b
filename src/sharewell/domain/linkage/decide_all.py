"""The decision on each row of an extract, from the pairs that the bulk scorer found: `decide.decide` for all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage import guard
from sharewell.domain.linkage.bulk import Flags, Places
from sharewell.domain.linkage.bulk_index import Pairs
from sharewell.domain.linkage.fields import Kind
from sharewell.domain.linkage.model import Model
from sharewell.domain.linkage.packed import pack
from sharewell.domain.linkage.rows import Rows


def links(model: Model, extract: Rows, kept: Rows, pairs: Pairs) -> NDArray[np.int64]:
    """The places of the pairs that are links: at most one for a row, under the guard for families."""
    order = np.lexsort((-pairs.weights, pairs.rows))
    first = np.r_[True, pairs.rows[order][1:] != pairs.rows[order][:-1]] if len(order) else np.zeros(0, dtype=bool)
    at = np.flatnonzero(first)
    after = np.minimum(at + 1, len(order) - 1)
    followed = (at + 1 < len(order)) & ~first[after]
    margin = np.where(followed, pairs.weights[order[at]] - pairs.weights[order[after]], np.inf)
    best = order[at]
    levels = {field.name: pairs.levels[best, place] for place, field in enumerate(model.fields)}
    forename = next((at for at, field in enumerate(model.fields) if field.kind is Kind.FORENAME), -1)

    def forenames(some: Places) -> Iterator[tuple[str, str]]:
        one, other = extract.values[pairs.rows[best[some]], forename], kept.values[pairs.children[best[some]], forename]
        return zip(map(extract.names.spelt, one), map(extract.names.spelt, other), strict=True)

    of = guard.vouched(model.fields, levels, forenames)
    household = _of_a_household(model, extract, pairs, best)
    bits = pairs.weights[best] - household + guard.that_count(household, of.household)
    linked: Flags = (bits >= guard.SURE) & (margin >= guard.MARGIN) & guard.passes(of)
    return best[linked]


def _of_a_household(model: Model, extract: Rows, pairs: Pairs, best: NDArray[np.int64]) -> NDArray[np.float64]:
    total = np.zeros(len(best))
    for place, comparison in enumerate(model.comparisons):
        if comparison.field.kind in guard.HOUSEHOLD:
            by_level = np.array([*(comparison.weight(level) for level in range(len(comparison.m))), 0.0])
            ranks = pairs.levels[best, place]
            total += by_level[ranks]
            if comparison.frequent:
                same = np.flatnonzero(ranks == len(comparison.m) - 1)
                listed = {pack(value): comparison.for_rarity(value) for value in comparison.frequencies}
                values = extract.values[pairs.rows[best[same]], place].tolist()
                total[same] += [listed.get(value, comparison.for_rarity("")) for value in values]
    return total
