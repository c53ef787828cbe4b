"""A model from the extracts themselves, without labels: expectation maximisation over every pair that shares a key.

Pairs that share no key are taken for two people, as nearly all are. How people agree by chance (u) is known from pairs
taken at random, less the matches among them; how records of one person agree (m) and how many matches there are come
from the pairs that share a key, weighed by how probable each is a match, over and over until it stands still.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.values.fields import DETAILS, KINDS, UNKNOWN, Field, Kind
from sharewell.domain.linkage.values.table import MISSING, Column, Table
from sharewell.domain.linkage.weighing import bulk
from sharewell.domain.linkage.weighing.bulk import Flags, Levels, Places
from sharewell.domain.linkage.weighing.model import LEAST_M, LEAST_U, Comparison, Model

SAMPLE: Final = 1_000_000
ROUNDS: Final = 40
ENOUGH: Final = 1e-4
"""Training ends when the number of matches changes by less than this share."""
BELIEF: Final = 20.0
"""How many pairs of one person the expected shares of `fields.KINDS` count for: they carry small extracts only."""
UNEXPLAINED: Final = 0.02
"""The least share of chance agreement that is not put down to matches."""
TELLING: Final = 2
"""Beside so many names, dates or numbers of a person nothing is expected of the other columns: two hundred answers that
are believed to agree, and do not, would speak against every pair."""

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Learning:
    """One field's part: what is observed of it, and what is believed so far."""

    field: Field
    at_random: Shares
    expected: Shares
    frequencies: Mapping[str, float]
    rare: float
    m: Shares
    u: Shares

    def comparison(self) -> Comparison:
        # Of those who have a value some are one person twice: they tell nothing of how many others have it.
        by_chance = float(self.u[-1] / self.at_random[-1])
        return Comparison(
            field=self.field,
            m=tuple(self.m.tolist()),
            u=tuple(self.u.tolist()),
            frequencies={value: max(share * by_chance, LEAST_U) for value, share in self.frequencies.items()},
            rare=max(self.rare * by_chance, LEAST_U),
        )

    def after(self, counted: Shares, matches: float) -> _Learning:
        """What is believed after `counted` matches by level, when `matches` is the share of all pairs."""
        m = np.maximum((counted + BELIEF * self.expected) / (counted.sum() + BELIEF), LEAST_M)
        chance = (self.at_random - matches * counted / max(counted.sum(), 1e-9)) / (1 - matches)
        u = np.maximum(np.maximum(chance, self.at_random * UNEXPLAINED), LEAST_U)
        return _Learning(self.field, self.at_random, self.expected, self.frequencies, self.rare, m, u)


def train(
    table: Table, left_rows: int, left: Places, found: Mapping[str, Levels], *, never: Flags | None = None
) -> Model:
    """A model of the two extracts, or of one held beside itself (left_rows == rows).

    Args:
        left: the first rows of the pairs that share a key.
        found: the levels of those pairs, by field.
        never: pairs that are known not to be one person.
    """
    rows = len(table)
    pairs = left_rows * (rows - left_rows) if left_rows < rows else rows * (rows - 1) // 2
    one, other = _at_random(rows, left_rows, np.random.default_rng(1))
    sampled = bulk.all_levels(table, one, other)
    learning = [_begin(table, field, sampled[field.name], left_rows) for field in table.fields]
    # One match for every second row of the smaller extract is a beginning, not a belief.
    prior = min(0.01, 0.5 * min(left_rows, rows - left_rows or rows) / max(pairs, 1))
    for _ in range(ROUNDS):
        model = Model(prior=prior, comparisons=tuple(each.comparison() for each in learning))
        weights = bulk.weights(model, table, found, left)
        probable = 1 / (1 + np.exp2(-np.clip(weights, -500, 500)))
        if never is not None:
            probable[never] = 0.0
        before, prior = prior, float(np.clip(probable.sum() / max(pairs, 1), 0.1 / max(pairs, 10), 0.5))
        learning = [each.after(_count(found[each.field.name], probable, len(each.m)), prior) for each in learning]
        if abs(prior - before) < ENOUGH * before:
            break
    return Model(prior=prior, comparisons=tuple(each.comparison() for each in learning))


def _count(found: Levels, weighed: Shares, levels: int) -> Shares:
    return np.bincount(found + np.int8(1), weights=weighed, minlength=levels + 1)[1:].astype(float)  # UNKNOWN is -1


def _at_random(rows: int, left_rows: int, random: np.random.Generator) -> tuple[Places, Places]:
    one = random.integers(0, left_rows, SAMPLE)
    other = random.integers(left_rows if left_rows < rows else 0, rows, SAMPLE)
    differ = one != other
    return one[differ], other[differ]


def _begin(table: Table, field: Field, sampled: Levels, left_rows: int) -> _Learning:
    levels = KINDS[field.kind].levels
    column = table.columns[field.name]
    counted = np.bincount(sampled[sampled != UNKNOWN], minlength=len(levels) + 1).astype(float)
    counted[0] += 0.5
    counted[1:] += 0.05  # none of a million is not never
    shares = counted / counted.sum()
    same = _equal_by_chance(column, left_rows)
    if all(each.kind is Kind.IDENTIFIER for each in table.fields):
        same *= UNEXPLAINED  # nothing else can tell how often two people share a person's number: hardly ever
    shares[:-1] *= (1 - same) / shares[:-1].sum()
    shares[-1] = same
    differ = max(0.02, 1 - sum(level.expected for level in levels))
    expected = np.array([differ, *(level.expected for level in reversed(levels))])
    expected /= expected.sum()
    if field.kind in DETAILS and sum(f.kind not in DETAILS | {Kind.SEX} for f in table.fields) >= TELLING:
        expected = shares
    known = np.bincount(column.codes[column.codes != MISSING], minlength=len(column.values))
    total = max(1, int(known.sum()))
    often = {column.values[at]: float(known[at]) / (total + 1) for at in np.flatnonzero(known > 1)}
    u = np.maximum(shares, LEAST_U)
    return _Learning(field, shares, expected, often, max(1 / (total + 1), 1e-6), expected, u)


def _equal_by_chance(column: Column, left_rows: int) -> float:
    """How probable it is that two rows have the very same value: counted, since a sample sees too few."""
    rows, kinds = len(column.codes), len(column.values)
    known = column.codes != MISSING
    if left_rows < rows:
        one = np.bincount(column.codes[:left_rows][known[:left_rows]], minlength=kinds).astype(float)
        other = np.bincount(column.codes[left_rows:][known[left_rows:]], minlength=kinds).astype(float)
        equal, all_ = one @ other, one.sum() * other.sum()
    else:
        each = np.bincount(column.codes[known], minlength=kinds).astype(float)
        equal, all_ = (each * (each - 1)).sum(), each.sum() * (each.sum() - 1)
    return float(np.clip(equal / max(all_, 1), LEAST_U, 0.999))
