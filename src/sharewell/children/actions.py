"""Founding an index, and what partners deliver to it: each is one transaction, and leaves a leaf in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from sharewell.children import blinding, doubting, facts, keying
from sharewell.children.finding import Candidate, find_row
from sharewell.children.joining import ask, hold, joined
from sharewell.children.models import Child, Index, Partner
from sharewell.children.policies import is_kept_longer, last_day, policy_of_index
from sharewell.children.queries import NotAPartner, indexes
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import must_hold
from sharewell.domain.linkage.decide import Outcome as Decided
from sharewell.domain.linkage.fields import Kind
from sharewell.domain.linkage.guard import vouched
from sharewell.keys import sealing
from sharewell.keys.models import masters
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.partners.models import Membership, Organisation


class Gone(BadInput):
    """What was destroyed is delivered again."""


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
    """Take in what the member's organisation says of a child, after a search for the child itself.

    A child that is surely there already gets a further row; one that may be there waits for somebody to look. Two
    loads that meet the same child take turns at its rare keys, so that it is made once. Whoever registers many in one
    transaction takes all their turns first (`keying.take_turns`).

    Args:
        details: strings by the names of the fields, as they were delivered.
        source, record: what the organisation calls the extract, and the child in it: delivered again, it is the same.

    Raises NotAPartner; Gone; NotHeld for what the index's text does not let it hold; Against where it has ended.
    """
    if not indexes(by.organisation).filter(pk=index.pk).exists():
        raise NotAPartner("Your organisation does not take part in this index.")
    told = {name: value for name, value in details.items() if value.strip()}
    today = timezone.localdate(at)
    policy = policy_of_index(index, on=today)
    must_hold(told, policy)
    row = facts.row(told)
    origin = blinding.origin(index.pk, by.organisation_id, source, record)
    content = blinding.content(index.pk, told)
    keying.take_turns(index, [(row, origin)])
    child = Child.objects.filter(origin=origin).first()
    if child is not None:
        return _delivered_again(child, told, content, by, at)
    found = find_row(index, row)
    decided = found.decision.outcome
    best = None if decided is Decided.NEW else found.candidates[0]
    child = Child(index=index, organisation=by.organisation, origin=origin, source=source, content=content)
    child.details, child.since, child.last_day = told, today, last_day(index, told, policy, on=today)
    child.wrapped = sealing.wrap(sealing.new_key(), masters(), key_id=child.key_id)
    if best and decided is Decided.LINK and not _listed_apart(child, best):
        child.merged_into_id = hold(best.child)
    child.save(force_insert=True)
    keying.add(child, row)
    _enter("child-registered", child, by, at)
    if best is None:
        return Registered(child=child, outcome=Outcome.NEW)
    if child.merged_into_id:
        joined(child, why=best, by=by, at=at)
        return Registered(child=child, outcome=Outcome.LINKED)
    ask(one=best.child, other=child, why=best, by=by, at=at)
    return Registered(child=child, outcome=Outcome.POSSIBLE)


def _listed_apart(child: Child, best: Candidate) -> bool:
    """Whether the very source that delivers this child lists the other too, under a first name that is only alike.

    Ella and Bella, born on one day in one house, weigh as much as one girl who is misspelt. But a school that has two
    pupils of such names has twins: a person must look.
    """
    steps = best.compared.steps
    alike = any(s.field.kind is Kind.FORENAME and vouched(Kind.FORENAME, s.level) == 1 for s in steps)
    if not alike or any(s.field.kind is Kind.IDENTIFIER and s.level > 0 for s in steps):
        return False
    own = best.child.first
    theirs = Child.objects.filter(Q(pk=own) | Q(merged_into=own), organisation=child.organisation, until=None)
    return theirs.filter(source=child.source).exists()


def _delivered_again(child: Child, told: dict[str, str], content: bytes, by: Membership, at: datetime) -> Registered:
    if bytes(child.content) == content and child.until is None:
        return Registered(child=child, outcome=Outcome.UNCHANGED)
    if child.is_destroyed:
        raise Gone("This child was destroyed in the index as its protocol says. It is not taken in again.")
    before, today = facts.row(child.told), timezone.localdate(at)
    policy = policy_of_index(child.index, on=today)
    longer = is_kept_longer(child.index, child.details, policy, child.last_day)
    child.last_day = last_day(child.index, told, policy, on=today, longer=longer)
    child.details, child.content = told, content
    child.save(update_fields=["details", "content", "last_day"])
    keying.renew(child, before)
    doubting.corrected(child, by=by, at=at)
    _enter("child-corrected", child, by, at)
    return Registered(child=child, outcome=Outcome.CORRECTED)


def _enter(what: str, row: Child | Index, by: Membership, at: datetime) -> None:
    enter(Entry(act=what, about=about(row), at=at, person=by.user_id, organisation=by.organisation_id))
