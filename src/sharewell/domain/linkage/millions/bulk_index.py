"""Extracts held beside an index of millions: compiled, in stages, and comparing no more than can matter.

First the rare keys. A row that one of them brings to a child beyond doubt, of the same birth date or NHS number, is
done; the others go on to the more common keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.deciding.decide import LIKELY, REVIEW
from sharewell.domain.linkage.keys.index_keys import MOST, NAME_WORDS, SHIFT, YEAR_AT, Stage
from sharewell.domain.linkage.keys.index_keys import Kind as Key
from sharewell.domain.linkage.millions.compiled import CANONICAL, compiled, derived, inlined, nhs_code
from sharewell.domain.linkage.millions.key_index import STAGE_OF, KeyIndex, candidates, keyed, keys_of
from sharewell.domain.linkage.millions.rows import Rows
from sharewell.domain.linkage.millions.score_rows import prepare, score
from sharewell.domain.linkage.values.fields import NAME_KINDS, NAMES, Kind
from sharewell.domain.linkage.values.packed import ODD, unpack
from sharewell.domain.linkage.weighing import compare
from sharewell.domain.linkage.weighing.model import Model

SURELY: Final = 20.0
"""Bits from which a row whose birth date or NHS number is the same needs no further candidates."""
LARGEST: Final = 1_000
"""No more rows of one key are compared."""
CANDIDATES: Final = 1 << 13
"""Room to tell whether a candidate came before; at most half is used."""
CHUNK: Final = 2_000

_COMMON: Final = int(Stage.FALLBACK)
_YEARS: Final = int(Key.YEAR_AND_NAMES)
_NO_YEAR: Final = ~(0x3FFF << YEAR_AT)


class Limits(NamedTuple):
    """How far a search goes. With infinity for `likely` and `surely` no row is done before the last stage."""

    least: float = REVIEW
    """Bits below which a pair is not told of."""
    until: int = int(Stage.SECOND)
    likely: float = LIKELY
    surely: float = SURELY


_USUAL: Final = Limits()


class _Held(NamedTuple):
    """Whether the extract is the index, and where the fields stand that make a row sure, -1 for none."""

    itself: bool
    born_at: int
    number_at: int


@inlined
def _with_years_beside(key, index, stamps, seen, stamp, found, count):
    """`candidates` of a key; of one with a birth year, also those of a year that is one off or not known."""
    begins, entries, bits = index
    count = candidates(key, begins, entries, bits, LARGEST, stamps, seen, stamp, found, count)
    year = (key >> YEAR_AT) & 0x3FFF
    if key >> SHIFT == _YEARS and year > 0:
        for other in (year - 1, year + 1, 0):
            near = (key & _NO_YEAR) | (other << YEAR_AT)
            count = candidates(near, begins, entries, bits, LARGEST, stamps, seen, stamp, found, count)
    return count


@inlined
def _is_odd(p, a, b):
    """Whether a value of either cannot be packed."""
    odd = False
    for field in range(len(p.closest)):
        odd |= a[field] == ODD or b[field] == ODD
    return odd


@inlined
def _is_sure(a, b, born_at, number_at):
    """Whether birth date or NHS number is the same."""
    if born_at >= 0 and a[born_at] > 0 and derived(a[born_at], CANONICAL) == derived(b[born_at], CANONICAL):
        return True
    return number_at >= 0 and a[number_at] == b[number_at] and nhs_code(a[number_at]) > 0


@compiled
def _link(p, asked, kept, index, held, limits, part):
    """The pairs of a part of the rows, first and last, that may weigh `least` bits: rows, children, weights, ranks; and
    how many were compared. An odd pair weighs NaN."""
    first, last = part
    values, begins, more = asked.values, asked.more_begins, asked.more
    kept_values, kept_begins, kept_more = kept
    heard, made = np.empty(NAME_WORDS, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    stamps, seen = np.zeros(CANDIDATES, dtype=np.int64), np.zeros(CANDIDATES, dtype=np.int64)
    found = np.empty(CANDIDATES // 2, dtype=np.int64)
    one, two = np.zeros(p.letters.shape[1], dtype=np.bool_), np.zeros(p.letters.shape[1], dtype=np.bool_)
    ranks = np.empty(len(p.closest), dtype=np.int8)
    size, compared, room = 0, 0, 4 * (last - first) + 16
    left, right = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    weights, levels = np.empty(room), np.empty((room, len(p.closest)), dtype=np.int8)
    for row in range(first, last):
        a = values[row]
        count = keys_of(asked, row, heard, made)
        brought, done, promising = 0, False, False
        for stage in range(1, limits.until + 1):
            if done or (promising and stage == _COMMON):
                break
            before = brought
            for key in made[:count]:
                if STAGE_OF[key >> SHIFT] == stage:
                    brought = _with_years_beside(key, index, stamps, seen, row + 1, found, brought)
            for child in found[before:brought]:
                if held.itself and child >= row:
                    continue
                b = kept_values[child]
                weight = np.nan
                if not _is_odd(p, a, b):
                    weight = score(p, a, b, begins, more, kept_begins, kept_more, one, two, ranks, limits.least)
                compared += 1
                if weight < limits.least:
                    continue
                if size == len(left):
                    left, right, weights, levels = _doubled(left), _doubled(right), _doubled(weights), _doubled(levels)
                left[size], right[size], weights[size], levels[size] = row, child, weight, ranks
                size += 1
                promising |= weight >= limits.likely
                done |= weight >= limits.surely and _is_sure(a, b, held.born_at, held.number_at)
    return left[:size], right[:size], weights[:size], levels[:size], compared


@compiled
def _doubled(array):
    made = np.empty((2 * len(array), *array.shape[1:]), dtype=array.dtype)
    made[: len(array)] = array
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Rows of an extract and the children that each may be."""

    rows: NDArray[np.int32]
    children: NDArray[np.int32]
    weights: NDArray[np.float64]
    levels: NDArray[np.int8]
    """How each field of the model agrees: UNKNOWN, 0 where they differ, up to the closest."""
    compared: int
    """How many candidates there were."""


def link(
    model: Model, extract: Rows, kept: Rows, index: KeyIndex, limits: Limits = _USUAL, *, workers: int = 2
) -> Pairs:
    """The pairs of the extract's rows and children of the index that weigh enough.

    Args:
        extract: rows whose names continue those of `kept`; or `kept` itself, and each pair is found once, the later row
            first.
    """
    p, asked, there = prepare(model, extract), keyed(extract), (kept.values, kept.more_begins, kept.more)
    kinds = [f.kind for f in model.fields]
    born_at, number_at = (kinds.index(k) if k in kinds else -1 for k in (Kind.BIRTH_DATE, Kind.IDENTIFIER))
    held = _Held(extract is kept, born_at, number_at)

    def part(begin: int) -> Any:
        return _link(p, asked, there, index, held, limits, (begin, min(begin + CHUNK, len(extract))))

    with ThreadPoolExecutor(workers) as threads:
        parts = [*threads.map(part, range(0, len(extract), CHUNK))] or [part(0)]
    rows, children, weights, levels = (np.concatenate([each[i] for each in parts]) for i in range(4))
    compared = sum(each[4] for each in parts)
    for at, weight, ranks in _odd(model, extract, kept, rows, children, weights):
        weights[at], levels[at] = weight, ranks
    keep = weights >= limits.least
    return Pairs(
        rows=rows[keep], children=children[keep], weights=weights[keep], levels=levels[keep], compared=int(compared)
    )


def _odd(
    model: Model, extract: Rows, kept: Rows, rows: Any, children: Any, weights: Any
) -> Iterator[tuple[int, float, list[int]]]:
    """The pairs of which a value cannot be packed, by the row scorer."""
    for at in np.flatnonzero(np.isnan(weights)).tolist():
        a, b = as_record(extract, int(rows[at])), as_record(kept, int(children[at]))
        compared = compare.compare(model, a, b)
        yield at, compared.weight, [step.level for step in compared.steps]


def as_record(rows: Rows, at: int) -> dict[str, str]:
    """A row as the row scorer reads it."""
    if at in rows.odd:
        return dict(rows.odd[at])
    names = rows.names
    values = {}
    for place, f in enumerate(rows.fields):
        value = int(rows.values[at, place])
        values[f.name] = names.spelt(value) if f.kind in NAME_KINDS else unpack(value)
    made = compare.derived(rows.fields, values)
    more = rows.values[at, -1]
    further = [names.spelt(w) for w in rows.more[rows.more_begins[more] : rows.more_begins[more + 1]]]
    if further:
        made[NAMES] = " ".join([*made.get(NAMES, "").split(), *further])
    return made
