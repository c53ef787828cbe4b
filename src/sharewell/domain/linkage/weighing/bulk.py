"""The levels and weights of very many pairs at once: the arithmetic of `compare` and `score` on columns.

Each two distinct values are compared once, however many pairs hold them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cpdist

from sharewell.domain.linkage.values.fields import EXCHANGED, RANKED, UNKNOWN, Field, Kind, Level, Test, other_name
from sharewell.domain.linkage.values.table import MISSING, Column, Table
from sharewell.domain.linkage.weighing.model import Comparison, Model

Places = NDArray[np.int64]
Levels = NDArray[np.int8]
Flags = NDArray[np.bool_]


def levels(table: Table, field: Field, left: Places, right: Places) -> Levels:
    """For each pair the rank of the level at which its values agree."""
    tried = RANKED[field.kind]
    own = table.columns[field.name]
    a, b = own.codes[left].astype(np.int64), own.codes[right].astype(np.int64)
    known = (a != MISSING) & (b != MISSING)
    codes, back = np.unique((a * len(own.values) + b)[known], return_inverse=True)
    first, second = codes // len(own.values), codes % len(own.values)
    of_codes = np.zeros(len(codes), dtype=np.int8)
    for rank, level in tried.items():
        still = np.flatnonzero(of_codes == 0)
        if level.test not in _OF_RECORDS and len(still):
            holds = _holds(table, field, level, own, first[still], second[still])
            of_codes[still[holds]] = rank
    found = np.full(len(left), UNKNOWN, dtype=np.int8)
    found[known] = of_codes[back]
    for rank, level in tried.items():
        if holds_of := _OF_RECORDS.get(level.test):
            still = np.flatnonzero((found != UNKNOWN) & (found < rank))
            found[still[holds_of(table, field, level, left[still], right[still])]] = rank
    return found


def _holds(table: Table, field: Field, level: Level, own: Column, first: Places, second: Places) -> Flags:
    if level.test is Test.SAME and not level.derived:
        return np.asarray(first == second)
    if level.test in (Test.SAME, Test.YEARS):
        by_value = _by_value(own, table.columns[field.derived(level.derived)])
        same = np.asarray((by_value[first] == by_value[second]) & (by_value[first] != MISSING))
        if level.test is Test.YEARS:
            at = np.flatnonzero(same)
            years = [np.array([int(own.values[i][:4]) for i in each[at]], dtype=np.int64) for each in (first, second)]
            same[at] = np.abs(years[0] - years[1]) <= level.at
        return same
    if level.test is Test.START:
        long = int(level.at)
        starts = column_of_starts(own.values, long)
        return np.asarray((starts[first] == starts[second]) & (starts[first] != MISSING))
    one, other = [own.values[i] for i in first], [own.values[i] for i in second]
    if level.test is Test.JARO_WINKLER:
        return _alike(one, other, level.at)
    apart = cpdist(
        one, other, scorer=DamerauLevenshtein.distance, dtype=np.int64, score_cutoff=int(level.at), workers=2
    )
    return np.asarray(apart) <= level.at


def _by_value(own: Column, derived: Column) -> NDArray[np.int32]:
    placed = np.full(len(own.values), MISSING, dtype=np.int32)
    has = own.codes != MISSING
    placed[own.codes[has]] = derived.codes[has]
    return placed


def column_of_starts(values: Sequence[str], long: int) -> NDArray[np.int32]:
    """For each value the number of its first `long` characters, MISSING where it is shorter."""
    places: dict[str, int] = {}
    return np.array(
        [places.setdefault(v[:long], len(places)) if len(v) >= long else MISSING for v in values], dtype=np.int32
    )


def _exchanged(table: Table, field: Field, level: Level, left: Places, right: Places) -> Flags:
    other = other_name(field, table.fields)
    if other is None:
        return np.zeros(len(left), dtype=bool)
    holds = np.arange(len(left))
    for one, two in ((field.name, other), (other, field.name)):
        mine, theirs = table.columns[one], table.columns[two]
        a, b = mine.codes[left[holds]].astype(np.int64), theirs.codes[right[holds]].astype(np.int64)
        known = (a != MISSING) & (b != MISSING)
        holds, a, b = holds[known], a[known], b[known]
        codes, back = np.unique(a * len(theirs.values) + b, return_inverse=True)
        names = [mine.values[c] for c in codes // max(1, len(theirs.values))]
        others = [theirs.values[c] for c in codes % max(1, len(theirs.values))]
        holds = holds[_alike(names, others, level.at)[back]]
    result = np.zeros(len(left), dtype=bool)
    result[holds] = True
    return result


def _among(table: Table, field: Field, level: Level, left: Places, right: Places) -> Flags:
    # A surname in the forename's place is counted once, for the forename.
    other = other_name(field, table.fields) if field.kind is Kind.SURNAME else None
    mine = _as_words(table, table.columns[field.name])
    theirs = _as_words(table, table.columns[other]) if other else np.full(len(table), MISSING, dtype=np.int32)
    holds = np.zeros(len(left), dtype=bool)
    for here, there in ((left, right), (right, left)):
        sought = mine[here]
        use = (sought != MISSING) & (sought != theirs[there])
        for place in range(table.tokens.shape[1]):
            holds |= use & (table.tokens[there, place] == sought)
    return holds


_OF_RECORDS = {Test.EXCHANGED: _exchanged, Test.AMONG: _among}
"""Tests that look at more of a record than the field's own value."""


def _alike(one: Sequence[str], other: Sequence[str], at: float) -> Flags:
    if not len(one):
        return np.zeros(0, dtype=bool)
    # float64 is asked for: the default float32 turns 0.79999999 into 0.8.
    return np.asarray(cpdist(one, other, scorer=JaroWinkler.similarity, dtype=np.float64, workers=2)) >= at


def all_levels(table: Table, left: Places, right: Places) -> dict[str, Levels]:
    """The levels of every field. Exchanged names are one agreement: the forename has it, the surname says nothing."""
    found = {field.name: levels(table, field, left, right) for field in table.fields}
    for field in table.fields:
        if field.kind is Kind.FORENAME and (other := other_name(field, table.fields)):
            found[other][found[field.name] == EXCHANGED] = UNKNOWN
    return found


def _as_words(table: Table, column: Column) -> NDArray[np.int32]:
    return np.array([table.words.get(value, MISSING) for value in column.values] + [MISSING], dtype=np.int32)[
        column.codes
    ]


def by_level(comparison: Comparison, found: Levels) -> NDArray[np.float64]:
    """The bits for agreeing so, whatever the values are."""
    return np.array([*comparison.weights, 0.0])[found]  # UNKNOWN is the last


def field_weights(comparison: Comparison, column: Column, found: Levels, left: Places) -> NDArray[np.float64]:
    """The bits that one field adds to each pair."""
    bits = by_level(comparison, found)
    if comparison.frequent:
        same = np.flatnonzero(found == len(comparison.m) - 1)
        rarity = np.array([comparison.for_rarity(value) for value in column.values])
        bits[same] += rarity[column.codes[left[same]]]
    return bits


def weights(model: Model, table: Table, found: Mapping[str, Levels], left: Places) -> NDArray[np.float64]:
    """The weight of each pair in bits; 0 is as likely as not."""
    total = np.full(len(left), model.start)
    for comparison in model.comparisons:
        name = comparison.field.name
        total += field_weights(comparison, table.columns[name], found[name], left)
    return total
