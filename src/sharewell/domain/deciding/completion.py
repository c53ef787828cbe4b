"""What an answer is while something is unknown: the answer of every way to fill it in.

An evaluation says what it touches (`situation.Touched`); each unknown it touches is filled in all ways. If all
fillings agree the answer is settled. If not, an unknown is a question exactly when changing it alone changes the
answer under some filling of the rest, so that no question is ever asked in vain and "ask" always has one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sharewell.domain.deciding.situation import Touched, Unknown

T = TypeVar("T")

_Tree = Any  # either an index into outcomes, or (unknown, {value: tree})


@dataclass(slots=True, eq=False)
class Completion(Generic[T]):
    outcomes: list[T]  # one of each filling evaluated, in a fixed order
    settled: bool
    _tree: _Tree
    _keys: list[Any]
    _values: dict[Unknown, tuple[Any, ...]]

    def questions(self) -> list[str]:
        """The questions whose answer can still change the outcome, most decisive first."""
        if self.settled:
            return []
        groups: dict[str, list[Unknown]] = {}
        for unknown in self._values:
            groups.setdefault(unknown[0], []).append(unknown)
        shares = {name: self._share(unknowns) for name, unknowns in groups.items()}
        return sorted((name for name in groups if shares[name]), key=lambda name: (-shares[name], name))

    def _share(self, group: list[Unknown]) -> float:
        """Of all fillings of the other unknowns, the share in which this group's answer changes the outcome."""
        rest = [unknown for unknown in self._values if unknown not in group]
        fillings = [
            dict(zip(group, values, strict=True)) for values in itertools.product(*(self._values[u] for u in group))
        ]
        changed = total = 0
        for values in itertools.product(*(self._values[u] for u in rest)):
            filled = dict(zip(rest, values, strict=True))
            total += 1
            changed += len({self._keys[self._reach(filled | filling)] for filling in fillings}) > 1
        return changed / total

    def _reach(self, filled: dict[Unknown, Any]) -> int:
        tree = self._tree
        while not isinstance(tree, int):
            unknown, branches = tree
            tree = branches[filled[unknown]]
        return tree


def complete(evaluate: Callable[[dict[Unknown, Any]], T], *, key: Callable[[T], Any]) -> Completion[T]:
    """Evaluate under every filling of what the evaluation touches. `key` is what makes two answers the same."""
    outcomes: list[T] = []
    values: dict[Unknown, tuple[Any, ...]] = {}

    def grow(filled: dict[Unknown, Any]) -> _Tree:
        try:
            outcomes.append(evaluate(filled))
            return len(outcomes) - 1
        except Touched as touched:
            values[touched.unknown] = touched.values
            branches = {value: grow(filled | {touched.unknown: value}) for value in touched.values}
            return touched.unknown, branches

    tree = grow({})
    keys = [key(outcome) for outcome in outcomes]
    return Completion(outcomes, all(k == keys[0] for k in keys), tree, keys, values)
