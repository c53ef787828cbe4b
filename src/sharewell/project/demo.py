"""The invented partnership of `sharewell demo`, read from a file beside the texts: no party is named in code."""

import json
from collections.abc import Mapping
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
def seed_children() -> None:
    """The invented index: for the demo alone, since tests make what children they need."""
    memberships = Membership.objects.select_related("organisation", "user")

    def member(email: str) -> Membership:
        user = User.objects.get(email=f"{email}@example.org")
        with seeing(person=user.pk):
            return memberships.get(user=user)

    council, trust, police = (member(email) for email in ("council.manager", "health.manager", "police.manager"))
    partners = [trust.organisation, police.organisation]
    told = json.loads(PARTNERSHIP.read_text())["index"]
    children.seed(told, council=council, trust=trust, partners=partners, at=timezone.now())


@transaction.atomic
def seed() -> list[Person]:
    """Make what is not there yet of the partnership and its people; return whom one can sign in as."""
    partnership = json.loads(PARTNERSHIP.read_text())
    since = date.fromisoformat(partnership["since"])
    for told in partnership["organisations"]:
        Organisation.objects.get_or_create(name=told["name"], defaults=told)
    people, leads = [], []
    password = make_password(PASSWORD)  # once: a good hash is slow
    for told in partnership["people"]:
        user, _ = User.objects.get_or_create(email=told["email"], defaults={"name": told["name"], "password": password})
        for name, capacity in told["acts_for"].items():
            organisation = Organisation.objects.get(name=name)
            with seeing(organisation=organisation.pk):
                membership, _ = Membership.objects.get_or_create(
                    user=user, organisation=organisation, defaults={"capacity": capacity, "since": since}
                )
            people.append(Person(email=user.email, capacity=Capacity(capacity).label, organisation=name))
            if capacity == Capacity.GOVERNANCE_LEAD:
                leads.append(membership)
    with act():
        for organisation in Organisation.objects.filter(
            name__in=[told["name"] for told in partnership["organisations"]]
        ):
            with seeing(organisation=organisation.pk):
                _accredit(organisation, partnership["accreditation"], at=timezone.now())
    lead = min(leads, key=lambda membership: membership.pk)
    with seeing(organisation=lead.organisation_id):
        publish_bundled(by=lead, at=timezone.now())
        matters.seed(by=lead, at=timezone.now())
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
