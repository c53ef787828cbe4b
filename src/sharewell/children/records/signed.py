"""Who put something on record, for which organisation and when; and whether the form that did so was sent before."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sharewell.ledger.acts import Entry, about, enter
from sharewell.partners.models import Membership


def signed(index: int, by: Membership, at: datetime, key: UUID) -> dict[str, Any]:
    """The columns that every row of `Acted` has, but for what it is about."""
    return {"index_id": index, "organisation": by.organisation, "by": by.user, "at": at, "key": key}


def entered(act: str, row: Any, *, by: Membership, at: datetime, **more: Any) -> None:
    """Put into the ledger what somebody did about a row, where no row of its own says so."""
    enter(Entry(act=act, about=about(row), at=at, person=by.user_id, organisation=by.organisation_id, **more))


def sent_before(model: type[Any], key: UUID, by: Membership) -> Any:
    """The row that this very form made when it was sent before; None for a form that is new."""
    return model.objects.filter(organisation=by.organisation, key=key).first()
