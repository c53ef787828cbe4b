"""Making and taking back tokens. The token itself is told once, to whoever makes it, and is kept nowhere."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from sharewell.api.models import Token
from sharewell.api.queries import hash_of, tokens
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import Entry, about, act, enter, row_values
from sharewell.partners.models import Membership

PREFIX = "sharewell_"  # by which whoever finds one in a file, or a scanner for secrets, knows what it is
LONGEST = timedelta(days=365)


class CannotMake(BadInput):
    """A token cannot be made, or taken back, as it was asked for: says why."""


@act()
def make_token(*, name: str, until: date, by: Membership, at: datetime, key: UUID) -> str:
    """Make a token of one's own membership, and return it. Raises CannotMake."""
    today = timezone.localdate(at)
    Membership.objects.select_for_update().get(pk=by.pk)  # one at a time, so that a form sent twice is seen
    if Token.objects.filter(membership=by, key=key).exists():
        raise CannotMake("This token was made and shown already. If it is lost, revoke it and make another.")
    if not today <= until <= today + LONGEST:
        raise CannotMake("The last day must be today or later, and at most a year from now.")
    secret = PREFIX + secrets.token_urlsafe(32)
    row = Token.objects.create(
        organisation=by.organisation,
        membership=by,
        name=name,
        hash=hash_of(secret),
        key=key,
        since=today,
        until=until,
        made_at=at,
    )
    _enter("token-made", row, by, at)
    return secret


@act()
def revoke_token(*, token: int, by: Membership, at: datetime) -> Token:
    """A token opens nothing from now on. Raises Token.DoesNotExist where it is not the person's to revoke."""
    row = tokens(by).select_for_update(of=("self",)).get(pk=token)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _enter("token-revoked", row, by, at)
    return row


def _enter(what: str, row: Token, by: Membership, at: datetime) -> None:
    enter(
        Entry(
            act=what,
            about=about(row),
            at=at,
            person=by.user_id,
            organisation=by.organisation_id,
            committed=row_values(row),
        )
    )
