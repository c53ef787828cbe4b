"""Who put a row on record, for which organisation and when; and whether the form that did so was sent before."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sharewell.partners.models import Membership


def signed(index: int, by: Membership, at: datetime, key: UUID) -> dict[str, Any]:
    """The columns that every row of `Acted` has, but for what it is about."""
    return {"index_id": index, "organisation": by.organisation, "by": by.user, "at": at, "key": key}


def sent_before(model: type[Any], key: UUID, by: Membership) -> Any:
    """The row that this very form made when it was sent before; None for a form that is new."""
    return model.objects.filter(organisation=by.organisation, key=key).first()
