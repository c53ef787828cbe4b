"""What may not happen, and the clause that forbids it: a guard of a text, asked of an event before it is recorded."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sharewell.domain import rules
from sharewell.domain.calendar import after
from sharewell.domain.happenings import Happening
from sharewell.domain.reading import Edition


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an event may not be recorded, with the clause that forbids it."""

    clause: str
    because: str


def objections(
    edition: Edition,
    guards: Sequence[tuple[str, Any]],
    own: Sequence[Happening],
    proposed: Happening,
    bank_holidays: Container[date],
) -> tuple[Objection, ...]:
    """What each guard, with its clause, has against an event after those of its own matter."""
    found = []
    for clause, guard in guards:
        because = _AGAINST[type(guard)](edition, guard, own, proposed, bank_holidays)
        if because:
            found.append(Objection(clause, f"{because} ({clause})"))
    return tuple(found)


def _takes_part(
    edition: Edition, guard: rules.MustNotAct, own: Sequence[Happening], proposed: Happening, _: Container[date]
) -> str:
    barred = {h.party for h in own if h.event == guard.bearer.event and h.party}
    present = [p for p in (*proposed.taking_part, proposed.party) if p in barred]
    return f"{present[0]} is {guard.bearer.phrase} and must not take part" if present else ""


def _comes_first(
    edition: Edition,
    guard: rules.MustComeFirst,
    own: Sequence[Happening],
    proposed: Happening,
    bank_holidays: Container[date],
) -> str:
    event = edition.known.events[guard.first]
    before = [h.date for h in own if h.event == guard.first and h.date <= proposed.date]
    if not before:
        return f"before this it must be on record that {event.happening}"
    if guard.least is not None and all(after(guard.least, d, bank_holidays) > proposed.date for d in before):
        return f"{event.happening} less than {guard.least} before"
    return ""


def _states(
    edition: Edition, guard: rules.MustState, own: Sequence[Happening], proposed: Happening, _: Container[date]
) -> str:
    missing = [field for field in guard.fields if not proposed.details.get(field, "").strip()]
    return f"state {' and '.join(missing)}" if missing else ""


def _ranks(
    edition: Edition, guard: rules.MustRank, own: Sequence[Happening], proposed: Happening, _: Container[date]
) -> str:
    ranks = list(edition.known.ranks)
    if proposed.rank in ranks and ranks.index(proposed.rank) >= ranks.index(guard.rank):
        return ""
    return f"whoever does this must be at least {edition.known.ranks[guard.rank].phrase}"


def _adds_up(
    edition: Edition, guard: rules.MustAddUp, own: Sequence[Happening], proposed: Happening, _: Container[date]
) -> str:
    total = sum((Fraction(str(share)) for share in proposed.shares.values()), Fraction(0))
    if total == guard.total and all(share >= 0 for share in proposed.shares.values()):
        return ""
    return f"the shares add up to {float(total):g} per cent and must add up to {guard.total}"


_AGAINST: dict[type, Any] = {
    rules.MustNotAct: _takes_part,
    rules.MustComeFirst: _comes_first,
    rules.MustState: _states,
    rules.MustRank: _ranks,
    rules.MustAddUp: _adds_up,
}

GUARDS = tuple(_AGAINST)
"""The kinds of rule that may stand against an event."""
