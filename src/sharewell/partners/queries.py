from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.module_loading import import_string

from sharewell.accounts.models import User
from sharewell.ledger.acts import about
from sharewell.partners.models import (
    Accreditation,
    Capacity,
    Kind,
    Membership,
    MembershipQuerySet,
    Organisation,
    Recognised,
)
from sharewell.partners.roles import ABOUT_PEOPLE, ROLES, Action
from sharewell.prepared import Ahead, Given, Prepared

LastDays = Ahead[tuple[int, str, date]]  # of accreditations: whose, of which kind, until when
WARNING = timedelta(days=30)  # how long before accreditation lapses the person is told


def current_memberships(user: User, *, on: date) -> list[Membership]:
    """Whom the person may act for on that day."""
    memberships = _MEMBERSHIPS.rows(user=user.pk, day=on)
    for membership in memberships:
        membership.user = user  # who is asked for anew on every page otherwise
    return memberships


_MEMBERSHIPS = Prepared(
    lambda: Membership.objects.filter(user=Given("user")).on(Given("day")).select_related("organisation")
)


def acting_membership(user: User, *, on: date, chosen: int | None = None) -> Membership | None:
    """The membership a person acts under on that day: the chosen one while it lasts, or their only one, else none."""
    memberships = current_memberships(user, on=on)
    if len(memberships) == 1:
        return memberships[0]
    return next((membership for membership in memberships if membership.pk == chosen), None)


# --- what the ledger holds ------------------------------------------------------------------------------


def entered_about(user: int, organisation: Organisation) -> list[str]:
    """A person's roles and accreditation in an organisation, as the ledger names what an entry is about."""
    of_person = [Membership.objects.filter(organisation=organisation), accreditations(organisation)]
    return [about(row) for rows in of_person for row in rows.filter(user=user)]


def entered_about_self(acting: Membership) -> list[str]:
    """The same, and the person's own signing in, which is nobody else's business, and what else they did themselves.

    The apps that know of the last stand above this one, so the settings name their queries: `OWN_ACTS`.
    """
    further = [name for path in settings.OWN_ACTS for name in import_string(path)(acting)]
    return [about(acting.user), *entered_about(acting.user_id, acting.organisation), *further]


# --- the people of an organisation ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How long one half of somebody's accreditation lasts: its last day, or None where there is none on record."""

    kind: Kind
    until: date | None

    def lapsed(self, on: date) -> bool:
        return self.until is None or self.until < on

    def ends_soon(self, on: date) -> bool:
        return not self.lapsed(on) and self.until is not None and self.until - on <= WARNING


def people(organisation: Organisation) -> MembershipQuerySet:
    return Membership.objects.filter(organisation=organisation).select_related("user", "organisation")


def who_may(action: Action, organisation: Organisation, *, on: date) -> MembershipQuerySet:
    roles = [role for role, granted in ROLES.items() if action in granted]
    return people(organisation).on(on).filter(capacity__in=roles)


def recognised(organisation: Organisation) -> QuerySet[Recognised]:
    return Recognised.objects.filter(organisation=organisation)


def accreditations(organisation: Organisation) -> QuerySet[Accreditation]:
    """All on record, what was revoked too."""
    rows = Accreditation.objects.filter(organisation=organisation)
    return rows.select_related("recognised", "by__user", "revocation")


def standings(organisation: Organisation, *, on: date, users: Iterable[int]) -> dict[int, tuple[Standing, ...]]:
    """The vetting and the training of each person, by the number of the user. A revoked one counts no more."""
    last = {(user, kind): until for user, kind, until in _last_days(organisation.pk, on).filter(user__in=users)}
    return {user: _standing(last, user) for user in users}


def standing(membership: Membership, *, on: date, ahead: LastDays | None = None) -> tuple[Standing, ...]:
    """The vetting and the training of one person; `ahead` where they were asked for before."""
    rows = (ahead or last_days(membership, on=on)).rows()
    return _standing({(user, kind): until for user, kind, until in rows}, membership.user_id)


def last_days(membership: Membership, *, on: date) -> LastDays:
    """What `standing` is told by, asked ahead."""
    return _LAST_DAYS.ahead(organisation=membership.organisation_id, day=on, user=membership.user_id)


def _last_days(organisation: Any, on: Any) -> QuerySet[Accreditation, tuple[int, str, date]]:
    rows = Accreditation.objects.filter(organisation=organisation, passed__lte=on, revocation=None).order_by()
    return rows.values_list("user", "recognised__kind").annotate(last=Max("until"))


_LAST_DAYS = Prepared(lambda: _last_days(Given("organisation"), Given("day")).filter(user=Given("user")))


def _standing(last: Mapping[tuple[int, str], date], user: int) -> tuple[Standing, ...]:
    return tuple(Standing(kind=kind, until=last.get((user, kind))) for kind in Kind)


def lapsed(membership: Membership, *, on: date, ahead: LastDays | None = None) -> tuple[Standing, ...]:
    """What keeps the person from information about people on that day; nothing where they are accredited."""
    return tuple(each for each in standing(membership, on=on, ahead=ahead) if each.lapsed(on))


def ends_soon(membership: Membership | None, *, on: date, ahead: LastDays | None = None) -> tuple[Standing, ...]:
    """What the person should see to before it lapses."""
    if membership is None or not ROLES[Capacity(membership.capacity)] & ABOUT_PEOPLE:
        return ()
    return tuple(each for each in standing(membership, on=on, ahead=ahead) if each.ends_soon(on))
