"""Asking the NHS for a child's number: an act that is on record, whatever the answer."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings

from sharewell.children.intake.actions import register
from sharewell.children.matches.joining import CannotJoin, join
from sharewell.children.matches.reviewing import ask_about
from sharewell.children.models import Child
from sharewell.children.nhs.patients import details_of, person_of
from sharewell.children.records.signed import entered
from sharewell.demographics.asking import look_for
from sharewell.demographics.service import Service, read_service
from sharewell.demographics.ways import Answer, Found
from sharewell.ledger.acts import act
from sharewell.partners.models import Membership

SOURCE: Final = "Personal Demographics Service"
_KEPT: Final = {"forename", "middle_names", "surname", "birth_date", "sex", "nhs_number"}
"""Where a record is restricted, nothing else of it comes; and where it is not, nothing else is asked for here."""


def service() -> Service | None:
    """The service that may be asked; None where this installation asks none. Raises BadService."""
    if not settings.DEMOGRAPHICS:
        return None
    return read_service(Path(settings.DEMOGRAPHICS), pace_file=settings.DATA / "demographics-turn")


@act()
def ask_the_nhs(*, child: Child, by: Membership, at: datetime, service: Service) -> Answer:
    """Whose number the child's may be. Raises what `look_for` raises: then nothing is on record."""
    answer = look_for(person_of(child.told), service)
    entered("nhs-number-asked", child, by=by, at=at, outcome=answer.status.value)
    return answer


@act()
def keep_number(*, child: Child, found: Found, by: Membership, at: datetime, key: UUID) -> None:
    """Put the number on the child's record, with the name and birth date that the NHS has beside it.

    It becomes a row of its own, from a source of its own: so what others say of the child stays as they said it.
    """
    told = {name: value for name, value in details_of(found.person).items() if name in _KEPT}
    row = register(index=child.index, details=told, source=SOURCE, record=child.reference, by=by, at=at).child
    row.refresh_from_db(fields=["merged_into"])
    if row.first == child.first:
        return
    whose = row.merged_into
    join(rows=[row], into=child, by=by, at=at, key=key)
    if whose is not None:  # another record has the number that is this child's: somebody must look at the two
        with suppress(CannotJoin):  # one is shielded
            ask_about(one=whose, other=child, by=by, at=at, key=uuid4())
