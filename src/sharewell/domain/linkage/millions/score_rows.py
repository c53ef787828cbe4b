"""A model made ready for rows of numbers, and the weight of a pair of them, compiled.

Of each pair the most that it could weigh is known from which values are equal, and from which letters two names share,
before any spelling is compared: where that is too little, nothing more is.

The weights are those of `compare` and of Splink; tests hold them to a billionth of a bit.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.millions.compiled import (
    DERIVED,
    beginning,
    derived,
    edits_within,
    inlined,
    jaro_winkler,
    years_within,
)
from sharewell.domain.linkage.millions.rows import PACKED, Rows
from sharewell.domain.linkage.values.fields import KINDS, NAME_KINDS, Kind, Test, other_name
from sharewell.domain.linkage.values.packed import pack
from sharewell.domain.linkage.weighing.model import BadModel, Model

_TESTS: Final = {test: at for at, test in enumerate(Test)}
JARO_WINKLER, EDITS, YEARS, START, SAME, EXCHANGED, AMONG = (_TESTS[test] for test in Test)


class Prepared(NamedTuple):
    """A model as arrays: fields by levels, from the closest on as `fields.KINDS` has them; weights by rank."""

    start: float
    """Bits before anything is compared."""
    named: NDArray[np.bool_]
    surname: NDArray[np.bool_]
    """Which fields hold names, and which of them surnames."""
    other: NDArray[np.int64]
    """The surname's place for the forename and the reverse; -1 for other fields."""
    exchanged: float
    """How like each other two names must be to stand in each other's place; above 1 where that is not asked."""
    closest: NDArray[np.int64]
    """The rank of the closest level."""
    test: NDArray[np.int64]
    at: NDArray[np.float64]
    derived: NDArray[np.int64]
    """Of each level: the number of its `Test`, its threshold, and of what is derived (`compiled.DERIVED`)."""
    bits: NDArray[np.float64]
    """What each rank weighs, from 0, where values differ, to the closest."""
    best: NDArray[np.float64]
    """The most that each field can weigh where its values are not equal."""
    rarity: NDArray[np.float64]
    """Bits that an equal value adds, if it is not listed."""
    listed_begins: NDArray[np.int64]
    listed: NDArray[np.int64]
    listed_rarity: NDArray[np.float64]
    """Packed values and the bits that they add, those of field n from listed_begins[n] on, in order."""
    of_name: NDArray[np.float64]
    """Bits that an equal name adds: fields by names."""
    letters: NDArray[np.uint32]
    lengths: NDArray[np.int64]
    masks: NDArray[np.uint64]
    """Which letters each name has."""
    roots: NDArray[np.int32]
    word_begins: NDArray[np.int64]
    words: NDArray[np.int32]


def prepare(model: Model, rows: Rows) -> Prepared:
    """The model for rows with these names. Raises BadModel for fields that such rows do not have."""
    if unfit := [f.name for f in model.fields if f.kind not in NAME_KINDS | PACKED]:
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
        bits[place, : len(c.m)] = c.weights
        for step, level in enumerate(KINDS[c.field.kind].levels):
            test[place, step], at[place, step] = _TESTS[level.test], level.at
            derived_[place, step] = 1 if level.derived == "root" else DERIVED[level.derived]
        if c.frequent and c.field.kind in NAME_KINDS:
            of_name[place] = c.for_rarity("")
            for value in c.frequencies:
                if known := rows.names.place.get(value):
                    of_name[place, known] = c.for_rarity(value)
        elif c.frequent:
            listed += sorted((pack(value), c.for_rarity(value)) for value in c.frequencies)
        begins.append(len(listed))
    others = [other_name(f, model.fields) for f in model.fields]
    placed = {f.name: i for i, f in enumerate(model.fields)}
    return Prepared(
        start=model.start,
        named=np.array([f.kind in NAME_KINDS for f in model.fields]),
        surname=np.array([f.kind is Kind.SURNAME for f in model.fields]),
        other=np.array([-1 if o is None else placed[o] for o in others], dtype=np.int64),
        exchanged=min([2.0, *at[test == EXCHANGED]]),
        closest=np.array([len(c.m) - 1 for c in comparisons], dtype=np.int64),
        test=test, at=at, derived=derived_, bits=bits,
        best=np.array([max(c.weights[:-1]) for c in comparisons]),
        rarity=np.array([c.for_rarity("") if c.frequent else 0.0 for c in comparisons]),
        listed_begins=np.array(begins, dtype=np.int64),
        listed=np.array([value for value, _ in listed], dtype=np.int64),
        listed_rarity=np.array([rarity for _, rarity in listed]),
        of_name=of_name, letters=rows.names.letters, lengths=(rows.names.letters != 0).sum(axis=1),
        masks=rows.names.masks, roots=rows.names.roots,
        word_begins=rows.names.word_begins, words=rows.names.words,
    )  # fmt: skip


@inlined
def rarity(p, field, value):
    """Bits that two equal values add (`Comparison.for_rarity`)."""
    if p.named[field]:
        return p.of_name[field, value]
    first, last = p.listed_begins[field], p.listed_begins[field + 1]
    if first < last:
        at = first + np.searchsorted(p.listed[first:last], value)
        if at < last and p.listed[at] == value:
            return p.listed_rarity[at]
    return p.rarity[field]


@inlined
def is_word(p, word, name):
    """Whether a word is one of a name's. Mostly it is not, and the letters of the two show that at once."""
    if p.masks[word] & ~p.masks[name] != 0:
        return False
    for at in range(p.word_begins[name], p.word_begins[name + 1]):  # noqa: SIM110 - it is compiled
        if p.words[at] == word:
            return True
    return False


@inlined
def _among(p, field, value, there, more_begins, more):
    """Whether a name is among the words of another row's names."""
    if p.surname[field] and p.other[field] >= 0 and there[p.other[field]] == value:
        return False  # a surname in the forename's place is counted once, for the forename
    for each in range(len(p.closest)):
        if p.named[each] and is_word(p, value, there[each]):
            return True
    further = there[len(there) - 1]
    for at in range(more_begins[further], more_begins[further + 1]):  # noqa: SIM110 - it is compiled
        if more[at] == value:
            return True
    return False


@inlined
def same_start(p, x, y, most):
    """Whether two names have that many letters and begin with the same."""
    holds = True
    for letter in range(most):
        holds &= p.letters[x, letter] != 0 and p.letters[x, letter] == p.letters[y, letter]
    return holds


@inlined
def _rank_of_names(p, field, a, b, a_begins, a_more, b_begins, b_more, one, two):
    """How closely names that are not equal agree."""
    x, y, o, likeness = a[field], b[field], p.other[field], -1.0
    for step in range(1, p.closest[field]):
        test, at = p.test[field, step], p.at[field, step]
        holds = False
        if test == JARO_WINKLER:
            if likeness < 0:
                likeness = jaro_winkler(p.letters[x], p.letters[y], one, two)
            holds = likeness >= at
        elif test == SAME:
            holds = p.roots[x] == p.roots[y]
        elif test == START:
            holds = same_start(p, x, y, int(at))
        elif test == EXCHANGED:
            holds = (
                o >= 0
                and a[o] != 0
                and b[o] != 0
                and jaro_winkler(p.letters[x], p.letters[b[o]], one, two) >= at
                and jaro_winkler(p.letters[a[o]], p.letters[y], one, two) >= at
            )
        elif test == AMONG:
            holds = _among(p, field, x, b, b_begins, b_more) or _among(p, field, y, a, a_begins, a_more)
        if holds:
            return p.closest[field] - step
    return 0


@inlined
def rank_of_packed(p, field, x, y):
    """How closely packed values that are not equal agree."""
    for step in range(1, p.closest[field]):
        test, at = p.test[field, step], p.at[field, step]
        holds = False
        if test == SAME:
            own = derived(x, p.derived[field, step])
            holds = own != 0 and own == derived(y, p.derived[field, step])
        elif test == EDITS:
            holds = edits_within(x, y, int(at))
        elif test == YEARS:
            holds = years_within(x, y, int(at))
        elif test == START:
            own = beginning(x, int(at))
            holds = own != 0 and own == beginning(y, int(at))
        if holds:
            return p.closest[field] - step
    return 0


@inlined
def _rank(p, field, a, b, a_begins, a_more, b_begins, b_more, one, two):
    """How closely a field agrees: -1 where a value is missing, 0 where they differ."""
    x, y = a[field], b[field]
    if x == 0 or y == 0:
        return -1
    if x == y:
        return p.closest[field]
    if p.named[field]:
        return _rank_of_names(p, field, a, b, a_begins, a_more, b_begins, b_more, one, two)
    return rank_of_packed(p, field, x, y)


@inlined
def likeness_at_most(p, x, y):
    """No Jaro-Winkler likeness of two names is above this, going by which letters they have and how they begin."""
    return with_start(p, x, y, letters_at_most(p.lengths[x], p.masks[x], p.lengths[y], p.masks[y]))


@inlined
def letters_at_most(long_x, mask_x, long_y, mask_y):
    """The most that their likeness can be, going by their letters alone and not by how they begin."""
    common = min(long_x - _ones(mask_x & ~mask_y), long_y - _ones(mask_y & ~mask_x))
    return (common / long_x + common / long_y + 1.0) / 3.0 + 1e-9 if common > 0 else 0.0


@inlined
def with_start(p, x, y, likeness):
    """A likeness, raised by equal letters among the first four; one of 0.7 or less stays as it is."""
    if likeness > 0.7:
        same = 0
        while same < 4 and p.letters[x, same] == p.letters[y, same] != 0:
            same += 1
        likeness += 0.1 * same * (1.0 - likeness)
    return likeness


@inlined
def _ones(bits):
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def _name_at_most(p, field, a, b):
    """The most that two unequal names can weigh, and whether they may turn out to be exchanged."""
    x, y, o = a[field], b[field], p.other[field]
    likeness = likeness_at_most(p, x, y)
    best, exchanged = p.bits[field, 0], False
    for step in range(1, p.closest[field]):
        test, at = p.test[field, step], p.at[field, step]
        possible = True
        if test == JARO_WINKLER:
            possible = likeness >= at
        elif test == SAME:
            possible = p.roots[x] == p.roots[y]
        elif test == START:
            possible = p.letters[x, 0] == p.letters[y, 0]
        elif test == EXCHANGED:
            possible = (
                o >= 0
                and a[o] != 0
                and b[o] != 0
                and likeness_at_most(p, x, b[o]) >= at
                and likeness_at_most(p, a[o], y) >= at
            )
            exchanged = possible
        if possible:
            best = max(best, p.bits[field, p.closest[field] - step])
    return best, exchanged


@inlined
def score(p, a, b, a_begins, a_more, b_begins, b_more, one, two, ranks, least):
    """The weight of a pair, or minus infinity as soon as it is seen to be below `least`; how each field agrees is
    written into `ranks`."""
    fields = len(p.closest)
    most, exchange = p.start, False
    for field in range(fields):
        if a[field] == 0 or b[field] == 0:
            continue
        if a[field] == b[field]:
            most += p.bits[field, p.closest[field]] + rarity(p, field, a[field])
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
            exchange = p.test[field, p.closest[field] - ranks[field]] == EXCHANGED
            if exchange:
                ranks[p.other[field]] = -1  # one agreement, which the forename has
    total = p.start
    for field in range(fields):
        rank = ranks[field]
        if rank >= 0:
            total += p.bits[field, rank]
            if rank == p.closest[field]:
                total += rarity(p, field, a[field])
    return total
