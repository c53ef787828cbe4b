"""Founding an index, and what partners deliver to it: each is one transaction, and leaves a leaf in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from sharewell.children import blinding
from sharewell.children.models import Child, Index, Partner
from sharewell.children.queries import NotAPartner, indexes
from sharewell.keys import sealing
from sharewell.keys.models import masters
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.partners.models import Membership, Organisation


class Outcome(StrEnum):
    """What became of a record that was delivered."""

    NEW = "new"
    LINKED = "linked"
    POSSIBLE = "possible"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    child: Child
    """The row that holds what was delivered."""
    outcome: Outcome


@act()
def found(
    *, name: str, area: str, protocol: str, partners: Iterable[Organisation], by: Membership, at: datetime
) -> Index:
    """Begin an index, kept by the member's own organisation, which takes part in it too."""
    index = Index.objects.create(name=name, area=area, protocol=protocol, keeper=by.organisation)
    taking_part = {organisation.pk: organisation for organisation in (by.organisation, *partners)}
    for organisation in taking_part.values():
        Partner.objects.create(index=index, organisation=organisation)
    _enter("index-founded", index, by, at)
    return index


@act()
def register(
    *, index: Index, details: Mapping[str, str], source: str, record: str, by: Membership, at: datetime
) -> Registered:
    """Take in what the member's organisation says of a child.

    Args:
        details: strings by the names of the fields, as they were delivered.
        source, record: what the organisation calls the extract, and the child in it: delivered again, it is the same.

    Raises NotAPartner.
    """
    if not indexes(by.organisation).filter(pk=index.pk).exists():
        raise NotAPartner("Your organisation does not take part in this index.")
    told = {name: value for name, value in details.items() if value.strip()}
    origin = blinding.origin(index.pk, by.organisation_id, source, record)
    content = blinding.content(index.pk, told)
    row = Child.objects.select_for_update().filter(origin=origin).first()
    if row is None:
        row = Child(index=index, organisation=by.organisation, origin=origin, source=source)
        row.since = timezone.localdate(at)
        row.wrapped = sealing.wrap(sealing.new_key(), masters(), key_id=row.key_id)
        outcome = Outcome.NEW
    elif bytes(row.content) == content:
        return Registered(child=row, outcome=Outcome.UNCHANGED)
    else:
        outcome = Outcome.CORRECTED
    row.details, row.content = told, content
    row.save()
    _enter("child-registered" if outcome is Outcome.NEW else "child-corrected", row, by, at)
    return Registered(child=row, outcome=outcome)


def _enter(what: str, row: Child | Index, by: Membership, at: datetime) -> None:
    enter(Entry(act=what, about=about(row), at=at, person=by.user_id, organisation=by.organisation_id))
