"""What may be said to be wrong of a child. What several say alike is asked about once, and each of them is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sharewell.children.models import Child
from sharewell.children.pages import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtable:
    """A detail as a page writes it, and the rows that say it so."""

    name: str
    written: str
    rows: tuple[Child, ...]

    @property
    def words(self) -> str:
        return f"{wording.LABELS[self.name]}: {self.written}"


def doubtable(rows: Sequence[Child]) -> dict[str, Doubtable]:
    """By what a form sends: the first row that says it, and the detail."""
    found: dict[tuple[str, str], list[Child]] = {}
    for name in wording.LABELS:
        for row in rows:
            if value := row.told.get(name):
                found.setdefault((name, wording.shown(name, value)), []).append(row)
    return {
        f"{said[0].reference}.{name}": Doubtable(name=name, written=written, rows=tuple(said))
        for (name, written), said in found.items()
    }
