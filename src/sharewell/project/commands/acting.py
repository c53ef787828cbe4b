"""For whom a command acts: an organisation, and one of its people who may do what the command does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sharewell.domain.errors import BadInput

if TYPE_CHECKING:
    from sharewell.partners.models import Membership, Organisation
    from sharewell.partners.roles import Action

By = Annotated[str, typer.Option("--by", metavar="EMAIL", help="Who does it, where several people may.")]


class CannotAct(BadInput):
    """There is no such organisation, or nobody there may do it."""


@contextmanager
def acting(organisation: str, email: str, *, may: str) -> Iterator[tuple[Membership, datetime]]:
    """The database, who does it there, and now. Raises CannotAct.

    Args:
        may: the name of the action of `partners.roles` that it takes.
    """
    from sharewell.project import serving

    with serving.database():
        from django.utils import timezone

        from sharewell.partners.context import seeing
        from sharewell.partners.roles import Action

        now = timezone.now()
        named = organisation_named(organisation)
        with seeing(organisation=named.pk):
            member = _member(named, email, Action[may], now)
        yield member, now


def organisation_named(name: str) -> Organisation:
    """Raises CannotAct, with those there are."""
    from sharewell.partners.models import Organisation

    found = Organisation.objects.filter(name=" ".join(name.split())).first()
    if found is None:
        known = ", ".join(Organisation.objects.order_by("name").values_list("name", flat=True)[:20])
        raise CannotAct(f"There is no organisation “{name}”. There are: {known or 'none yet'}.")
    return found


def _member(organisation: Organisation, email: str, action: Action, now: datetime) -> Membership:
    """Who may do it and is vetted and trained: the one who is named, or the only one there is."""
    from django.utils import timezone

    from sharewell.partners.queries import lapsed, who_may

    today = timezone.localdate(now)
    may = [member for member in who_may(action, organisation, on=today) if not lapsed(member, on=today)]
    chosen = [member for member in may if not email or member.user.email == email.strip().lower()]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        raise CannotAct(f"Several people of {organisation} may do this: say who does, with --by EMAIL.")
    who = f"{email} may not" if email else "Nobody may"
    raise CannotAct(
        f"{who} do this for {organisation}: it takes a role that may “{action.value}”, vetting and training that hold."
    )
