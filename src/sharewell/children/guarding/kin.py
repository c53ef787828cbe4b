"""Whether somebody may be looking up their own family: the surname that they go by, and the homes that they declared.

Many share a surname and are no kin, and a sister may have another. It is a mark for the auditor, and stops nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sharewell.children.models import Home
from sharewell.domain.errors import BadInput
from sharewell.domain.linkage.values import normalise
from sharewell.keys import sealing
from sharewell.keys.models import blind_key
from sharewell.ledger.acts import no_act
from sharewell.partners.models import Membership

_SURNAMES = ("surname", "alias", "aliases", "former_name", "parent_name")
_LONG = 16


class NoPostcode(BadInput):
    """What was declared is no postcode."""


@no_act("it says where the person who declares it lives, and nothing of a child")
def declare_home(*, postcode: str, by: Membership) -> Home:
    """Raises NoPostcode."""
    if normalise.odd_postcode(postcode) is not None or not normalise.postcode(postcode):
        raise NoPostcode("Enter a full postcode, such as N17 8HG.")
    home, _ = Home.objects.get_or_create(organisation=by.organisation, user=by.user, mark=_mark(postcode, by))
    return home


def has_declared_home(by: Membership) -> bool:
    return Home.objects.filter(organisation=by.organisation, user=by.user).exists()


def may_be(by: Membership, people: Iterable[Mapping[str, str]]) -> bool:
    """Whether who looks shares a surname or a declared home with any of these, who were asked for or opened."""
    told = list(people)
    own = normalise.full_name(by.called)[1]
    if own and any(own in normalise.name(person.get(field, "")).split() for person in told for field in _SURNAMES):
        return True
    marks = {_mark(person["postcode"], by) for person in told if person.get("postcode")}
    homes = Home.objects.filter(organisation=by.organisation, user=by.user)
    return bool(marks) and any(bytes(mark) in marks for mark in homes.values_list("mark", flat=True))


def _mark(postcode: str, by: Membership) -> bytes:
    return sealing.blind(blind_key(), "home", str(by.user_id), normalise.postcode(postcode))[:_LONG]
