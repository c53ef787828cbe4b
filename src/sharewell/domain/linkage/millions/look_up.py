"""One record beside the thousands of rows that share its keys, compiled.

However many rows there are, most of their names, dates and postcodes are the same few: how a value agrees with the
record's is found out once and then remembered until the next look-up. The weights are those of `score_rows.score`;
tests hold them to a billionth of a bit.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.millions.compiled import SPREAD, compiled, inlined, jaro_winkler
from sharewell.domain.linkage.millions.key_index import candidates
from sharewell.domain.linkage.millions.score_rows import (
    AMONG,
    EXCHANGED,
    JARO_WINKLER,
    SAME,
    START,
    Prepared,
    is_word,
    letters_at_most,
    rank_of_packed,
    rarity,
    same_start,
    with_start,
)

_CAME: Final = 1 << 15
"""Room to tell whether a row came before; at most half is used."""
_VALUES: Final = 1 << 12
"""Places for packed values that were compared; one that finds its place taken is compared again."""
_OURS, _THEIRS, _LIKE = 1 << 13, 1 << 14, 1 << 15
"""Beside the levels that a name holds: it is one of the record's names; the record's is one of its words; it is like
enough to be the record's in the other's place."""
_FIRST, _ROOT = 16, 40
"""Where in the second word of `Memory.brief` the first letter begins, and the root."""
_NOT_YET: Final = -2
"""In place of the rank of values that are still to be compared."""
ROUNDING: Final = 1e-6
"""Bits by which two calculations of one weight may differ."""


class Memory(NamedTuple):
    """What `near` remembers, of which each thread needs its own."""

    turn: NDArray[np.int64]
    """How many look-ups there were: what is marked with another number is of an earlier one."""
    came: NDArray[np.int64]
    row: NDArray[np.int64]
    found: NDArray[np.int64]
    name: NDArray[np.int64]
    """When each name was compared."""
    holds: NDArray[np.uint16]
    """Names by fields: a bit for each level that holds, going by the two names alone."""
    brief: NDArray[np.uint64]
    """Of each name, in one place, what most comparisons need: which letters it has; and its length, its first letter
    and its root, from the lowest bits up."""
    value: NDArray[np.int64]
    """Packed values by fields and places, when they were compared, and how closely each agrees."""
    when: NDArray[np.int64]
    rank: NDArray[np.int8]
    ranks: NDArray[np.int8]
    names: NDArray[np.int64]
    """The fields that hold names, and the others."""
    others: NDArray[np.int64]
    one: NDArray[np.bool_]
    two: NDArray[np.bool_]


def memory(p: Prepared) -> Memory:
    """For look-ups among rows with the names of `p`, one at a time."""
    fields, names = len(p.closest), len(p.letters)
    briefly = p.lengths | p.letters[:, 0].astype(np.int64) << _FIRST | p.roots.astype(np.int64) << _ROOT
    return Memory(
        turn=np.zeros(1, dtype=np.int64),
        came=np.zeros(_CAME, dtype=np.int64),
        row=np.zeros(_CAME, dtype=np.int64),
        found=np.empty(_CAME // 2, dtype=np.int64),
        name=np.zeros(names, dtype=np.int64),
        holds=np.zeros((names, 1 + int(np.flatnonzero(p.named).max(initial=0))), dtype=np.uint16),
        brief=np.stack([p.masks, briefly.astype(np.uint64)], axis=1),
        value=np.zeros((fields, _VALUES), dtype=np.int64),
        when=np.zeros((fields, _VALUES), dtype=np.int64),
        rank=np.zeros((fields, _VALUES), dtype=np.int8),
        ranks=np.empty(fields, dtype=np.int8),
        names=np.flatnonzero(p.named),
        others=np.flatnonzero(~p.named),
        one=np.zeros(p.letters.shape[1], dtype=np.bool_),
        two=np.zeros(p.letters.shape[1], dtype=np.bool_),
    )


@inlined
def _compare_name(p, m, a, more, y):
    """Remember what holds of a name beside each of the record's."""
    mask, length, first, root = _brief(m, y)
    ours = False
    for word in more:
        ours |= word == y
    for field in m.names:
        ours |= mask & ~p.masks[a[field]] == 0 and is_word(p, y, a[field])
    for field in m.names:
        x = a[field]
        if x == 0:
            continue
        holds = _OURS if ours else 0
        if p.masks[x] & ~mask == 0 and is_word(p, x, y):
            holds |= _THEIRS
        most, likeness = with_start(p, x, y, letters_at_most(p.lengths[x], p.masks[x], length, mask)), -1.0
        for step in range(1, p.closest[field]):
            test, at = p.test[field, step], p.at[field, step]
            if test == JARO_WINKLER:
                if likeness < 0.0 and most >= at:
                    likeness = jaro_winkler(p.letters[x], p.letters[y], m.one, m.two)
                if likeness >= at:
                    holds |= 1 << step
            elif test == START:
                if p.letters[x, 0] == first and same_start(p, x, y, int(at)):
                    holds |= 1 << step
            elif test == SAME and p.roots[x] == root:
                holds |= 1 << step
        if most >= p.exchanged:
            if likeness < 0.0:
                likeness = jaro_winkler(p.letters[x], p.letters[y], m.one, m.two)
            if likeness >= p.exchanged:
                holds |= _LIKE
        m.holds[y, field] = holds
    m.name[y] = m.turn[0]


@inlined
def _brief(m, name):
    """Which letters a name has, how many, its first, and its root."""
    mask, rest = m.brief[name, 0], np.int64(m.brief[name, 1])
    return mask, rest & 0xFFFF, rest >> _FIRST & 0xFFFFFF, rest >> _ROOT


@inlined
def _alike_at_most(p, x, mask, length):
    """No likeness of one of the record's names and another is above this, whatever letters they begin with."""
    likeness = letters_at_most(p.lengths[x], p.masks[x], length, mask)
    return likeness + 0.4 * (1.0 - likeness) if likeness > 0.7 else likeness


@inlined
def _names_at_most(p, m, a, more, b, equal):
    """The most that a row's names can weigh, going by their letters alone."""
    most, without, exchanged = 0.0, 0.0, False
    for field in m.names:
        x, y, o = a[field], b[field], p.other[field]
        if x == 0 or y == 0:
            continue
        best = equal[field]
        if x != y:
            mask, length, first, root = _brief(m, y)
            best, likeness = p.bits[field, 0], _alike_at_most(p, x, mask, length)
            for step in range(1, p.closest[field]):
                test, at = p.test[field, step], p.at[field, step]
                if test == JARO_WINKLER:
                    possible = likeness >= at
                elif test == START:
                    possible = p.letters[x, 0] == first
                elif test == SAME:
                    possible = p.roots[x] == root
                elif test == EXCHANGED:
                    possible = o >= 0 and a[o] != 0 and b[o] != 0 and _alike_at_most(p, a[o], mask, length) >= at
                    exchanged |= possible
                else:  # among the names of the other
                    possible = len(more) > 0 or b[len(b) - 1] != 0
                    for other in m.names:
                        possible |= p.masks[x] & ~m.brief[b[other], 0] == 0 or mask & ~p.masks[a[other]] == 0
                if possible:
                    best = max(best, p.bits[field, p.closest[field] - step])
        most += best
        without += max(best, 0.0)
    return without if exchanged else most  # where they are exchanged, the other name says nothing


@inlined
def _name_rank(p, m, field, a, b, b_begins, b_more):
    """How closely names that are not equal agree, from what is remembered of them."""
    x, y, o = a[field], b[field], p.other[field]
    holds = m.holds[y, field]
    for step in range(1, p.closest[field]):
        test = p.test[field, step]
        if test == EXCHANGED:
            if o < 0 or a[o] == 0 or b[o] == 0 or not (m.holds[b[o], field] & m.holds[y, o] & _LIKE):
                continue
        elif test == AMONG:
            # A surname in the forename's place is counted once, for the forename.
            once = p.surname[field] and o >= 0
            theirs = False
            if not (once and b[o] == x):
                for each in range(len(p.closest)):
                    theirs |= p.named[each] and b[each] != 0 and m.holds[b[each], field] & _THEIRS != 0
                further = b[len(b) - 1]
                for at in range(b_begins[further], b_begins[further + 1]):
                    theirs |= b_more[at] == x
            if not theirs and (holds & _OURS == 0 or (once and a[o] == y)):
                continue
        elif holds & (1 << step) == 0:
            continue
        return p.closest[field] - step
    return 0


@inlined
def _without_forgotten(m, kept, fields, count):
    """Leave out the rows that were forgotten, and return how many stay.

    A loop of its own: it reads every row first, so that the processor waits for all of them at once.
    """
    there = 0
    for at in range(count):
        known = 0
        for field in range(fields):
            known |= kept[m.found[at], field]
        if known != 0:
            m.found[there] = m.found[at]
            there += 1
    return there


@inlined
def _weigh_equal(p, a, weights):
    """Write what each field weighs if its two values are equal."""
    for field in range(len(p.closest)):
        weights[field] = p.bits[field, p.closest[field]] + (rarity(p, field, a[field]) if a[field] != 0 else 0.0)


@inlined
def _weight(p, m, a, more, b, b_begins, b_more, equal, least):
    """What a row weighs, or minus infinity as soon as it is seen to be below `least`.

    Of thousands with a date and a sound in common nearly all have names that not even their letters let be alike: of
    those nothing is compared. Of the others values that are not remembered come first, such as postcodes, which take
    less time than names and mostly differ.
    """
    turn, ranks = m.turn[0], m.ranks
    for field in range(len(p.closest)):
        x, y = a[field], b[field]
        if x == 0 or y == 0:
            ranks[field] = -1
        else:
            ranks[field] = p.closest[field] if x == y else _NOT_YET
    for field in m.others:
        if ranks[field] == _NOT_YET:
            place = _place(b[field])
            if m.when[field, place] == turn and m.value[field, place] == b[field]:
                ranks[field] = m.rank[field, place]
    others, names = p.start + _weight_of(p, ranks, m.others, equal), _names_at_most(p, m, a, more, b, equal)
    if others + names < least:
        return -np.inf
    for field in m.others:
        if ranks[field] == _NOT_YET:
            place = _place(b[field])
            ranks[field] = rank_of_packed(p, field, a[field], b[field])
            m.when[field, place], m.value[field, place], m.rank[field, place] = turn, b[field], ranks[field]
    others = p.start + _weight_of(p, ranks, m.others, equal)
    if others + names < least:
        return -np.inf
    for field in m.names:
        if b[field] != 0 and m.name[b[field]] != turn:
            _compare_name(p, m, a, more, b[field])
    for field in m.names:
        if ranks[field] == _NOT_YET:
            ranks[field] = _name_rank(p, m, field, a, b, b_begins, b_more)
    for field in m.names:
        if p.other[field] >= 0 and ranks[field] > 0 and p.test[field, p.closest[field] - ranks[field]] == EXCHANGED:
            ranks[p.other[field]] = -1  # one agreement, which the forename has
    return others + _weight_of(p, ranks, m.names, equal)


@inlined
def _place(value):
    return (value * SPREAD >> 16) & (_VALUES - 1)


@inlined
def _weight_of(p, ranks, fields, equal):
    """What some fields weigh, or the most that they can where one is still to be compared."""
    weight = 0.0
    for field in fields:
        if ranks[field] == p.closest[field]:
            weight += equal[field]
        elif ranks[field] >= 0:
            weight += p.bits[field, ranks[field]]
        elif ranks[field] == _NOT_YET:
            weight += p.best[field]
    return weight


@compiled
def near(
    p, m, a, more, keys, kept, kept_begins, kept_more, begins, entries, bits, largest, least, most
):  # fmt: skip
    """The rows that share one of these keys with a record and weigh `least` bits, and what they weigh: the `most` that
    weigh most, with those that weigh the same as the last of them."""
    # The key index in three: to open a tuple of a caller takes numba longer than many a look-up.
    m.turn[0] += 1
    count, fields, found = 0, len(p.closest), m.found
    for key in keys:
        count = candidates(key, begins, entries, bits, largest, m.came, m.row, m.turn[0], found, count)
    count = _without_forgotten(m, kept, fields, count)
    equal = np.empty(fields)
    _weigh_equal(p, a, equal)
    rows, weights, size = np.empty(count, dtype=np.int64), np.empty(count), 0
    best, last = np.full(most, -np.inf), 0
    for at in range(count):
        weight = _weight(p, m, a, more, kept[found[at]], kept_begins, kept_more, equal, least)
        if weight < least:
            continue
        rows[size], weights[size] = found[at], weight
        size += 1
        if weight > best[last]:
            best[last] = weight
            last = int(best.argmin())
            least = max(least, best[last] - ROUNDING)
    those = weights[:size] >= least
    return rows[:size][those], weights[:size][those]
