"""What a route is: a permission at one level, with all that attaches to it by clause, ready to be asked.

Papers, waits, bars, precedence, records and follow-ups attach to a route by clause reference. `compiling` makes the
routes of an edition; `standing` says how one stands in a situation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sharewell.domain import rules
from sharewell.domain.deciding.situation import Situation


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One reason, ready to be cited: clauses, words, what it needs first, and what would change it."""

    clauses: tuple[str, ...]
    words: str
    need: str = ""
    change: str = ""


Test = Callable[[Situation, str, str | None], bool]  # situation, item, what


@dataclass(frozen=True, slots=True, eq=False)
class Barrier:
    """Something that closes the route while `stops` says so."""

    stops: Test
    piece: Piece


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Something that must be so before sharing: met by any of the conditions, and in need of `need` until then."""

    ways: tuple[tuple[rules.Condition, Piece], ...]  # each way to meet it, and what to cite for it
    need: Piece


@dataclass(frozen=True, slots=True, eq=False)
class PaperGate:
    kind: str
    need: Piece
    silent: Piece
    met: Piece


@dataclass(frozen=True, slots=True)
class Lift:
    """Atoms that together lift a wait, and the clauses that say so."""

    atoms: tuple[rules.Atom, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WaitGate:
    wait: rules.Wait
    lifts: tuple[Lift, ...]
    waiting: Piece
    met: Piece
    follow_ups: tuple[tuple[str, rules.FollowUp], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    rule: rules.SmallCount
    need: Piece


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    order: int
    clause: str
    itself: Piece  # its own clause, to be cited
    level: str
    recipient: rules.Recipient | None
    without_consent: bool
    condition: rules.Condition | None
    early: tuple[Barrier, ...]  # turn on nothing that can be unknown: all that stop are cited
    late: tuple[Barrier, ...]  # turn on facts: the first that stops is cited
    scopes: tuple[rules.Scope, ...]
    out_of_scope: Piece
    unmet: Piece  # the permission's own condition does not hold
    need_bar: Piece | None
    only_items: tuple[tuple[frozenset[str], Piece], ...]
    gates: tuple[Gate, ...]
    papers: tuple[PaperGate, ...]
    counts: tuple[Count, ...]
    waits: tuple[WaitGate, ...]
    open: tuple[Piece, ...]  # what is cited of a route that holds, before its gates
    paper_follow_ups: tuple[tuple[str, rules.PaperFollowUp], ...]
    provisions: tuple[str, ...]
    per_item: bool  # some condition asks for consent to the item itself: it stands differently for each
    for_every_item: bool  # no list, paper or count tells one needed item of the level from another

    def leads_to(self, situation: Situation) -> bool:
        """Whether the route is aimed at this requester at all; one that is not is neither cited nor asked about."""
        return self.recipient is None or is_recipient(self.recipient, situation)


def is_recipient(recipient: rules.Recipient, situation: Situation) -> bool:
    if recipient.party:
        return situation.is_party()
    if recipient.kind is not None:
        return recipient.kind in situation.requester_kinds
    return situation.request.requester == recipient.organisation
