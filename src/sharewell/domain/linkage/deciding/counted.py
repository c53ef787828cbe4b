"""The bits of a weight that count when a link is decided on: not all, where they tell one thing twice, or tell of a
family and not of a child. What is said here holds for one pair, with numbers, and for millions, with arrays of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.deciding.guard import HOUSEHOLD, Said, Vouched
from sharewell.domain.linkage.values.fields import EXCHANGED, NAME_KINDS, UNKNOWN, Kind, other_name
from sharewell.domain.linkage.weighing.bulk import Levels, by_level
from sharewell.domain.linkage.weighing.model import Comparison, Model

OF_A_HOUSEHOLD: Final = 14.0
"""No more bits than this may come from a household: what is the same for all of a family tells none of them apart."""
OF_ANOTHER: Final = -3.0
"""Bits for a household of which nothing agrees, however much of it is known: a family that moves changes its postcode
and telephone together, and about one child in eight has moved."""


def of_a_household(weighed: Any, agrees: Any) -> Any:
    """The bits that a household gives to a decision, of those that it weighs."""
    most = np.minimum(weighed, OF_A_HOUSEHOLD)
    return np.where(agrees == UNKNOWN, weighed, np.where(agrees == 0, OF_ANOTHER, most))


def of_a_name(weighed: Any, rarity: Any) -> Any:
    """The bits that a name gives to a decision. A common name misspelt tells no more than the same name well spelt: as
    many of other people are called so. Names that are exchanged are one, as rare as both together.

    Args:
        rarity: `Comparison.rarity` of the two names.
    """
    return np.minimum(weighed, rarity)


def beyond(model: Model, found: Mapping[str, Levels], of: Vouched, said: Said) -> NDArray[np.float64]:
    """The bits of many pairs that do not count, of those that they weigh."""
    household = np.zeros(len(next(iter(found.values()))))
    for comparison in model.comparisons:
        if comparison.field.kind in HOUSEHOLD:
            household += _weighed(comparison, found[comparison.field.name], said)
    total: NDArray[np.float64] = household - of_a_household(household, of.household)
    names = {c.field.name: c for c in model.comparisons if c.field.kind in NAME_KINDS}
    for name, comparison in names.items():
        near = np.flatnonzero((found[name] > 0) & (found[name] < len(comparison.m) - 1))
        bits = by_level(comparison, found[name][near])
        rarity = _rarity(comparison, near, said)
        other = other_name(comparison.field, model.fields)
        if comparison.field.kind is Kind.FORENAME and other:
            both = np.flatnonzero(found[name][near] == EXCHANGED)
            rarity[both] += _rarity(names[other], near[both], said)
        total[near] += bits - of_a_name(bits, rarity)
    return total


def _weighed(comparison: Comparison, found: Levels, said: Said) -> NDArray[np.float64]:
    bits = by_level(comparison, found)
    if comparison.frequent:
        same = np.flatnonzero(found == len(comparison.m) - 1)
        bits[same] += [comparison.for_rarity(value) for value, _ in said(comparison.field.name, same)]
    return bits


def _rarity(comparison: Comparison, at: NDArray[np.int64], said: Said) -> NDArray[np.float64]:
    return np.array([comparison.rarity(one, other) for one, other in said(comparison.field.name, at)])
