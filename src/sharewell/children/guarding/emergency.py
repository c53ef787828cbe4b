"""What is hidden of a shielded child, opened because it cannot wait.

It takes two steps of one person and a ground. It lasts for some minutes, the guardian sees it at once, and a second
person reviews it afterwards. What is open, and what is due, is told by its dates.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sharewell.children.guarding.shielding import shielding_of
from sharewell.children.jobs import tell_guardian
from sharewell.children.models import Child, Override, OverrideReview
from sharewell.children.records.holding import in_turn
from sharewell.children.records.policies import due, policy_at
from sharewell.children.records.signed import sent_before, signed
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import act
from sharewell.partners.emergencies import GROUNDS, guardians
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may

_CONFIRMED_WITHIN: Final = timedelta(minutes=10)


class CannotOverride(BadInput):
    """Nothing is hidden, it was confirmed or reviewed before, or it is not this person's to do."""


@act()
def ask_to_open(*, child: Child, ground: str, why: str, by: Membership, at: datetime, key: UUID) -> Override:
    """The first step: who, on what ground and why. It opens nothing yet. Raises CannotOverride and Against."""
    if not may(by, Action.BREAK_GLASS):
        raise CannotOverride("Your role does not open shielded records. Ask the keeper of the index.")
    own = in_turn(child)
    if found := sent_before(Override, key, by):
        return found
    policy = policy_at(own.index, at)
    policy.check_stated("shield-opened", {"the ground": ground, "why it cannot wait": why})
    if ground not in GROUNDS:
        raise CannotOverride("Select on what ground you open it.")
    if own.shows is None:
        raise CannotOverride("Nothing of this record is hidden.")
    row = Override(child=own, ground=ground, reason=why.strip(), until=at, **signed(own.index_id, by, at, key))
    row.save(by_action=True)
    return row


@act()
def confirm(*, asked: Override, by: Membership, at: datetime, key: UUID) -> Override:
    """The second step, of the same person and soon after: it opens the record, and tells the guardian.

    Raises CannotOverride.
    """
    own = in_turn(asked.child)
    if found := sent_before(Override, key, by):
        return found
    if asked.by_id != by.user_id or asked.organisation_id != by.organisation_id or asked.confirms_id is not None:
        raise CannotOverride("Only who asked to open this record confirms it.")
    if Override.objects.filter(confirms=asked).exists():
        raise CannotOverride("This has been confirmed already. Ask anew to open the record again.")
    if not asked.at <= at < asked.at + _CONFIRMED_WITHIN:
        raise CannotOverride("That was asked too long ago. Ask anew to open the record.")
    policy = policy_at(own.index, at)
    until = at + timedelta(minutes=policy.opening_minutes)
    row = Override(
        child=own,
        ground=asked.ground,
        reason=asked.reason,
        until=until,
        confirms=asked,
        **signed(own.index_id, by, at, key),
    )
    row.save(by_action=True)
    for reader in guardians(by.organisation, on=timezone.localdate(at)):
        tell_guardian.defer(organisation=by.organisation_id, opening=row.pk, membership=reader.pk)
    return row


@act()
def review(
    *, opening: Override, justified: bool, reason: str, by: Membership, at: datetime, key: UUID
) -> OverrideReview:
    """Put on record what a second person found of an opening. Raises CannotOverride."""
    if not may(by, Action.REVIEW_BREAK_GLASS):
        raise CannotOverride("Your role does not review emergency openings.")
    in_turn(opening.child)
    if found := sent_before(OverrideReview, key, by):
        return found
    if opening.by_id == by.user_id:
        raise CannotOverride("You opened this record yourself, so somebody else must review it.")
    if opening.organisation_id != by.organisation_id or opening.confirms_id is None:
        raise CannotOverride("This is not your organisation's to review.")
    if OverrideReview.objects.filter(opening=opening).exists():
        raise CannotOverride("Somebody has reviewed this already.")
    if not reason.strip():
        raise CannotOverride("Enter what you found.")
    row = OverrideReview(
        child=opening.child, opening=opening, justified=justified, reason=reason.strip(),
        **signed(opening.child.index_id, by, at, key),
    )  # fmt: skip
    row.save(by_action=True)
    return row


def is_open_to(child: Child, viewer: Membership, *, at: datetime) -> Override | None:
    """The opening under which a person sees, now, what is hidden of a child; it ends by itself.

    What was shielded anew since is shut: whoever did that may have done it because of this very opening.
    """
    mine = Override.objects.filter(child=child.first, confirms__isnull=False, by=viewer.user)
    found: Override | None = (
        mine.filter(organisation=viewer.organisation, at__lte=at, until__gt=at).order_by("-until").first()
    )
    shut = found is not None and (current := shielding_of(child)) is not None and current.at > found.at
    return None if shut else found


def openings(viewer: Membership) -> QuerySet[Override]:
    """All openings of the viewer's organisation, the latest first; none for whoever does not review them."""
    seen = Q() if may(viewer, Action.REVIEW_BREAK_GLASS) else Q(pk__in=())
    rows = Override.objects.filter(seen, organisation=viewer.organisation, confirms__isnull=False).order_by("-at")
    return rows.select_related("child", "child__index", "by", "review__by")


def review_due(opening: Override) -> date:
    """The last day for its review."""
    return due(policy_at(opening.child.index, opening.at), "opening-reviewed", timezone.localdate(opening.at))
