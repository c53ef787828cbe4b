"""Asking the NHS for a child's number: an act that is on record, whatever the answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from sharewell.children.models import Child
from sharewell.children.patients import person_of
from sharewell.demographics.asking import look_for
from sharewell.demographics.service import Service, read_service
from sharewell.demographics.ways import Answer
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.partners.models import Membership


def service() -> Service | None:
    """The service that may be asked; None where this installation asks none. Raises BadService."""
    if not settings.DEMOGRAPHICS:
        return None
    return read_service(Path(settings.DEMOGRAPHICS), pace_file=settings.DATA / "demographics-turn")


@act()
def ask_the_nhs(*, child: Child, by: Membership, at: datetime, service: Service) -> Answer:
    """Whose number the child's may be. Raises what `look_for` raises: then nothing is on record."""
    answer = look_for(person_of(child.told), service)
    enter(
        Entry(
            act="nhs-number-asked",
            about=about(child),
            at=at,
            person=by.user_id,
            organisation=by.organisation_id,
            outcome=answer.status.value,
        )
    )
    return answer
