"""From weights of pairs to who is who: one partner each, or groups of rows that are one person."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.weighing.bulk import Places

EVEN: Final = 0.0
"""Bits at which one person is as likely as two."""
APART: Final = -8.0
"""Bits of a pair that shares no key at all, when groups are weighed against each other."""
CLOSER: Final = 3.0
"""Bits by which the average between groups may fall short of EVEN: each further pair is further evidence."""


def partners(left: Places, right: Places, weights: NDArray[np.float64], *, margin: float = 0.0) -> NDArray[np.bool_]:
    """Which pairs to keep when each row has one partner at most: the strongest first.

    A row whose next best free partner is less than `margin` bits behind keeps none, nor does that partner: who is who,
    a person must say.
    """
    taken: dict[int, tuple[int, float]] = {}
    keep = np.zeros(len(weights), dtype=bool)
    for at in np.argsort(-weights, kind="stable").tolist():
        one, other, weight = int(left[at]), int(right[at]), float(weights[at])
        if one not in taken and other not in taken:
            taken[one] = taken[other] = (at, weight)
            keep[at] = True
            continue
        for row, partner in ((one, other), (other, one)):
            if row in taken and partner not in taken and taken[row][1] - weight < margin:
                keep[taken[row][0]] = False
                taken[partner] = taken[row]
    return keep


def groups(rows: int, left: Places, right: Places, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each row the number of its group, by average linkage: two groups join while their pairs' mean weight allows.

    Joining by single links would chain people together over one wrong pair; a mean asks every row of both groups.
    """
    group = list(range(rows))
    size = [1] * rows
    beside: list[dict[int, tuple[float, int]]] = [{} for _ in range(rows)]
    near = weights >= EVEN - CLOSER
    reach = groups_of_links(rows, left[near], right[near])
    matter = reach[left] == reach[right]  # no other pair can ever be weighed
    triples = list(zip(left[matter].tolist(), right[matter].tolist(), weights[matter].tolist(), strict=True))
    for one, other, weight in triples:
        beside[one][other] = beside[other][one] = (weight, 1)
    waiting = [(-weight, one, other) for one, other, weight in triples if weight >= EVEN - CLOSER]
    heapify(waiting)

    def mean(one: int, other: int) -> float:
        total, counted = beside[one][other]
        pairs = size[one] * size[other]
        return (total + APART * (pairs - counted)) / pairs

    def enough(one: int, other: int) -> float:
        return EVEN - CLOSER * (1 - 1 / (size[one] * size[other]))

    while waiting:
        minus, one, other = heappop(waiting)
        if other not in beside[one] or mean(one, other) != -minus or -minus < enough(one, other):
            continue
        if len(beside[one]) < len(beside[other]):
            one, other = other, one
        for third, (total, counted) in beside[other].items():
            del beside[third][other]
            if third == one:
                continue
            before, already = beside[one].get(third, (0.0, 0))
            beside[one][third] = beside[third][one] = (before + total, already + counted)
        beside[other] = {}
        group[other] = one
        size[one] += size[other]
        for third in beside[one]:
            if (now := mean(one, third)) >= enough(one, third):
                heappush(waiting, (-now, one, third))
    return _numbered(group)


def _numbered(group: Sequence[int]) -> NDArray[np.int64]:
    """The number of each row's group, the groups being numbered in the order of their first rows."""
    numbers: dict[int, int] = {}
    found = []
    for row in range(len(group)):
        at = row
        while group[at] != at:
            at = group[at]
        found.append(numbers.setdefault(at, len(numbers)))
    return np.array(found, dtype=np.int64)


def pairs_within(group: NDArray[np.int64]) -> tuple[Places, Places]:
    """All pairs of rows of one group, the earlier row first."""
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(sizes) else sizes
    left, right = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        members = order[begins[sizes == size][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        left.append(members[:, one].ravel())
        right.append(members[:, other].ravel())
    return np.concatenate(left), np.concatenate(right)


def groups_of_links(rows: int, left: Places, right: Places) -> NDArray[np.int64]:
    """For each row the number of its group, where links are settled: those that are linked, directly or by others."""
    group = list(range(rows))

    def top(row: int) -> int:
        while group[row] != row:
            group[row] = row = group[group[row]]
        return row

    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        first, second = sorted((top(one), top(other)))
        group[second] = first
    return _numbered(group)
