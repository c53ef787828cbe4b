"""A small invented index for whoever looks round: families, twins, and the same children as two services wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone

from sharewell.children.around import involving
from sharewell.children.around.involving import Contact
from sharewell.children.intake.actions import found, register
from sharewell.children.models import Child, Index
from sharewell.children.moves.transfers import offer
from sharewell.ledger.acts import act
from sharewell.linking.inventing.errors import extract
from sharewell.linking.inventing.families import children_still
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership, Organisation

CHILDREN: Final = 240
SEED: Final = 2006
_WRITTEN_TWICE: Final = 60
# Whom a guide can name: two sisters who are twins, and their brother.
_QUINTRELLS: Final = (
    {"forename": "Mary", "sex": "f", "birth_date": "2015-05-01", "nhs_number": "9000000009"},
    {"forename": "Ellen", "sex": "f", "birth_date": "2015-05-01"},
    {"forename": "Tom", "sex": "m", "birth_date": "2012-02-11"},
)
_AT_HOME: Final = {
    "surname": "Quintrell",
    "house": "3",
    "street": "Lantern Lane",
    "town": "London",
    "postcode": "N17 9LJ",
    "phone": "020 7946 0999",
    "parent_name": "Ruth Quintrell",
    "school": "Lantern Lane Primary",
}

_MOVES: Final = {
    "forename": "Nerys",
    "surname": "Pendry",
    "sex": "f",
    "birth_date": "2016-10-03",
    "house": "9",
    "street": "Mill Row",
    "town": "London",
    "postcode": "N17 9LJ",
    "school": "Mill Row Primary",
}


def seed(
    told: Mapping[str, str], *, council: Membership, trust: Membership, partners: list[Organisation], at: datetime
) -> Index:
    """Make the index that is told where there is none yet: most from the council's roll, some from the trust's too."""
    with seeing(organisation=council.organisation_id):  # to nobody at all it is not shown
        if there := Index.objects.select_related("keeper").filter(name=told["name"]).first():
            return there
    with seeing(organisation=council.organisation_id), act():
        index = found(**told, partners=partners, by=council, at=at)
        family = [_put(index, _AT_HOME | each, f"Q{n}", by=council, at=at) for n, each in enumerate(_QUINTRELLS, 1)]
        invented = children_still(CHILDREN, seed=SEED, on=timezone.localdate(at))
        for each in invented:
            _put(index, each.details, each.id, by=council, at=at)
        involving.lead(child=family[0], who=Contact("Amara Okafor", "020 7946 0101"), **_noted(council, at))
    with seeing(organisation=trust.organisation_id), act():
        _put(
            index,
            _AT_HOME | _QUINTRELLS[0] | {"surname": "Quintrel", "gp_practice": "Elm Surgery"},
            "T1",
            by=trust,
            at=at,
        )
        for each, _, _ in extract(invented[:_WRITTEN_TWICE], [], seed=1):
            _put(index, each.details, each.id, by=trust, at=at)
        visitor = Contact("Elif Demir", "020 7946 0102")
        for child in family[:2]:
            involving.involve(child=child, service="Health visiting", contact=visitor, **_noted(trust, at))
    return index


def seed_elsewhere(told: dict[str, Any], *, keeper: Membership, to: Index, at: datetime) -> None:
    """Make the index of another area where there is none yet: a girl of it moves, and her record is offered."""
    with seeing(organisation=keeper.organisation_id), act():
        if Index.objects.filter(name=told["name"]).exists():
            return
        signed: dict[str, Any] = {"by": keeper, "at": at - timedelta(days=6)}
        girl = _put(found(partners=[], **told | signed), _MOVES, "P1", **signed)
        offer(child=girl, to=to, reason="lives-there", key=uuid4(), **signed)


def _put(index: Index, details: Mapping[str, str], record: str, *, by: Membership, at: datetime) -> Child:
    return register(index=index, details=details, source="demo", record=record, by=by, at=at).child


def _noted(by: Membership, at: datetime) -> dict[str, Any]:
    return {"since": timezone.localdate(at) - timedelta(days=400), "by": by, "at": at, "key": uuid4()}
