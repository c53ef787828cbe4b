"""Who put something on record, for which organisation and when; and whether that was said before."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sharewell.children.models import Noted
from sharewell.children.records.queries import still_hold
from sharewell.ledger.acts import Entry, about, enter
from sharewell.partners.models import Membership

Row = TypeVar("Row", bound=Noted)


def signed(index: int, by: Membership, at: datetime, key: UUID) -> dict[str, Any]:
    """The columns that every row of `Acted` has, but for what it is about."""
    return {"index_id": index, "organisation": by.organisation, "by": by.user, "at": at, "key": key}


def entered(act: str, row: Any, *, by: Membership, at: datetime, **more: Any) -> None:
    """Put into the ledger what somebody did about a row, where no row of its own says so."""
    enter(Entry(act=act, about=about(row), at=at, person=by.user_id, organisation=by.organisation_id, **more))


def sent_before(model: type[Any], key: UUID, by: Membership) -> Any:
    """The row that this very form made when it was sent before; None for a form that is new."""
    return model.objects.filter(organisation=by.organisation, key=key).first()


def said_before(row: Row) -> Row | None:
    """The row that says the very same and still holds; none where this says something new.

    Whoever goes back in the browser and sends a form once more has a new form: no page is kept, so it bears a new key.
    """
    alike = type(row)._default_manager.filter(child=row.child, organisation=row.organisation, since=row.since)
    found = still_hold(alike) if row.says else []
    return next((each for each in found if all(getattr(each, name) == getattr(row, name) for name in row.says)), None)
