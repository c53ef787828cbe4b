"""A child who moves to another area: its record is offered to that area's index, and follows once that area accepts.

Until then the old area keeps it, and the new one is shown nothing of the child, not even a name: a reference, why it is
offered and by when to answer. So an offer tells nothing of a shielded child either. The record is read at the moment of
its acceptance, and no copy of it lies between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sharewell.children.models import Child, Index, Offer, OfferAnswer
from sharewell.children.moves.moving import put_in, take_out
from sharewell.children.records.holding import in_turn
from sharewell.children.records.policies import due, policy_of_index
from sharewell.children.records.queries import rows_of
from sharewell.children.records.signed import sent_before, signed
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import act
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership, Organisation
from sharewell.partners.roles import Action, may
from sharewell.protocols.locked import take_turns

ANSWER: Final = "transfer-answered"  # the event of texts that a received offer must be followed by
# Codes, since an index holds no words of anybody's own.
OFFERED: Final[Mapping[str, str]] = {
    "lives-there": "The child lives there now",
    "moves-there": "The child is about to move there",
    "wrong-area": "The record was put into the wrong area’s index",
}
DECLINED: Final[Mapping[str, str]] = {
    "not-here": "The child does not live here",
    "moved-on": "The child has moved on from here",
    "not-known": "We could not find out whom it concerns",
}


class CannotMove(BadInput):
    """It is not theirs to offer or to answer, is offered or answered already, or a text knows no such offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An offer that waits for its answer."""

    offer: Offer
    due: date
    clause: str

    def is_late(self, on: date) -> bool:
        return on > self.due


@act()
def offer(*, child: Child, to: Index, reason: str, by: Membership, at: datetime, key: UUID) -> Offer:
    """Offer a child's record to the index of another area. Raises CannotMove."""
    own = in_turn(child)
    if found := sent_before(Offer, key, by):
        return found
    _check_keeps(own.index, by)
    if reason not in OFFERED:
        raise CannotMove("Select why it is offered.")
    if to.pk == own.index_id:
        raise CannotMove("The record is in this index already.")
    today = timezone.localdate(at)
    _due(to, today)
    if not rows_of(own):
        raise CannotMove("This record has ended, or is in another index by now.")
    if Offer.objects.filter(child__in=rows_of(own), answer=None).exists():
        raise CannotMove("This record is offered already. Withdraw that offer first.")
    row = Offer(
        child=own, reference=own.reference, to=to, reason=reason, since=today, **signed(own.index_id, by, at, key)
    )
    row.save(by_action=True)
    return row


@act()
def withdraw(*, offer: Offer, by: Membership, at: datetime, key: UUID) -> OfferAnswer:
    """Take an offer back before it is answered. Raises CannotMove."""
    return _answer(offer, offer.index, "withdrawn", by, at, key)


@act()
def decline(*, offer: Offer, reason: str, by: Membership, at: datetime, key: UUID) -> OfferAnswer:
    """The record stays where it is. Raises CannotMove."""
    if reason not in DECLINED:
        raise CannotMove("Select why you decline it.")
    return _answer(offer, offer.to, "declined", by, at, key, reason=reason)


@act()
def accept(*, offer: Offer, by: Membership, at: datetime, key: UUID) -> OfferAnswer:
    """Take the record over: it leaves the index where it was, and is looked for in this one before it is made.

    Raises CannotMove, NothingToMove, and what `actions.register` raises: then it stays where it is, and is offered.
    """
    if found := _turn(offer, offer.to, by, key):
        return found
    # Whoever joins takes its index's turn before the rows. Two records may cross, so both come in one order for all.
    for pk in sorted((offer.index_id, offer.to_id)):
        take_turns(Index(pk=pk))
    # Who offers a record lets it be read by whoever accepts it, and at no other moment.
    sender = offer.index.keeper
    with seeing(organisation=sender.pk):
        child = Child.objects.get(pk=offer.child_id)
        moving = take_out(child, for_whom={"organisation": sender, "by": offer.by}, at=at)
        theirs = list(rows_of(child, gone=True).values_list("pk", flat=True))
    came_from_here = Offer.objects.filter(index=offer.to, answer__became__in=theirs, child__wrapped__isnull=False)
    earlier = came_from_here.order_by("-pk").first()
    arrived = put_in(
        moving,
        index=offer.to,
        source=f"from index {offer.index_id}",
        before=Child.objects.get(pk=earlier.child_id) if earlier else None,
        by=by,
        at=at,
    )
    return _answer(offer, offer.to, "accepted", by, at, key, became=arrived.child, left=list(arrived.left))


# --- reads ----------------------------------------------------------------------------------------------


def others(index: Index) -> QuerySet[Index]:
    """The indexes of other areas here: that they are there everybody may know, since their protocols say so."""
    return Index.objects.exclude(pk=index.pk).order_by("area", "name")


def received(keeper: Organisation) -> list[Offered]:
    """What the organisation must answer, the most urgent first."""
    return _open(Offer.objects.filter(to__keeper=keeper))


def made(keeper: Organisation) -> list[Offered]:
    """What the organisation has offered and nobody has answered, the most urgent first."""
    return _open(Offer.objects.filter(index__keeper=keeper))


def answered(keeper: Organisation) -> QuerySet[OfferAnswer]:
    """Every answer that the organisation gave or was given, the latest first."""
    rows: QuerySet[OfferAnswer] = OfferAnswer.objects.filter(offer__in=of(keeper))
    return rows.select_related("offer__index", "offer__to", "became", "by", "organisation").order_by("-at", "-pk")


def left_behind(answers: Sequence[OfferAnswer]) -> list[list[str]]:
    """What of each the new index does not hold: of a shielded child only what stays in sight.

    Of one who is destroyed nothing, since nobody knows any more whether it was shielded.
    """
    pks = {pk for each in answers for pk in (each.child_id, each.became_id)}
    hidden = Child.objects.filter(Q(shows__isnull=False) | Q(wrapped=None), pk__in=pks)
    shown: dict[int | None, list[str]] = {pk: shows or [] for pk, shows in hidden.values_list("pk", "shows")}

    def is_in_sight(name: str, each: OfferAnswer) -> bool:
        return all(name in shown.get(pk, [name]) for pk in (each.child_id, each.became_id))

    return [[name for name in each.left if is_in_sight(name, each)] for each in answers]


def of(keeper: Organisation) -> QuerySet[Offer]:
    """Every offer that the organisation made or received."""
    rows: QuerySet[Offer] = Offer.objects.filter(Q(index__keeper=keeper) | Q(to__keeper=keeper))
    return rows


def _open(rows: QuerySet[Offer]) -> list[Offered]:
    found = []
    for row in rows.filter(answer=None).select_related("index", "to", "organisation"):
        by, clause = _due(row.to, row.since)
        found.append(Offered(offer=row, due=by, clause=clause))
    return sorted(found, key=lambda each: (each.due, each.offer.pk))


def _due(to: Index, since: date) -> tuple[date, str]:
    """By when the text of the index that an offer is made to has it answered. Raises CannotMove where it has not."""
    policy = policy_of_index(to, on=since)
    if ANSWER not in policy.clocks:
        raise CannotMove(
            f"The text of {to} does not say within how long an offer is answered, so none can be made to it."
        )
    return due(policy, ANSWER, since), policy.clocks[ANSWER][0]


# --- answers --------------------------------------------------------------------------------------------


def _answer(
    offer: Offer, where: Index, outcome: str, by: Membership, at: datetime, key: UUID, **more: Any
) -> OfferAnswer:
    if found := _turn(offer, where, by, key):
        return found
    row = OfferAnswer(offer=offer, child_id=offer.child_id, outcome=outcome, **more, **signed(where.pk, by, at, key))
    row.save(by_action=True)
    return row


def _turn(offer: Offer, where: Index, by: Membership, key: UUID) -> OfferAnswer | None:
    """This very answer, where it was given before. Raises CannotMove where another was, or it is not theirs to give."""
    take_turns(offer)
    if found := sent_before(OfferAnswer, key, by):
        return found
    _check_keeps(where, by)
    if OfferAnswer.objects.filter(offer=offer).exists():
        raise CannotMove("This offer has been answered or withdrawn already.")
    return None


def _check_keeps(index: Index, by: Membership) -> None:
    if not may(by, Action.TRANSFER):
        raise CannotMove("Your role does not offer records to other areas. Ask your designated manager.")
    if index.keeper_id != by.organisation_id:
        raise CannotMove(f"Only {index.keeper}, which keeps {index}, can do this. Ask them.")
