"""Breaking the glass: a person opens a record of their organisation that is not theirs to see, because it cannot wait.

It takes a ground and a reason, tells the organisation's guardian at once, shuts by itself, and waits on a second
person's review. What is open, and what is due, is told by its dates.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from sharewell.domain.calendar import Period, Unit, after
from sharewell.ledger.acts import act
from sharewell.partners.emergencies import GROUNDS, guardians
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may
from sharewell.protocols.calendars import bank_holidays
from sharewell.sharing.actions import CannotRecord, _add, _lock, _once
from sharewell.sharing.jobs import tell_guardian
from sharewell.sharing.models import Opening, Request, Review
from sharewell.sharing.queries import edition_of, latest_decision, requests

REVIEWED_WITHIN = Period(2, Unit.WORKING_DAY)


@act()
def break_glass(*, reference: str, ground: str, reason: str, by: Membership, at: datetime, key: UUID) -> Opening:
    """Open a record for a while. Raises CannotRecord."""
    if not may(by, Action.BREAK_GLASS):
        raise CannotRecord("Your role does not open records in an emergency. Ask your designated manager.")
    request = Request.objects.filter(organisation=by.organisation, reference=reference.strip().upper()).first()
    if request is None:
        raise CannotRecord("Your organisation has no record with this reference. Check it, and enter it again.")
    _lock(request)
    if found := _once(Opening, key, by, request):
        return found
    if requests(by).filter(pk=request.pk).exists():
        raise CannotRecord("This record is open to you already. Find it among your decisions.")
    if ground not in GROUNDS or not reason.strip():
        raise CannotRecord("Select on what ground you open it, and enter why it cannot wait.")
    until = at + timedelta(minutes=settings.BREAK_GLASS_MINUTES)
    opening = _add(
        Opening(request=request, ground=ground, reason=reason.strip(), until=until, by=by.user, at=at, key=key)
    )
    for reader in guardians(by.organisation, on=timezone.localdate(at)):
        tell_guardian.defer(organisation=by.organisation_id, opening=opening.pk, membership=reader.pk)
    return opening


@act()
def review(*, opening: Opening, justified: bool, reason: str, by: Membership, at: datetime, key: UUID) -> Review:
    """Put on record what a second person found. Raises CannotRecord."""
    if not may(by, Action.REVIEW_BREAK_GLASS):
        raise CannotRecord("Your role does not review emergency openings.")
    _lock(opening.request)
    if found := _once(Review, key, by, opening.request):
        return found
    if opening.by_id == by.user_id:
        raise CannotRecord("You opened this record yourself, so somebody else must review it.")
    if Review.objects.filter(opening=opening).exists():
        raise CannotRecord("Somebody has reviewed this already.")
    if not reason.strip():
        raise CannotRecord("Enter what you found.")
    return _add(Review(opening=opening, justified=justified, reason=reason.strip(), by=by.user, at=at, key=key))


def openings(viewer: Membership) -> QuerySet[Opening]:
    """All emergency openings of the viewer's organisation, the latest first; none for whoever does not review them."""
    seen = Q() if may(viewer, Action.REVIEW_BREAK_GLASS) else Q(pk__in=())
    rows = Opening.objects.filter(seen, organisation=viewer.organisation).order_by("-at")
    return rows.select_related("request__organisation", Opening.sealed_by, "by", "review__by")


def to_review(viewer: Membership) -> QuerySet[Opening]:
    """Those that wait for a review that the viewer may give. Of an erased record there is nothing left to review."""
    waiting = openings(viewer).filter(review=None, request__sealed_under__wrapped__isnull=False)
    return waiting.exclude(by=viewer.user)


def review_due(opening: Opening) -> date:
    """The last day for its review."""
    holidays = bank_holidays(edition_of(latest_decision(opening.request)).protocol.holidays)
    return after(REVIEWED_WITHIN, timezone.localdate(opening.at), holidays)
