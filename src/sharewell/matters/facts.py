"""Rows as the domain's frozen values."""

from collections.abc import Iterable

from sharewell.domain.happenings import Happening
from sharewell.matters.models import Event, Matter


def happenings(matter: Matter, rows: Iterable[Event]) -> list[Happening]:
    """The events that stand, in the order they were stated: neither those withdrawn nor the withdrawals."""
    told = list(rows)
    withdrawn = {row.withdraws_id for row in told}
    return [happening(matter, row) for row in told if row.withdraws_id is None and row.pk not in withdrawn]


def happening(matter: Matter, row: Event) -> Happening:
    return Happening(
        event=row.code,
        date=row.date,
        party=row.party or None,
        matter=None if matter.standing else matter.reference,
        taking_part=tuple(row.taking_part),
        rank=row.rank or None,
        shares=row.shares,
        details=row.details,
    )
