"""Extracts held beside an index of millions: compiled, in stages, and comparing no more than can matter.

First the rare keys. A row that one of them brings to a child beyond doubt, of the same birth date or NHS number, is
done; the others go on to the more common keys. Of each candidate the most that it could weigh is known from which
values are equal, before any spelling is compared: where that is too little, nothing more is.

The weights are those of `compare` and of Splink; tests hold them to a billionth of a bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage import compare
from sharewell.domain.linkage.compiled import (
    DERIVED,
    beginning,
    compiled,
    derived,
    edits_within,
    jaro_winkler,
    nhs_code,
)
from sharewell.domain.linkage.decide import REVIEW
from sharewell.domain.linkage.fields import KINDS, NAMES, Kind, Test
from sharewell.domain.linkage.index_keys import MOST, NAME_WORDS, SHIFT, STAGES, YEAR_AT, Stage
from sharewell.domain.linkage.index_keys import Kind as Key
from sharewell.domain.linkage.key_index import MIX, KeyIndex, keyed, keys_of
from sharewell.domain.linkage.model import BadModel, Model
from sharewell.domain.linkage.packed import ODD, pack, unpack
from sharewell.domain.linkage.rows import ARE_NAMES, PACKED, Rows, masks

SURELY: Final = 20.0
"""Bits from which a row whose birth date or NHS number is the same needs no further candidates."""
LARGEST: Final = 1_000
"""No more rows of one key are compared."""
CANDIDATES: Final = 1 << 13
"""Room to tell whether a candidate came before; at most half is used."""
CHUNK: Final = 2_000

_TESTS: Final = {test: at for at, test in enumerate(Test)}
_JARO_WINKLER, _EDITS, _START, _SAME, _EXCHANGED, _AMONG = (
    _TESTS[test] for test in (Test.JARO_WINKLER, Test.EDITS, Test.START, Test.SAME, Test.EXCHANGED, Test.AMONG)
)
_STAGE_OF: Final = np.array([0, *(int(STAGES[kind]) for kind in Key)], dtype=np.int64)
_YEARS: Final = int(Key.YEAR_AND_NAMES)
_NO_YEAR: Final = ~(0x3FFF << YEAR_AT)


class Prepared(NamedTuple):
    """A model as arrays: fields by levels, from the closest on as `fields.KINDS` has them; weights by rank."""

    start: float
    named: NDArray[np.bool_]
    surname: NDArray[np.bool_]
    other: NDArray[np.int64]
    """The surname's place for the forename and the reverse; -1 for other fields."""
    closest: NDArray[np.int64]
    """The rank of the closest level."""
    test: NDArray[np.int64]
    at: NDArray[np.float64]
    derived: NDArray[np.int64]
    bits: NDArray[np.float64]
    best: NDArray[np.float64]
    """The most that each field can weigh where its values are not equal."""
    rarity: NDArray[np.float64]
    """What an equal value adds, if it is not listed."""
    listed_begins: NDArray[np.int64]
    listed: NDArray[np.int64]
    listed_rarity: NDArray[np.float64]
    of_name: NDArray[np.float64]
    """What an equal name adds: fields by names."""
    letters: NDArray[np.uint32]
    lengths: NDArray[np.int64]
    masks: NDArray[np.uint64]
    """Which letters each name has."""
    roots: NDArray[np.int32]
    word_begins: NDArray[np.int64]
    words: NDArray[np.int32]


def prepare(model: Model, rows: Rows) -> Prepared:
    """The model for rows with these names. Raises BadModel for fields that such rows do not have."""
    if unfit := [f.name for f in model.fields if f.kind not in ARE_NAMES | PACKED]:
        raise BadModel(f"The model compares {', '.join(unfit)}, which an index of children does not hold.")
    assert model.fields == rows.fields
    comparisons, most = model.comparisons, max(len(c.m) for c in model.comparisons)
    n = len(comparisons)
    test, derived_ = np.zeros((n, most), dtype=np.int64), np.zeros((n, most), dtype=np.int64)
    at, bits = np.zeros((n, most)), np.zeros((n, most))
    of_name = np.zeros((n, len(rows.names.letters)))
    listed: list[tuple[int, float]] = []
    begins = [0]
    for place, c in enumerate(comparisons):
        for rank in range(len(c.m)):
            bits[place, rank] = c.weight(rank)
        for step, level in enumerate(KINDS[c.field.kind].levels):
            test[place, step], at[place, step] = _TESTS[level.test], level.at
            derived_[place, step] = 1 if level.derived == "root" else DERIVED[level.derived]
        if c.frequent and c.field.kind in ARE_NAMES:
            of_name[place] = c.for_rarity("")
            for value in c.frequencies:
                if known := rows.names.place.get(value):
                    of_name[place, known] = c.for_rarity(value)
        elif c.frequent:
            listed += sorted((pack(value), c.for_rarity(value)) for value in c.frequencies)
        begins.append(len(listed))
    others = [compare.other_name(f, model.fields) for f in model.fields]
    placed = {f.name: i for i, f in enumerate(model.fields)}
    return Prepared(
        start=model.start,
        named=np.array([f.kind in ARE_NAMES for f in model.fields]),
        surname=np.array([f.kind is Kind.SURNAME for f in model.fields]),
        other=np.array([-1 if o is None else placed[o] for o in others], dtype=np.int64),
        closest=np.array([len(c.m) - 1 for c in comparisons], dtype=np.int64),
        test=test, at=at, derived=derived_, bits=bits,
        best=np.array([max(c.weight(rank) for rank in range(len(c.m) - 1)) for c in comparisons]),
        rarity=np.array([c.for_rarity("") if c.frequent else 0.0 for c in comparisons]),
        listed_begins=np.array(begins, dtype=np.int64),
        listed=np.array([value for value, _ in listed], dtype=np.int64),
        listed_rarity=np.array([rarity for _, rarity in listed]),
        of_name=of_name, letters=rows.names.letters, lengths=(rows.names.letters != 0).sum(axis=1),
        masks=rows.names.masks, roots=rows.names.roots,
        word_begins=rows.names.word_begins, words=rows.names.words,
    )  # fmt: skip


@compiled
def _rarity(p, field, value):
    if p.named[field]:
        return p.of_name[field, value]
    first, last = p.listed_begins[field], p.listed_begins[field + 1]
    if first < last:
        at = first + np.searchsorted(p.listed[first:last], value)
        if at < last and p.listed[at] == value:
            return p.listed_rarity[at]
    return p.rarity[field]


@compiled
def _among(p, field, value, there, more_begins, more):
    """Whether a name is among the words of another row's names."""
    if p.surname[field] and p.other[field] >= 0 and there[p.other[field]] == value:
        return False  # a surname in the forename's place is counted once, for the forename
    for each in range(len(p.closest)):
        if p.named[each]:
            for at in range(p.word_begins[there[each]], p.word_begins[there[each] + 1]):
                if p.words[at] == value:
                    return True
    further = there[len(there) - 1]
    for at in range(more_begins[further], more_begins[further + 1]):  # noqa: SIM110 - it is compiled
        if more[at] == value:
            return True
    return False


@compiled
def _rank(p, field, a, b, a_begins, a_more, b_begins, b_more, one, two):
    """How closely a field agrees: -1 where a value is missing, 0 where they differ."""
    x, y = a[field], b[field]
    if x == 0 or y == 0:
        return -1
    if x == y:
        return p.closest[field]
    likeness = -1.0
    for step in range(1, p.closest[field]):
        test, at = p.test[field, step], p.at[field, step]
        holds = False
        if test == _JARO_WINKLER:
            if likeness < 0:
                likeness = jaro_winkler(p.letters[x], p.letters[y], one, two)
            holds = likeness >= at
        elif test == _SAME and p.named[field]:
            holds = p.roots[x] == p.roots[y]
        elif test == _SAME:
            own = derived(x, p.derived[field, step])
            holds = own != 0 and own == derived(y, p.derived[field, step])
        elif test == _EDITS:
            holds = edits_within(x, y, int(at))
        elif test == _START and p.named[field]:
            holds = True
            for letter in range(int(at)):
                holds &= p.letters[x, letter] != 0 and p.letters[x, letter] == p.letters[y, letter]
        elif test == _START:
            own = beginning(x, int(at))
            holds = own != 0 and own == beginning(y, int(at))
        elif test == _EXCHANGED:
            o = p.other[field]
            holds = (
                o >= 0
                and a[o] != 0
                and b[o] != 0
                and jaro_winkler(p.letters[x], p.letters[b[o]], one, two) >= at
                and jaro_winkler(p.letters[a[o]], p.letters[y], one, two) >= at
            )
        elif test == _AMONG:
            holds = _among(p, field, x, b, b_begins, b_more) or _among(p, field, y, a, a_begins, a_more)
        if holds:
            return p.closest[field] - step
    return 0


@compiled
def _likeness_at_most(p, x, y):
    """No Jaro-Winkler likeness of two names is above this, going by which letters they have."""
    long_x, long_y = p.lengths[x], p.lengths[y]
    common = min(long_x - _ones(p.masks[x] & ~p.masks[y]), long_y - _ones(p.masks[y] & ~p.masks[x]))
    if common <= 0:
        return 0.0
    likeness = (common / long_x + common / long_y + 1.0) / 3.0
    if p.letters[x, 0] == p.letters[y, 0]:
        likeness += 0.4 * (1.0 - likeness)
    return likeness + 1e-9


@compiled
def _ones(bits):
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _name_at_most(p, field, a, b):
    """The most that two names that are not equal can weigh, and whether they may turn out to be exchanged."""
    x, y, o = a[field], b[field], p.other[field]
    likeness = _likeness_at_most(p, x, y)
    best, exchanged = p.bits[field, 0], False
    for step in range(1, p.closest[field]):
        test, at = p.test[field, step], p.at[field, step]
        possible = True
        if test == _JARO_WINKLER:
            possible = likeness >= at
        elif test == _SAME:
            possible = p.roots[x] == p.roots[y]
        elif test == _START:
            possible = p.letters[x, 0] == p.letters[y, 0]
        elif test == _EXCHANGED:
            possible = (
                o >= 0
                and a[o] != 0
                and b[o] != 0
                and _likeness_at_most(p, x, b[o]) >= at
                and _likeness_at_most(p, a[o], y) >= at
            )
            exchanged = possible
        if possible:
            best = max(best, p.bits[field, p.closest[field] - step])
    return best, exchanged


@compiled
def score(p, a, b, a_begins, a_more, b_begins, b_more, one, two, ranks, least):
    """The weight of a pair, or minus infinity as soon as it is seen to be below `least`; how each field agrees is
    written into `ranks`."""
    fields = len(p.closest)
    most, exchange = p.start, False
    for field in range(fields):
        if a[field] == 0 or b[field] == 0:
            continue
        if a[field] == b[field]:
            most += p.bits[field, p.closest[field]] + _rarity(p, field, a[field])
        elif p.named[field]:
            best, exchanged = _name_at_most(p, field, a, b)
            most += best
            exchange |= exchanged
        else:
            most += p.best[field]
    if exchange:  # the other name would say nothing, in place of what it weighs
        for field in range(fields):
            if p.other[field] >= 0:
                most += 2.0 * abs(p.bits[field, 0])
    if most < least:
        return -np.inf
    for field in range(fields):
        if not p.named[field]:
            ranks[field] = _rank(p, field, a, b, a_begins, a_more, b_begins, b_more, one, two)
            if 0 <= ranks[field] < p.closest[field]:
                most += p.bits[field, ranks[field]] - p.best[field]
                if most < least:
                    return -np.inf
    for field in range(fields):
        if p.named[field]:
            ranks[field] = _rank(p, field, a, b, a_begins, a_more, b_begins, b_more, one, two)
    for field in range(fields):
        if p.other[field] >= 0 and ranks[field] > 0:
            exchange = p.test[field, p.closest[field] - ranks[field]] == _EXCHANGED
            if exchange:
                ranks[p.other[field]] = -1  # one agreement, which the forename has
    total = p.start
    for field in range(fields):
        rank = ranks[field]
        if rank >= 0:
            total += p.bits[field, rank]
            if rank == p.closest[field]:
                total += _rarity(p, field, a[field])
    return total


@compiled
def _candidates(key, index_begins, entries, bits, largest, stamps, seen, stamp, found, count):
    """Add the rows of a key that did not come before to `found`; return how many there are now."""
    mixed = np.uint64(key) * MIX
    bucket = mixed >> np.uint64(64 - bits)
    beside = (mixed >> np.uint64(32 - bits)) & np.uint64(0xFFFFFFFF)
    taken = 0
    for at in range(index_begins[bucket], index_begins[bucket + np.uint64(1)]):
        if entries[at] >> np.uint64(32) != beside:
            continue
        taken += 1
        if taken > largest or count >= len(found):
            break
        row = np.int64(entries[at] & np.uint64(0xFFFFFFFF))
        slot = (row * 2654435761) & (len(stamps) - 1)
        while stamps[slot] == stamp and seen[slot] != row:
            slot = (slot + 1) & (len(stamps) - 1)
        if stamps[slot] != stamp:
            stamps[slot], seen[slot] = stamp, row
            found[count] = row
            count += 1
    return count


@compiled
def _link(
    p, kept, kept_begins, kept_more, index_begins, entries, bits, born_at, number_at,
    values, named, word_begins, words, sounds, more_begins, more, born, postcode, phone, carer, nhs, upn,
    first, last, least, surely, largest, until, itself,
):  # fmt: skip
    """The pairs of rows first to last that may weigh `least` bits or more: rows, children, weights, ranks, compared."""
    heard, made = np.empty(NAME_WORDS, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    stamps, seen = np.zeros(CANDIDATES, dtype=np.int64), np.zeros(CANDIDATES, dtype=np.int64)
    found = np.empty(CANDIDATES // 2, dtype=np.int64)
    one, two = np.zeros(p.letters.shape[1], dtype=np.bool_), np.zeros(p.letters.shape[1], dtype=np.bool_)
    ranks = np.empty(len(p.closest), dtype=np.int8)
    room = 4 * (last - first) + 16
    left, right = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    weights, levels = np.empty(room), np.empty((room, len(p.closest)), dtype=np.int8)
    size, compared = 0, 0
    for row in range(first, last):
        a = values[row]
        count = keys_of(
            values, named, word_begins, words, sounds, more_begins, more,
            born, postcode, phone, carer, nhs, upn, row, heard, made,
        )  # fmt: skip
        brought, done = 0, False
        for stage in range(1, until + 1):
            if done:
                break
            before = brought
            for at in range(count):
                key = made[at]
                if _STAGE_OF[key >> SHIFT] != stage:
                    continue
                brought = _candidates(key, index_begins, entries, bits, largest, stamps, seen, row + 1, found, brought)
                if key >> SHIFT == _YEARS and (key >> YEAR_AT) & 0x3FFF > 0:
                    year = (key >> YEAR_AT) & 0x3FFF
                    for other in (year - 1, year + 1, 0):
                        brought = _candidates(
                            (key & _NO_YEAR) | (other << YEAR_AT), index_begins, entries, bits, largest,
                            stamps, seen, row + 1, found, brought,
                        )  # fmt: skip
            for at in range(before, brought):
                child = found[at]
                if itself and child >= row:
                    continue
                b = kept[child]
                odd = False
                for field in range(len(p.closest)):
                    odd |= a[field] == ODD or b[field] == ODD
                weight = np.nan
                if not odd:
                    weight = score(p, a, b, more_begins, more, kept_begins, kept_more, one, two, ranks, least)
                compared += 1
                if weight < least:
                    continue
                if size == room:
                    room *= 2
                    left, right = _longer(left, room), _longer(right, room)
                    weights = _longer(weights, room)
                    wider = np.empty((room, levels.shape[1]), dtype=np.int8)
                    wider[:size] = levels
                    levels = wider
                left[size], right[size], weights[size] = row, child, weight
                levels[size] = ranks
                size += 1
                if weight >= surely:
                    same_date = born_at >= 0 and a[born_at] > 0 and derived(a[born_at], 1) == derived(b[born_at], 1)
                    number = number_at >= 0 and a[number_at] == b[number_at] and nhs_code(a[number_at]) > 0
                    done |= same_date or number
    return left[:size], right[:size], weights[:size], levels[:size], compared


def scratch(p: Prepared) -> tuple[Any, ...]:
    """Room for `near` to work in, of which each thread needs its own."""
    wide = p.letters.shape[1]
    return (
        np.zeros(4 * CANDIDATES, dtype=np.int64), np.zeros(4 * CANDIDATES, dtype=np.int64),
        np.empty(2 * CANDIDATES, dtype=np.int64), np.zeros(wide, dtype=np.bool_), np.zeros(wide, dtype=np.bool_),
        np.empty(len(p.closest), dtype=np.int8), np.zeros(1, dtype=np.int64),
    )  # fmt: skip


def mask(letters: NDArray[np.uint32]) -> int:
    """Which letters a name has, as `Names.masks` has it."""
    return int(masks(letters[None, :])[0])


@compiled
def near(
    p, a, more, keys, kept, kept_begins, kept_more, index_begins, entries, bits, largest, least,
    stamps, seen, found, one, two, ranks, turn,
):  # fmt: skip
    """The rows that share one of these keys with a record and may weigh `least` bits, and what they weigh."""
    turn[0] += 1
    count = 0
    for key in keys:
        count = _candidates(key, index_begins, entries, bits, largest, stamps, seen, turn[0], found, count)
    begins = np.array([0, len(more)])
    rows, weights, size = np.empty(count, dtype=np.int64), np.empty(count), 0
    for at in range(count):
        if not kept[found[at]].any():
            continue  # forgotten
        weight = score(p, a, kept[found[at]], begins, more, kept_begins, kept_more, one, two, ranks, least)
        if weight >= least:
            rows[size], weights[size] = found[at], weight
            size += 1
    return rows[:size], weights[:size]


@compiled
def _longer(array, room):
    made = np.empty(room, dtype=array.dtype)
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
    model: Model,
    extract: Rows,
    kept: Rows,
    index: KeyIndex,
    *,
    least: float = REVIEW,
    until: Stage = Stage.SECOND,
    largest: int = LARGEST,
    surely: float = SURELY,
    itself: bool = False,
    workers: int = 2,
) -> Pairs:
    """The pairs of the extract's rows and children of the index that weigh `least` bits or more.

    Args:
        extract: rows whose names continue those of `kept`.
        surely: infinity so that no row is done before the last stage.
        itself: the extract is the index; each pair is then found once, the later row first.
    """
    p = prepare(model, extract)
    asked = keyed(extract)
    kinds = [f.kind for f in model.fields]
    born_at, number_at = (kinds.index(k) if k in kinds else -1 for k in (Kind.BIRTH_DATE, Kind.IDENTIFIER))

    def part(begin: int) -> Any:
        return _link(
            p, kept.values, kept.more_begins, kept.more, index.begins, index.entries, index.bits, born_at, number_at,
            *asked, begin, min(begin + CHUNK, len(extract)), least, surely, largest, int(until), itself,
        )  # fmt: skip

    with ThreadPoolExecutor(workers) as threads:
        parts = [*threads.map(part, range(0, len(extract), CHUNK))] or [part(0)]
    rows, children, weights, levels = (np.concatenate([each[i] for each in parts]) for i in range(4))
    compared = sum(each[4] for each in parts)
    for at, weight, ranks in _odd(model, extract, kept, rows, children, weights):
        weights[at], levels[at] = weight, ranks
    keep = weights >= least
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
        values[f.name] = names.spelt(value) if f.kind in ARE_NAMES else unpack(value)
    made = compare.derived(rows.fields, values)
    more = rows.values[at, -1]
    further = [names.spelt(w) for w in rows.more[rows.more_begins[more] : rows.more_begins[more + 1]]]
    if further:
        made[NAMES] = " ".join([*made.get(NAMES, "").split(), *further])
    return made

