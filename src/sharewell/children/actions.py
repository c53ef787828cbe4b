"""Founding an index, and what partners deliver to it: each is one transaction, and leaves a leaf in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sharewell.children import keying
from sharewell.children.delivering import Registered, delivering, record_of, take_in, there
from sharewell.children.models import Index, Partner
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.partners.models import Membership, Organisation


@act()
def found(
    *, name: str, area: str, protocol: str, partners: Iterable[Organisation], by: Membership, at: datetime
) -> Index:
    """Begin an index, kept by the member's own organisation, which takes part in it too."""
    index = Index.objects.create(name=name, area=area, protocol=protocol, keeper=by.organisation)
    taking_part = {organisation.pk: organisation for organisation in (by.organisation, *partners)}
    for organisation in taking_part.values():
        Partner.objects.create(index=index, organisation=organisation)
    enter(
        Entry(act="index-founded", about=about(index), at=at, person=by.user_id, organisation=by.organisation_id),
    )
    return index


@act()
def register(
    *, index: Index, details: Mapping[str, str], source: str, record: str, by: Membership, at: datetime
) -> Registered:
    """Take in what the member's organisation says of a child, after a search for the child itself.

    A child that is surely there already gets a further row; one that may be there waits for somebody to look. Two
    loads that meet the same child take turns at its rare keys, so that it is made once.

    Args:
        details: strings by the names of the fields, as they were delivered.
        source, record: what the organisation calls the extract, and the child in it: delivered again, it is the same.

    Raises NotAPartner; Gone; NotHeld for what the index's text does not let it hold; Against where it has ended.
    """
    to = delivering(index=index, source=source, by=by, at=at)
    told = record_of(to, details, record=record)
    keying.take_turns(index, [told])
    return take_in(to, told, there(told))
