"""The clauses that a cited clause is part of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sharewell.domain.deciding.compiling import clause_order
from sharewell.domain.reading import Edition
from sharewell.domain.rules import covers


class Lineage:
    """Of one edition; each clause's line is worked out once."""

    def __init__(self, edition: Edition) -> None:
        self._clauses = edition.clauses
        self._lines: dict[str, frozenset[str]] = {}  # clause -> itself and those it stands under
        self._order: dict[str, tuple[Any, ...]] = {}

    def of(self, clauses: Iterable[str]) -> tuple[str, ...]:
        """The clauses with every numbered clause they are part of, as people count them."""
        cited: set[str] = set()
        for clause in dict.fromkeys(clauses):
            cited |= self._lines.get(clause) or self._lines.setdefault(clause, self._line_of(clause))
        return tuple(sorted(cited, key=self._order.__getitem__))

    def _line_of(self, clause: str) -> frozenset[str]:
        # A lettered part is cited with the clause it is part of, even where that has no words of its own.
        line = {clause, clause.partition("(")[0], *(above for above in self._clauses if covers(above, clause))}
        self._order.update({each: clause_order(each) for each in line})
        return frozenset(line)
