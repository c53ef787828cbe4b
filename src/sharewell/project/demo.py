"""The invented partnership of `sharewell demo`, read from a file beside the texts: no party is named in code."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from sharewell.accounts.models import User
from sharewell.children import demo as children
from sharewell.ledger.acts import act
from sharewell.matters import demo as matters
from sharewell.partners import actions as partners
from sharewell.partners.context import seeing
from sharewell.partners.models import Accreditation, Capacity, Membership, Organisation
from sharewell.partners.roles import ABOUT_PEOPLE, ROLES
from sharewell.protocols.actions import publish_bundled

PASSWORD = "the-words-are-the-program"  # noqa: S105 (printed on the screen: it guards invented people)
PARTNERSHIP = Path(__file__).parents[3] / "texts/demo/partnership.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    email: str
    capacity: str
    organisation: str


@transaction.atomic
def seed_children() -> list[Person]:
    """The invented index, and one of another area: for the demo alone, since tests make what children they need.

    Return whom else one can sign in as.
    """
    partnership, now = json.loads(PARTNERSHIP.read_text()), timezone.now()
    council, trust, police = (_member(email) for email in ("council.manager", "health.manager", "police.manager"))
    partners = [trust.organisation, police.organisation]
    index = children.seed(partnership["index"], council=council, trust=trust, partners=partners, at=now)
    elsewhere = partnership["elsewhere"]
    people = _join(elsewhere, partnership)
    keeper = _member("enfield.manager")
    children.seed_elsewhere(elsewhere["index"], keeper=keeper, to=index, at=now)
    return people


def _member(email: str) -> Membership:
    user = User.objects.get(email=f"{email}@example.org")
    with seeing(person=user.pk):
        return Membership.objects.select_related("organisation", "user").get(user=user)


@transaction.atomic
def seed() -> list[Person]:
    """Make what is not there yet of the partnership and its people; return whom one can sign in as."""
    partnership = json.loads(PARTNERSHIP.read_text())
    people = _join(partnership, partnership)
    lead = min(_leads(people), key=lambda membership: membership.pk)
    with seeing(organisation=lead.organisation_id):
        publish_bundled(by=lead, at=timezone.now())
        matters.seed(by=lead, at=timezone.now())
    return people


def _leads(people: Iterable[Person]) -> Iterator[Membership]:
    governance = Capacity.GOVERNANCE_LEAD.label
    return (_member(each.email.partition("@")[0]) for each in people if each.capacity == governance)


def _join(told: Mapping[str, Any], partnership: Mapping[str, Any]) -> list[Person]:
    """Make organisations and their people, and have those vetted and trained who need it."""
    since = date.fromisoformat(partnership["since"])
    organisations = [
        Organisation.objects.get_or_create(name=each["name"], defaults=each)[0] for each in told["organisations"]
    ]
    people = []
    password = make_password(PASSWORD)  # once: a good hash is slow
    for person in told["people"]:
        defaults = {"name": person["name"], "password": password}
        user, _ = User.objects.get_or_create(email=person["email"], defaults=defaults)
        for name, capacity in person["acts_for"].items():
            organisation = Organisation.objects.get(name=name)
            with seeing(organisation=organisation.pk):
                Membership.objects.get_or_create(
                    user=user, organisation=organisation, defaults={"capacity": capacity, "since": since}
                )
            people.append(Person(email=user.email, capacity=Capacity(capacity).label, organisation=name))
    with act():
        for organisation in organisations:
            with seeing(organisation=organisation.pk):
                _accredit(organisation, partnership["accreditation"], at=timezone.now())
    return people


def _accredit(organisation: Organisation, told: Mapping[str, Any], *, at: datetime) -> None:
    """Have those vetted and trained who need it, some time ago; `ended` names those for whom it was too long ago."""
    if Accreditation.objects.filter(organisation=organisation).exists():
        return
    people = Membership.objects.filter(organisation=organisation).select_related("organisation", "user")
    by = people.get(capacity=Capacity.ADMINISTRATOR)
    recognised = [partners.recognise(**each, by=by, at=at) for each in told["recognised"]]
    needing = [role for role, granted in ROLES.items() if granted & ABOUT_PEOPLE]
    for colleague, of in product(people.filter(capacity__in=needing), recognised):
        ago = told["ended"].get(colleague.user.email, {}).get(of.kind, told["days_ago"])
        passed = timezone.localdate(at) - timedelta(days=ago)
        partners.accredit(membership=colleague, of=of, passed=passed, until=None, by=by, at=at)
