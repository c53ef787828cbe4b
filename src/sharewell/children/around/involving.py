"""Who works with a child, who leads, that an assessment exists, and concerns: each put on record, ended, and looked at
again by its day. Never why: every door refuses what the text does not let the index hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from sharewell.children.models import (
    Assessment,
    Child,
    Concern,
    Ending,
    Index,
    Involvement,
    LeadProfessional,
    Noted,
    Reviewed,
    Shielding,
)
from sharewell.children.records.holding import in_turn
from sharewell.children.records.policies import born, due, policy_at, policy_of_index
from sharewell.children.records.queries import must_take_part, rows_of, still_hold, takes_part, told_to_all
from sharewell.children.records.signed import said_before, sent_before, signed
from sharewell.domain.errors import BadInput
from sharewell.domain.index.ending import first_possible
from sharewell.domain.index.held import must_hold
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import Grounds, check_sensitive, check_unnamed, is_sensitive
from sharewell.ledger.acts import about, act
from sharewell.partners.models import Membership, Organisation
from sharewell.protocols.locked import take_turns

Row = TypeVar("Row", bound=Noted)
BEFORE_BIRTH: Final = timedelta(days=300)
"""How long before a birth a service may work with whoever is to be born."""


class CannotNote(BadInput):
    """What is put on record of a child is not whole, has ended before, or is another organisation's."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: a practitioner, or a broker."""

    name: str
    phone: str = ""
    email: str = ""


@act()
def involve(
    *,
    child: Child,
    service: str,
    contact: Contact,
    since: date,
    grounds: Grounds | None = None,
    by: Membership,
    at: datetime,
    key: UUID,
) -> Involvement:
    """Put on record that a service works with a child, and whom to call.

    Args:
        grounds: whose consent there is and what is known, where whoever works there says that the service is a
            sensitive one, whatever it is called. One that is sensitive by its name is refused without.

    Raises CannotNote, NotHeld and Against.
    """
    policy = policy_at(child.index, at)
    details = {"service": service, "contact": contact.name}
    details |= {"contact_phone": contact.phone, "contact_email": contact.email}
    _whole(details, policy, needed=("service", "contact"))
    check_sensitive(service, grounds or Grounds(), policy, said=grounds is not None)
    sensitive = grounds is not None or is_sensitive(service, policy)
    check_unnamed([contact.name, contact.email], policy, service=service if sensitive else "")
    row = Involvement(child=child, since=since, details=details, sensitive=sensitive)
    return _note(row, by=by, at=at, key=key)


@act()
def lead(*, child: Child, who: Contact, since: date, by: Membership, at: datetime, key: UUID) -> LeadProfessional:
    """Say who leads for the child from a day on: whoever led before leads until then. Raises CannotNote and NotHeld."""
    policy = policy_at(child.index, at)
    _whole({"lead_professional": who.name, "contact_phone": who.phone, "contact_email": who.email}, policy)
    if not who.name.strip():
        raise CannotNote("Enter who the lead professional is.")
    take_turns(Child(pk=child.first))
    # Of a shielded child nobody is told whether, and since when, somebody of another organisation leads.
    last, _ = latest_lead(rows_of(child), of=None if child.shows is None else by.organisation) or (None, None)
    if last is not None and since < last.since:
        raise CannotNote(f"Somebody leads since {last.since:%-d %B %Y} already: a change cannot lie before that.")
    return _note(LeadProfessional(child=child, since=since, details=asdict(who)), by=by, at=at, key=key)


def latest_lead(
    rows: Iterable[Child], *, of: Organisation | None = None
) -> tuple[LeadProfessional, date | None] | None:
    """Of a child's rows, who was last put on record as leading, and until when: none where they lead still.

    What ended on the very day on which it began was a mistake: whoever led before leads still.

    Args:
        of: who put it on record; none for anybody.
    """
    seen = Q() if of is None else Q(organisation=of)
    leads = LeadProfessional.objects.filter(seen, child__in=rows).select_related("child", "organisation")
    found = list(leads.order_by("-since", "-pk"))
    ended = dict(Ending.objects.filter(what__in=map(about, found)).values_list("what", "on"))
    return next(((row, ended.get(about(row))) for row in found if ended.get(about(row)) != row.since), None)


@act()
def mark_assessment(*, child: Child, holder: str, since: date, by: Membership, at: datetime, key: UUID) -> Assessment:
    """Mark that an assessment exists, and with whom to ask: nothing of what it says. Raises CannotNote and NotHeld."""
    _whole({"contact": holder}, policy_at(child.index, at), needed=("contact",))
    return _note(Assessment(child=child, since=since, details={"holder": holder}), by=by, at=at, key=key)


@act()
def raise_concern(
    *, child: Child, contact: str, told: bool | None, review_by: date | None, by: Membership, at: datetime, key: UUID
) -> Concern:
    """Say that somebody wishes to be called, whether the family was told, and when it is looked at again.

    Raises CannotNote, NotHeld, and Against where one is left out or the review would be later than the text allows.
    """
    policy, today = policy_at(child.index, at), timezone.localdate(at)
    stated = {
        "whether the person was told": "" if told is None else str(told),
        "the day of its review": "" if review_by is None else review_by.isoformat(),
    }
    policy.check_stated("concern-raised", stated)
    if told is None or review_by is None:  # where the text asks for neither, the row does all the same
        raise CannotNote("Enter whether the family has been told, and a day of review.")
    _whole({"contact": contact}, policy, needed=("contact",))
    _in_time(review_by, latest_review(Concern, child.index, on=today), today)
    row = Concern(child=child, since=today, details={"contact": contact}, told=told, review_by=review_by)
    return _note(row, by=by, at=at, key=key)


# --- what goes on ---------------------------------------------------------------------------------------

# What must be looked at again -> the act of the text that does it.
REVIEWED: Final[Mapping[type[Noted], str]] = {Concern: "concern-reviewed", Shielding: "shielding-reviewed"}


@act()
def review(*, row: Concern | Shielding, next_by: date, by: Membership, at: datetime, key: UUID) -> Reviewed:
    """Put on record that a concern or a shielding was looked at and still holds, until its next day. CannotNote."""
    take_turns(row.child)
    if found := sent_before(Reviewed, key, by):
        return found
    _ours(row, by)
    _check_goes_on(row)
    today = timezone.localdate(at)
    _in_time(next_by, latest_review(type(row), row.child.index, on=today, again=True), today)
    made = Reviewed(child=row.child, what=about(row), next_by=next_by, **signed(row.child.index_id, by, at, key))
    made.save(by_action=True)
    return made


@act()
def end(*, row: Noted, on: date, by: Membership, at: datetime, key: UUID) -> Ending:
    """Say that what was put on record no longer holds from a day on. Raises CannotNote."""
    take_turns(row.child)
    if found := sent_before(Ending, key, by):
        return found
    _ours(row, by)
    if on < row.since:
        raise CannotNote("It cannot end before it began.")
    if on > timezone.localdate(at):
        raise CannotNote("The day lies ahead: enter the day on which it ended.")
    _check_goes_on(row)
    made = Ending(child=row.child, what=about(row), on=on, **signed(row.child.index_id, by, at, key))
    made.save(by_action=True)
    return made


def latest_review(of: type[Noted], index: Index, *, on: date, again: bool = False) -> date:
    """The last day that the index's text lets anybody choose on a day for a review; `again` for the next one."""
    return due(policy_of_index(index, on=on), REVIEWED[of], on, again=again)


def review_day(row: Concern | Shielding) -> date:
    """The day by which a concern or a shielding is looked at again, or stands against its clause."""
    last = Reviewed.objects.filter(what=about(row)).order_by("-at").first()
    if last is not None:
        day: date = last.next_by
        return day
    if isinstance(row, Concern):
        return row.review_by
    return due(policy_at(row.child.index, row.at), REVIEWED[Shielding], row.since)


def to_review(index: Index, *, by: Membership) -> list[tuple[date, Concern | Shielding]]:
    """What the member's organisation must look at again, the earliest first."""
    ours = {"index": index, "organisation": by.organisation, "child__until": None}
    rows: list[Concern | Shielding] = [
        row for model in REVIEWED for row in model.objects.filter(**ours).select_related("child", "index")
    ]
    days = ((review_day(row), row) for row in still_hold(rows))
    return sorted(days, key=lambda pair: (pair[0], pair[1].pk))


def _note(row: Row, *, by: Membership, at: datetime, key: UUID) -> Row:
    own = in_turn(row.child)
    must_take_part(takes_part(by.organisation_id, own.index))
    if found := sent_before(type(row), key, by):
        return found
    if own.until is not None:
        raise CannotNote("This record has ended. Nothing more is put on it.")
    if row.since > timezone.localdate(at):
        raise CannotNote("The day lies ahead: enter the day on which it began.")
    births = [day for told in told_to_all(own) if (day := first_possible(born(told))) is not None]
    if births and row.since < min(births) - BEFORE_BIRTH:
        raise CannotNote("The day lies long before the child was born. Check it, and the date of birth.")
    row.child = own
    row.details = {name: value.strip() for name, value in row.details.items() if value.strip()}
    for name, value in signed(own.index_id, by, at, key).items():
        setattr(row, name, value)
    if found := said_before(row):
        return found
    row.save(by_action=True)
    return row


def _whole(details: Mapping[str, str], policy: Policy, *, needed: Iterable[str] = ()) -> None:
    must_hold({name: value for name, value in details.items() if value.strip()}, policy)
    check_unnamed((value for name, value in details.items() if name != "service"), policy)
    missing = [name for name in needed if not details[name].strip()]
    if missing:
        raise CannotNote(f"Enter the {' and the '.join(missing)}.")


def _in_time(day: date, latest: date, today: date) -> None:
    if not today < day <= latest:
        raise CannotNote(f"Enter a day of review after today and by {latest:%-d %B %Y}.")


def _check_goes_on(row: Noted) -> None:
    if Ending.objects.filter(what=about(row)).exists():
        raise CannotNote("This has ended already.")


def _ours(row: Noted, by: Membership) -> None:
    if row.organisation_id != by.organisation_id:
        raise CannotNote("Another organisation put this on record. Ask them.")
