"""A ledger with some acts."""

from __future__ import annotations

from datetime import UTC, datetime

from sharewell.ledger.acts import Entry, act, enter

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def entered(about: str = "thing:1", **told: object) -> None:
    enter(Entry(act="look-up", about=about, at=NOW, **told))


def grow(leaves: int) -> None:
    with act():
        for number in range(leaves):
            entered(f"thing:{number}", committed={"number": number})
