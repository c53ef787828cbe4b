"""Sentence forms of duties, attestations, and what may not happen."""

from __future__ import annotations

from sharewell.domain import rules
from sharewell.domain.calendar import Period, Unit
from sharewell.domain.sentences.defining import _plain
from sharewell.domain.sentences.form import Form, Hold

# "At once" is the trigger day itself.
_AT_ONCE = Period(0, Unit.DAY)

DUTIES = (
    Form(
        name="duty",
        family="duties",
        pattern="{bearer} must {act} within {within:period} of the day {start:event}.",
        makes=rules.Duty,
        example="The party that found it must tell the other parties within 5 working days of the day a breach is "
        "found.",
        purpose="A clock: who must do what, and how long after which event.",
        hold=Hold.TIMED,
    ),
    Form(
        name="renewed duty",
        family="duties",
        pattern="{bearer} must {act} within {within:period} of the day {start:event}, and then within "
        "{renewed:period} of each time.",
        makes=rules.Duty,
        example="The parties must tell the other parties within 6 months of the day a breach is found, and then within "
        "12 months of each time.",
        purpose="A clock that starts again each time the duty is done.",
        hold=Hold.TIMED,
    ),
    Form(
        name="whichever is sooner",
        family="duties",
        pattern="{bearer} must {act} by {by:planned} or within {within:period} of the day {start:event}, whichever is "
        "sooner.",
        makes=rules.Duty,
        example="The parties must tell the other parties by the next planned meeting or within 1 month of the day a "
        "breach is found, whichever is sooner.",
        purpose="Two time limits; the sooner counts.",
        hold=Hold.TIMED,
    ),
    Form(
        name="by the next",
        family="duties",
        pattern="{bearer} must {act} by {by:planned} after the day {start:event}.",
        makes=rules.Duty,
        example="The parties must tell the other parties by the next planned meeting after the day a breach is found.",
        purpose="A clock that ends on a planned day.",
        hold=Hold.TIMED,
    ),
    Form(
        name="by a planned day",
        family="duties",
        pattern="{bearer} must {act} by {by:planned}.",
        makes=rules.Duty,
        example="Each party must tell the other parties by the next planned meeting.",
        purpose="A duty whose day is agreed or planned.",
        hold=Hold.TIMED,
    ),
    Form(
        name="at once",
        family="duties",
        pattern="{bearer} must {act} at once when {start:event}.",
        makes=lambda **values: rules.Duty(within=_AT_ONCE, **values),
        example="The party that found it must tell the other parties at once when a breach is found.",
        purpose="Due on the very day.",
        hold=Hold.TIMED,
    ),
    Form(
        name="on notice",
        family="duties",
        pattern="{bearer} must {act} by {by:planned} if {notice_event:event} at least {notice:period} before it.",
        makes=rules.Duty,
        example="Each party must tell the other parties by the next planned meeting if a breach is found at least "
        "1 month before it.",
        purpose="A duty that is owed only if notice was long enough.",
        hold=Hold.TIMED,
    ),
)

ATTESTATIONS = (
    Form(
        name="keep on record",
        family="attestations",
        pattern="{bearer} must keep on record {record}.",
        makes=rules.KeepRecord,
        example="Each party must keep on record advice record.",
        purpose="Something a party attests at all times.",
        hold=Hold.RECORDED,
    ),
    Form(
        name="put on record",
        family="attestations",
        pattern="When {when:event}, {bearer} must put on record {record}.",
        makes=rules.KeepRecord,
        example="When a breach is found, the parties must put on record advice record.",
        purpose="Something a party attests when an event happens.",
        hold=Hold.RECORDED,
    ),
)

GUARDS = (
    Form(
        name="takes no part",
        family="what may not happen",
        pattern="{bearer} must not take part when the others {act}.",
        makes=rules.MustNotAct,
        example="The party that found it must not take part when the others tell the other parties.",
        purpose="Recusal: an act with that party among those who do it is refused.",
    ),
    Form(
        name="not before",
        family="what may not happen",
        pattern="No party may {act} before {first:event}.",
        makes=rules.MustComeFirst,
        example="No party may tell the other parties before a breach is found.",
        purpose="An act out of order is refused.",
    ),
    Form(
        name="not before notice",
        family="what may not happen",
        pattern="No party may {act} unless {first:event} at least {least:period} before.",
        makes=rules.MustComeFirst,
        example="No party may plan a meeting unless a breach is found at least 1 month before.",
        purpose="An act at too short notice is refused.",
    ),
    Form(
        name="must state",
        family="what may not happen",
        pattern="To {act}, a party must state:",
        makes=lambda act, entries: rules.MustState(act=act, fields=tuple(_plain(e) for e in entries)),
        example="To tell the other parties, a party must state:\n- what happened",
        purpose="An act that leaves one of these out is refused.",
    ),
    Form(
        name="must rank",
        family="what may not happen",
        pattern="To {act}, a person must be at least {rank}.",
        makes=rules.MustRank,
        example="To tell the other parties, a person must be at least a director.",
        purpose="An act by somebody of lower rank is refused.",
    ),
    Form(
        name="must add up",
        family="what may not happen",
        pattern="To {act}, the parties must state shares that add up to {total:number} per cent.",
        makes=rules.MustAddUp,
        example="To tell the other parties, the parties must state shares that add up to 100 per cent.",
        purpose="Shares that do not add up are refused.",
    ),
    Form(
        name="counts as",
        family="what may not happen",
        pattern="When {event}, this counts as the day {counts_as:event}.",
        makes=rules.CountsAs,
        example="When the other parties are told, this counts as the day a breach is found.",
        purpose="One event counts as another, and starts its clocks.",
    ),
)

FORMS = DUTIES + ATTESTATIONS + GUARDS
