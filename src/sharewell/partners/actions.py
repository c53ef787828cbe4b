"""Writes about an organisation's own people. Nobody does any of it to themselves; a form sent twice acts once.

Whether the person works elsewhere too is never told: whoever is added is answered the same.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

from sharewell.accounts.models import User
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import Entry, about, act, enter, row_values
from sharewell.partners.context import seeing
from sharewell.partners.facts import last_day
from sharewell.partners.models import Accreditation, Capacity, Kind, Membership, Organisation, Recognised, Revocation
from sharewell.partners.queries import accreditations, people, recognised
from sharewell.partners.roles import Action, may

DAY = timedelta(days=1)


class CannotChange(BadInput):
    """What somebody wants to change of an organisation's people does not stand: says why and what to do."""


@act()
def add_person(
    *, email: str, name: str, capacity: str, volunteer: bool, since: date, by: Membership, at: datetime
) -> Membership:
    """Have somebody act for the organisation from a day on. Raises CannotChange where they do so already."""
    _must(by, Action.MANAGE_PEOPLE)
    _in_turn(by)
    email = email.strip().lower()
    user, _ = User.objects.get_or_create(email=email, defaults={"name": name, "password": make_password(None)})
    row = Membership(
        user=user, organisation=by.organisation, capacity=capacity, name=name, volunteer=volunteer, since=since
    )
    others = people(by.organisation).filter(user=user)
    if same := others.filter(capacity=capacity, volunteer=volunteer, since=since, until=None).first():
        return same
    if any(other.until is None or other.until >= since for other in others):
        raise CannotChange("This person is already one of your organisation’s people. Open their page to change it.")
    row.save()
    _enter("membership-begun", row, by, at)
    return row


@act()
def enrol(*, organisation: str, kinds: tuple[str, ...], email: str, name: str, at: datetime) -> Membership:
    """Make a partner, where there is none of the name, and its first administrator, who adds everybody else.

    For whoever runs the service. Raises CannotChange where the organisation has an administrator: they add people.
    """
    partner, _ = Organisation.objects.get_or_create(name=organisation, defaults={"kinds": list(kinds)})
    user, _ = User.objects.get_or_create(email=email, defaults={"name": name, "password": make_password(None)})
    today = timezone.localdate(at)
    with seeing(organisation=partner.pk, person=user.pk):
        if people(partner).on(today).filter(capacity=Capacity.ADMINISTRATOR).exists():
            raise CannotChange(f"{partner} has an administrator, who adds its people. Ask them.")
        row = Membership(user=user, organisation=partner, capacity=Capacity.ADMINISTRATOR, name=name, since=today)
        row.save()
    told: dict[str, Any] = {"organisation": partner.pk, "committed": row_values(row)}
    enter(Entry(act="partner-enrolled", about=about(row), at=at, **told))
    return row


@act()
def end_membership(*, membership: Membership, until: date, by: Membership, at: datetime) -> Membership:
    """Name the last day that somebody acts for the organisation."""
    row = _colleague(membership, by, Action.MANAGE_PEOPLE)
    if row.until == until:
        return row
    if until < row.since:
        raise CannotChange("The last day must not be before the first day.")
    if row.until is not None and row.until < timezone.localdate(at):
        raise CannotChange("This has ended already. Add the person again instead.")
    row.until = until
    row.save(update_fields=["until"])
    _enter("membership-ended", row, by, at)
    return row


@act()
def change_role(*, membership: Membership, capacity: str, since: date, by: Membership, at: datetime) -> Membership:
    """End one membership and begin another the day after: what was done in a role stays done in it."""
    row = _colleague(membership, by, Action.MANAGE_PEOPLE)
    if since <= row.since:
        raise CannotChange("The new role must begin on a later day than the present one did.")
    following = people(by.organisation).filter(user=row.user, since=since, capacity=capacity).first()
    if following is not None and row.until == since - DAY:
        return following
    if row.capacity == capacity:
        raise CannotChange("That is their role already.")
    if row.until is not None and row.until < since:
        raise CannotChange("They no longer act for your organisation on that day. Add them again instead.")
    last, row.until = row.until, since - DAY
    row.save(update_fields=["until"])
    new = Membership(
        user=row.user,
        organisation=row.organisation,
        capacity=capacity,
        name=row.name,
        volunteer=row.volunteer,
        since=since,
        until=last,
    )
    new.save()
    _enter("membership-ended", row, by, at)
    _enter("membership-begun", new, by, at)
    return new


@act()
def recognise(*, kind: str, name: str, months: int, by: Membership, at: datetime) -> Recognised:
    """Have the organisation recognise a vetting check or a course."""
    _must(by, Action.ACCREDIT)
    _in_turn(by)
    name = " ".join(name.split())
    same = recognised(by.organisation).filter(kind=kind, name=name).first()
    if same is not None:
        if same.months != months:
            raise CannotChange(f"Your organisation recognises this already, for {same.months} months.")
        return same
    row = Recognised.objects.create(organisation=by.organisation, kind=Kind(kind), name=name, months=months)
    _enter("recognised", row, by, at)
    return row


@act()
def accredit(
    *, membership: Membership, of: Recognised, passed: date, until: date | None, by: Membership, at: datetime
) -> Accreditation:
    """Put on record that a colleague passed a check or a course. Without `until` it lasts as long as is recognised."""
    person = _colleague(membership, by, Action.ACCREDIT)
    if of.organisation_id != by.organisation_id:
        raise PermissionDenied
    longest = last_day(passed, of.months)
    if passed > timezone.localdate(at):
        raise CannotChange("The day it was passed must be today or in the past.")
    if until is not None and not passed <= until <= longest:
        raise CannotChange(f"It lasts {of.months} months at most: to {longest.day} {longest:%B %Y}.")
    until = until or longest
    mine = accreditations(by.organisation).filter(user=person.user, revocation=None)
    if same := mine.filter(recognised=of, passed=passed, until=until).first():
        return same
    row = Accreditation.objects.create(
        organisation=by.organisation, user=person.user, recognised=of, passed=passed, until=until, by=by, at=at
    )
    _enter("accredited", row, by, at)
    return row


@act()
def revoke(*, accreditation: Accreditation, reason: str, by: Membership, at: datetime) -> Revocation:
    """An accreditation counts no more from now on. Also what was recorded in error is taken back so."""
    _must(by, Action.ACCREDIT)
    if accreditation.organisation_id != by.organisation_id:
        raise PermissionDenied
    if accreditation.user_id == by.user_id:
        raise CannotChange(_NOT_YOURSELF)
    _in_turn(by)
    if done := Revocation.objects.filter(accreditation=accreditation).first():
        return done
    row = Revocation.objects.create(
        organisation=by.organisation, accreditation=accreditation, reason=reason, by=by, at=at
    )
    _enter("accreditation-revoked", row, by, at)
    return row


_NOT_YOURSELF = "Nobody does this for themselves. Ask a colleague who may."


def _must(by: Membership, action: Action) -> None:
    if not may(by, action):
        raise PermissionDenied


def _colleague(membership: Membership, by: Membership, action: Action) -> Membership:
    """The row, held until the end of the act. Raises CannotChange where it is one's own."""
    _must(by, action)
    row = people(by.organisation).select_for_update(of=("self",)).get(pk=membership.pk)
    if row.user_id == by.user_id:
        raise CannotChange(_NOT_YOURSELF)
    return row


def _in_turn(by: Membership) -> None:
    """One at a time by one person, so that a form sent twice at once finds what it did."""
    Membership.objects.select_for_update().get(pk=by.pk)


def _enter(what: str, row: models.Model, by: Membership, at: datetime) -> None:
    told: dict[str, Any] = {"person": by.user_id, "organisation": by.organisation_id, "committed": row_values(row)}
    enter(Entry(act=what, about=about(row), at=at, **told))
