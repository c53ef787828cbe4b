"""What the auditor is shown of look-ups: who, when, how many of how many, and the clause. Nobody who was looked up."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from sharewell.accounts.models import User
from sharewell.children.models import Child, Index, Involvement, LookUp
from sharewell.children.records.policies import policy_of_index
from sharewell.domain.index.watching import Look, Sign, signs
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may
from sharewell.protocols.calendars import bank_holidays

SHOWN = timedelta(days=60)


def signs_of(index: Index, viewer: Membership, *, on: date) -> list[Sign]:
    """Signs in the look-ups of the viewer's organisation in the last 60 days; none for whoever does not audit."""
    if not may(viewer, Action.SEE_AUDIT):
        return []
    policy = policy_of_index(index, on=on)
    return signs(_looks(index, viewer, on), policy, bank_holidays(policy.edition.protocol.holidays))


def counted(index: Index, viewer: Membership, *, on: date) -> Counter[int]:
    """How often each person of the organisation looked somebody up in those days."""
    return Counter(look.by for look in _looks(index, viewer, on)) if may(viewer, Action.SEE_AUDIT) else Counter()


def names(found: list[Sign]) -> dict[int, User]:
    """Whom the signs are of, by the number that a sign has."""
    return User.objects.in_bulk({sign.by for sign in found})


def _looks(index: Index, viewer: Membership, on: date) -> list[Look]:
    since = timezone.make_aware(datetime.combine(on - SHOWN, time.min))
    rows = LookUp.objects.filter(index=index, organisation=viewer.organisation, at__gte=since)
    works_with = set(
        Involvement.objects.filter(index=index, organisation=viewer.organisation).values_list("child", flat=True)
    )
    return [
        Look(by=by, at=timezone.localtime(at), found=child, showed=answered > 0, involved=child in works_with, kin=kin)
        for by, at, child, answered, kin in rows.values_list("by", "at", "child", "answered", "kin")
    ]


def looks_at(child: Child) -> QuerySet[LookUp]:
    """Everybody who opened a child's record, the latest first: what a child or parent is told who asks."""
    theirs = Q(child=child.first) | Q(child__merged_into=child.first)
    return LookUp.objects.filter(theirs).select_related("by", "organisation").order_by("-at")
