from datetime import date

from sharewell.accounts.models import User
from sharewell.partners.models import Membership, MembershipQuerySet


def current_memberships(user: User, *, on: date) -> MembershipQuerySet:
    """Whom the person may act for on that day."""
    return Membership.objects.filter(user=user).on(on).select_related("organisation")


def acting_membership(user: User, *, on: date, chosen: int | None = None) -> Membership | None:
    """The membership a person acts under on that day: the chosen one while it lasts, or their only one, else none."""
    memberships = list(current_memberships(user, on=on))
    for membership in memberships:
        membership.user = user  # who is asked for anew on every page otherwise
    if len(memberships) == 1:
        return memberships[0]
    return next((membership for membership in memberships if membership.pk == chosen), None)
