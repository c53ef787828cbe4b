"""The few children that were registered or corrected since a segment was built: kept by their keys, weighed one by one.

There are thousands of them at most, and then the segment is built anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from sharewell.domain.linkage.keys.index_keys import keys
from sharewell.domain.linkage.weighing.compare import Row, Scorer


class Newest:
    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._rows: dict[int, Row] = {}
        self._by_key: dict[int, set[int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, child: int, row: Row) -> None:
        """In the place of what was known of it."""
        self.forget(child)
        self._rows[child] = row
        for key in keys(row):
            self._by_key.setdefault(key, set()).add(child)

    def forget(self, child: int) -> None:
        for key in keys(self._rows.pop(child, {})):
            if having := self._by_key.get(key):
                having.discard(child)
                if not having:
                    del self._by_key[key]

    def near(self, asked: Row, wanted: Iterable[int]) -> list[tuple[int, float]]:
        """Who shares one of these keys, and what each weighs beside what is asked (`compare.weighable`)."""
        shared = set().union(*(self._by_key.get(key, ()) for key in wanted))
        scorer = self._scorer
        return [(child, scorer.weight(scorer.levels(asked, self._rows[child]), asked)) for child in shared]
