"""A child whom somebody must not find: few details stay in sight, and by the others nobody finds it.

Match keys of the hidden details are removed and `Child.told` leaves them out, so that no search has anything to find,
weigh, count or wait for. In an emergency somebody opens what is hidden: in two steps, on a ground, for some minutes,
seen by the guardian at once and by a second person afterwards. What is open, and what is due, is told by its dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sharewell.children.jobs import tell_guardian
from sharewell.children.models import Child, Ending, Override, OverrideReview, Shielding
from sharewell.children.records import facts, keying
from sharewell.children.records.holding import held
from sharewell.children.records.policies import policy_of_index
from sharewell.children.records.queries import rows_of, still_hold
from sharewell.children.records.signed import sent_before, signed
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import FIELDS
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import stays
from sharewell.ledger.acts import about, act
from sharewell.partners.emergencies import GROUNDS, guardians
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.locked import take_turns


class CannotShield(BadInput):
    """It is shielded or open already, was confirmed or reviewed before, or is not this person's to do."""


_CONFIRMED_WITHIN = timedelta(minutes=10)


# --- shielding, and its end -----------------------------------------------------------------------------


@act()
def shield(*, child: Child, ground: str, views: str, by: Membership, at: datetime, key: UUID) -> Shielding:
    """Hide all of a child but the fields that the text leaves in sight. Raises CannotShield and Against."""
    own = _turn(child)
    if found := sent_before(Shielding, key, by):
        return found
    policy = policy_of_index(own.index, on=timezone.localdate(at))
    policy.check_stated("shielded", {"the ground": ground, "the views heard": views})
    if own.until is not None:  # what is shielded where nobody finds it would stay in sight where it is
        raise CannotShield("This record has ended, or is in another index by now.")
    if own.shows is not None:
        raise CannotShield("This record is shielded already.")
    shown = fields_in_sight(policy)
    _show(own, shown)
    row = Shielding(
        child=own, since=timezone.localdate(at), details={"ground": ground, "views": views}, visible=shown,
        clause=policy.shows_clause, **signed(own.index_id, by, at, key),
    )  # fmt: skip
    row.save(by_action=True)
    return row


@act()
def unshield(*, child: Child, by: Membership, at: datetime, key: UUID) -> Ending:
    """Bring everything back into sight. Raises CannotShield."""
    own = _turn(child)
    if found := sent_before(Ending, key, by):
        return found
    current = shielding_of(own)
    if own.shows is None:
        raise CannotShield("This record is not shielded.")
    if by.organisation_id not in (current and current.organisation_id, own.index.keeper_id):
        raise CannotShield("Only who shielded this record, or the keeper of the index, ends it.")
    _show(own, None)
    # A row that was parted from a shielded child is hidden without a shielding of its own.
    what = about(current) if current else f"children.child:{own.pk}:{key}"
    ending = Ending(what=what, child=own, on=timezone.localdate(at), **signed(own.index_id, by, at, key))
    ending.save(by_action=True)
    return ending


def settle(rows: Iterable[Child]) -> None:
    """After rows were joined or parted: what is joined to a shielded child is hidden too. What was parted stays so."""
    firsts = {row.first for row in rows}
    theirs = Child.objects.filter(Q(pk__in=firsts) | Q(merged_into__in=firsts), until=None)
    for pk in sorted({row.first for row in theirs.exclude(shows=None).only("merged_into")}):
        own = Child.objects.get(pk=pk)
        _show(own, next(row.shows for row in rows_of(own) if row.shows is not None))


def fields_in_sight(policy: Policy) -> list[str]:
    """Every name of ours for a field that the text leaves in sight, as details are named."""
    return [name.replace("-", "_") for name in FIELDS if stays(name, policy)]


def shielding_of(child: Child) -> Shielding | None:
    """The one that holds, of the child's own row."""
    return next(iter(still_hold(Shielding.objects.filter(child=child.first).order_by("-at"))), None)


def _show(own: Child, shown: list[str] | None) -> None:
    for row in held(own):
        if row.shows == shown:  # so that joining one more takes no longer the more organisations have a record
            continue
        before = facts.row(row.told)
        row.shows = shown
        row.save(update_fields=["shows"])
        keying.renew(row, before)


# --- the emergency --------------------------------------------------------------------------------------


@act()
def ask_to_open(*, child: Child, ground: str, why: str, by: Membership, at: datetime, key: UUID) -> Override:
    """The first step: who, on what ground and why. It opens nothing yet. Raises CannotShield and Against."""
    if not may(by, Action.BREAK_GLASS):
        raise CannotShield("Your role does not open shielded records. Ask the keeper of the index.")
    own = _turn(child)
    if found := sent_before(Override, key, by):
        return found
    policy = policy_of_index(own.index, on=timezone.localdate(at))
    policy.check_stated("shield-opened", {"the ground": ground, "why it cannot wait": why})
    if ground not in GROUNDS:
        raise CannotShield("Select on what ground you open it.")
    if own.shows is None:
        raise CannotShield("Nothing of this record is hidden.")
    row = Override(child=own, ground=ground, reason=why.strip(), until=at, **signed(own.index_id, by, at, key))
    row.save(by_action=True)
    return row


@act()
def confirm(*, asked: Override, by: Membership, at: datetime, key: UUID) -> Override:
    """The second step, of the same person and soon after: it opens the record, and tells the guardian. CannotShield."""
    own = _turn(asked.child)
    if found := sent_before(Override, key, by):
        return found
    if asked.by_id != by.user_id or asked.organisation_id != by.organisation_id or asked.confirms_id is not None:
        raise CannotShield("Only who asked to open this record confirms it.")
    if Override.objects.filter(confirms=asked).exists():
        raise CannotShield("This has been confirmed already. Ask anew to open the record again.")
    if not asked.at <= at < asked.at + _CONFIRMED_WITHIN:
        raise CannotShield("That was asked too long ago. Ask anew to open the record.")
    policy = policy_of_index(own.index, on=timezone.localdate(at))
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
    """Put on record what a second person found of an opening. Raises CannotShield."""
    if not may(by, Action.REVIEW_BREAK_GLASS):
        raise CannotShield("Your role does not review emergency openings.")
    _turn(opening.child)
    if found := sent_before(OverrideReview, key, by):
        return found
    if opening.by_id == by.user_id:
        raise CannotShield("You opened this record yourself, so somebody else must review it.")
    if opening.organisation_id != by.organisation_id or opening.confirms_id is None:
        raise CannotShield("This is not your organisation's to review.")
    if OverrideReview.objects.filter(opening=opening).exists():
        raise CannotShield("Somebody has reviewed this already.")
    if not reason.strip():
        raise CannotShield("Enter what you found.")
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
    on = timezone.localdate(opening.at)
    policy = policy_of_index(opening.child.index, on=on)
    return policy.due("opening-reviewed", on, bank_holidays(policy.edition.protocol.holidays))


def _turn(child: Child) -> Child:
    """The child's own row, while nobody else acts on it."""
    own = Child.objects.select_related("index").get(pk=child.first)
    take_turns(own)
    return Child.objects.select_related("index").get(pk=own.pk)
