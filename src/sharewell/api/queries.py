from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet

from sharewell.api.models import Token
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a token stands for: ids of rows, which are seen once the organisation and the person are told."""

    membership: int
    organisation: int


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def held(secret: str, *, on: date) -> Held | None:
    """What this token stands for on a day; None where there is no such token, or it holds no more."""
    name = hash_of(secret)
    with seeing(feed=name):  # whoever knows a token sees its row, as with the secret address of a calendar
        row = Token.objects.filter(hash=name, since__lte=on, until__gte=on, revoked_at=None).first()
    return None if row is None else Held(membership=row.membership_id, organisation=row.organisation_id)


def membership_of(found: Held, *, on: date) -> Membership | None:
    """Whom the token acts for, while they still act for their organisation."""
    rows = Membership.objects.filter(pk=found.membership, organisation=found.organisation).on(on)
    return rows.select_related("organisation", "user").first()


def tokens(viewer: Membership) -> QuerySet[Token]:
    """The viewer's own tokens; all of the organisation's for whoever looks after its people."""
    rows = Token.objects.filter(organisation=viewer.organisation).select_related("membership__user")
    return rows if may(viewer, Action.MANAGE_PEOPLE) else rows.filter(membership__user=viewer.user)
