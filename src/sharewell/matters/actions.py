"""Putting on record what happened. Each is one transaction; a form sent twice with one key is recorded once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from sharewell.domain.duties import Clocks
from sharewell.domain.errors import BadInput
from sharewell.domain.happenings import Happening
from sharewell.domain.objections import Objection
from sharewell.domain.rules import MustAddUp, MustNotAct
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.matters.facts import happenings
from sharewell.matters.models import Attestation, Event, Feed, Matter
from sharewell.matters.queries import events_of, protocols_of, steps_of
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.locked import take_turns


class Refused(BadInput):
    """What may not be recorded. `objections` are the text's own; there are none where the input itself is wrong."""

    def __init__(self, sentence: str, objections: tuple[Objection, ...] = ()) -> None:
        super().__init__(sentence)
        self.objections = objections


@act()
def open_matter(
    *, protocol: str, happened: Sequence[Happening], by: Membership, at: datetime, key: uuid.UUID
) -> Matter:
    """Begin a matter with what happened. Raises Refused, and then there is no matter."""
    if not happened:
        raise Refused("Enter the date of something that happened.")
    _refuse_stranger(protocol, by, at)
    # The lock makes a second sending wait for the first instead of failing on its key.
    Membership.objects.select_for_update().get(pk=by.pk)
    found = Matter.objects.filter(opened_by=by, key=key).first()
    if found:
        return found
    matter = Matter(protocol=protocol, opened_by=by, opened_at=at, key=key)
    matter.save(by_action=True)
    for happening in happened:
        record(matter=matter, happening=happening, by=by, at=at, key=uuid.uuid5(key, happening.event))
    return matter


def standing_matter(*, protocol: str, by: Membership, at: datetime) -> Matter:
    """The matter of the protocol itself, made when it is first needed."""
    _refuse_stranger(protocol, by, at)
    with act():
        Membership.objects.select_for_update().get(pk=by.pk)
        found = Matter.objects.filter(protocol=protocol, standing=True).first()
        if found:
            return found
        matter = Matter(protocol=protocol, standing=True, opened_by=by, opened_at=at)
        matter.save(by_action=True)
        return matter


@act()
def record(*, matter: Matter, happening: Happening, by: Membership, at: datetime, key: uuid.UUID) -> Event:
    """Put an event on record. Raises Refused with the clauses of what the text forbids."""
    _hold(matter, by, at)
    found = Event.objects.filter(by=by, key=key).first()
    if found:
        return found
    clocks = steps_of(matter, on=_day(at)).clocks
    _refuse_nonsense(clocks, happening, _day(at))
    so_far = happenings(matter, events_of(matter))
    proposed = Happening(
        event=happening.event,
        date=happening.date,
        party=happening.party,
        matter=None if matter.standing else matter.reference,
        taking_part=happening.taking_part,
        rank=happening.rank,
        shares=happening.shares,
        details=happening.details,
    )
    objections = clocks.objections(so_far, proposed, bank_holidays(clocks.edition.protocol.holidays))
    if objections:
        raise Refused(" ".join(_sentence(o) for o in objections), objections)
    event = Event(
        matter=matter,
        code=happening.event,
        date=happening.date,
        party=happening.party or "",
        taking_part=list(happening.taking_part),
        rank=happening.rank or "",
        shares=dict(happening.shares),
        details=dict(happening.details),
        by=by,
        at=at,
        key=key,
    )
    event.save(by_action=True)
    return event


@act()
def withdraw(*, event: Event, reason: str, by: Membership, at: datetime, key: uuid.UUID) -> Event:
    """Take an event back by a further event: the first stays to be seen. Only the organisation that recorded it may.

    Where that lets a party take part again in what a clause keeps it out of, it takes two people: whoever recorded
    the event cannot take it back, and whoever does must have the role for it.
    """
    _hold(event.matter, by, at)
    found = Event.objects.filter(by=by, key=key).first()
    if found:
        return found
    if event.by.organisation_id != by.organisation_id:
        raise Refused(f"Only {event.by.organisation} can take this back, since it recorded it.")
    if event.withdraws_id or Event.objects.filter(withdraws=event).exists():
        raise Refused("This has been taken back already.")
    if not reason.strip():
        raise Refused("Enter why it is taken back.")
    if _lifts_a_recusal(event, on=_day(at)):
        if not may(by, Action.DECIDE_IN_MATTER):
            raise Refused("This would lift a recusal. Ask a designated manager of your organisation to take it back.")
        if event.by.user_id == by.user_id:
            raise Refused("This would lift a recusal, and you recorded it yourself. Ask a colleague to take it back.")
    withdrawal = Event(
        matter=event.matter,
        code=event.code,
        date=_day(at),
        party=event.party,
        details={"reason": reason.strip()},
        withdraws=event,
        by=by,
        at=at,
        key=key,
    )
    withdrawal.save(by_action=True)
    return withdrawal


@act()
def attest(
    *, matter: Matter, record: str, on: date, details: Mapping[str, str], by: Membership, at: datetime, key: uuid.UUID
) -> Attestation:
    """Put on record that a record is kept, for the organisation that says so. Raises Refused."""
    _hold(matter, by, at)
    found = Attestation.objects.filter(by=by, key=key).first()
    if found:
        return found
    steps = steps_of(matter, on=_day(at))
    asked = steps.asked(happenings(matter, events_of(matter)), standing=matter.standing)
    if record not in {each.record for each in asked}:
        raise Refused("The text does not ask for this record here.")
    if on > _day(at):
        raise Refused("The date must be today or in the past.")
    if not all(words.strip() for words in details.values()) or not details:
        raise Refused("Enter where the record is kept.")
    attestation = Attestation(
        matter=matter, record=record, party=by.organisation.name, date=on, details=dict(details), by=by, at=at, key=key
    )
    attestation.save(by_action=True)
    return attestation


@act()
def renew_feed(*, membership: Membership, at: datetime) -> Feed:
    """A new address for the calendar feed; the one before it no longer answers."""
    feed, _ = Feed.objects.update_or_create(
        membership=membership, defaults={"name": uuid.uuid4(), "organisation": membership.organisation}
    )
    enter(
        Entry(
            act="calendar-renewed",
            about=about(feed),
            at=at,
            person=membership.user_id,
            organisation=membership.organisation_id,
        )
    )
    return feed


def _lifts_a_recusal(event: Event, *, on: date) -> bool:
    rows = list(events_of(event.matter))
    clocks = steps_of(event.matter, on=on).clocks
    after = [row for row in rows if row.pk != event.pk]
    return clocks.recused(happenings(event.matter, rows)) != clocks.recused(happenings(event.matter, after))


def _hold(matter: Matter, by: Membership, at: datetime) -> None:
    """One at a time in each matter, so that no two events can each be allowed only because the other was not there."""
    _refuse_stranger(matter.protocol, by, at)
    take_turns(matter)


def _refuse_stranger(protocol: str, by: Membership, at: datetime) -> None:
    if protocol not in protocols_of(by.organisation, on=_day(at)):
        raise Refused(f"{by.organisation} is not a party to this protocol.")


def _refuse_nonsense(clocks: Clocks, happening: Happening, on: date) -> None:
    """What no sentence of a text needs to forbid."""
    event, parties = clocks.events.get(happening.event), clocks.edition.known.parties
    if event is None:
        raise Refused("The protocol knows no such event.")
    if happening.date > on and not event.planned:
        raise Refused("The date must be today or in the past.")
    if event.role and happening.party is None:
        raise Refused(f"Select {event.role}.")
    named = [name for name in (happening.party, *happening.taking_part, *happening.shares) if name]
    strangers = [name for name in named if name not in parties]
    if strangers:
        raise Refused(f"{strangers[0]} is not a party to this protocol.")
    # Recusal is asked of those who are named: naming nobody would be a way round it.
    if clocks.needs(happening.event, MustNotAct) and not happening.taking_part:
        raise Refused("Select who takes part.")
    if clocks.needs(happening.event, MustAddUp) and not happening.shares:
        raise Refused("Enter the share of each party.")


def _sentence(objection: Objection) -> str:
    return f"{objection.because[:1].upper()}{objection.because[1:]}."


def _day(at: datetime) -> date:
    return timezone.localdate(at)
