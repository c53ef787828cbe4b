"""Founding an index, and what partners deliver to it: each is one transaction, and leaves a leaf in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sharewell.children.intake.delivering import (
    Delivering,
    Outcome,
    Record,
    Registered,
    delivering,
    must_be_a_source,
    record_of,
)
from sharewell.children.intake.making import take_in
from sharewell.children.models import Child, Index, Partner
from sharewell.children.records import keying
from sharewell.children.records.signed import entered
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import act
from sharewell.partners.models import Membership, Organisation


class CannotCorrect(BadInput):
    """What another organisation said, which it alone corrects; or a correction that changes nothing."""


@act()
def found(
    *, name: str, area: str, protocol: str, partners: Iterable[Organisation], by: Membership, at: datetime
) -> Index:
    """Begin an index, kept by the member's own organisation, which takes part in it too."""
    index = Index.objects.create(name=name, area=area, protocol=protocol, keeper=by.organisation)
    taking_part = {organisation.pk: organisation for organisation in (by.organisation, *partners)}
    for organisation in taking_part.values():
        Partner.objects.create(index=index, organisation=organisation)
    entered("index-founded", index, by=by, at=at)
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
    to = must_be_a_source(delivering(index=index, source=source, by=by, at=at))
    told = record_of(to, details, record=record)
    keying.take_turns(index, [told])
    return take_in(to, told)


@act()
def correct(*, child: Child, details: Mapping[str, str], by: Membership, at: datetime) -> Child:
    """Change single details of what the member's own organisation says of a child; an empty one is taken away.

    What it delivers anew takes the place of this: a system that was wrong must be put right too.
    Raises CannotCorrect, and what `register` raises.
    """
    if child.organisation_id != by.organisation_id:
        raise CannotCorrect(f"Only {child.organisation} can correct this, since it said it.")
    to = delivering(index=child.index, source=child.source, by=by, at=at)
    keying.take_turns(child.index, [_corrected(to, child, details)])
    # What it says besides may have been corrected or delivered anew meanwhile, and its turn is ours only now.
    told = _corrected(to, Child.objects.get(pk=child.pk), details)
    keying.take_turns(child.index, [told])
    done = take_in(to, told)
    if done.outcome is Outcome.UNCHANGED:
        raise CannotCorrect("The record says so already.")
    return done.child


def _corrected(to: Delivering, child: Child, details: Mapping[str, str]) -> Record:
    """As if that very record were delivered anew: its id in its source is known as its mark alone."""
    return replace(record_of(to, {**child.details, **details}, record=""), origin=bytes(child.origin))
