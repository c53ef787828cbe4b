"""Errors go back to where they came from: who sees one says so, and the organisation that said it corrects its own row.

What is delivered anew ends every doubt about that row: the organisation has looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from sharewell.children.models import Child, Doubt, Ending
from sharewell.children.records.signed import entered, said_before, sent_before, signed
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import about, act
from sharewell.partners.models import Membership, Organisation
from sharewell.protocols.locked import take_turns


class CannotDoubt(BadInput):
    """A doubt about nothing that the row says, or one that was answered."""


@act()
def doubt(
    *, child: Child, fields: Sequence[str], should_be: Mapping[str, str], by: Membership, at: datetime, key: UUID
) -> Doubt:
    """Tell the organisation whose row it is that these fields may be wrong. Raises CannotDoubt.

    Args:
        should_be: what they should say, as far as it is known; whoever calls has asked whether it may be held.
    """
    if found := sent_before(Doubt, key, by):
        return found
    if not fields or set(should_be) - set(fields):
        raise CannotDoubt("Select what may be wrong.")
    if set(fields) - set(child.told):
        raise CannotDoubt("Select among what this organisation says of the child.")
    doubted = Doubt(
        child=child,
        fields=sorted(fields),
        details={name: words for name, words in should_be.items() if words.strip()},
        since=timezone.localdate(at),
        **signed(child.index_id, by, at, key),
    )
    if found := said_before(doubted):
        return found
    doubted.save(by_action=True)
    return doubted


@act()
def answer(*, doubt: Doubt, by: Membership, at: datetime, key: UUID) -> Ending:
    """The row stands as it is: the organisation that said it has looked. Raises CannotDoubt."""
    if doubt.child.organisation_id != by.organisation_id:
        raise CannotDoubt(f"Only {doubt.child.organisation} can answer this, since it said it.")
    return _end(doubt, by, at, key)


@act()
def looked_at(*, doubt: Doubt, by: Membership, at: datetime) -> None:
    """Put on record that somebody saw what is doubted of a child."""
    entered("doubt-seen", doubt, by=by, at=at)


def corrected(child: Child, *, by: Membership, at: datetime) -> None:
    """End what was doubted of a row, in the act that corrects it."""
    for each in _open().filter(child=child):
        _end(each, by, at, uuid4())


def doubts(organisation: Organisation) -> QuerySet[Doubt]:
    """What waits for the organisation: doubts about its own rows that nobody has answered, the oldest first."""
    return _open().filter(child__organisation=organisation).select_related("child", "organisation").order_by("pk")


def open_about(children: Iterable[int]) -> QuerySet[Doubt]:
    """Doubts about these rows that nobody has answered."""
    return _open().filter(child__in=children).select_related("child__organisation", "organisation").order_by("pk")


def _open() -> QuerySet[Doubt]:
    """Of what still lies in an index: where the record has ended there is nothing to correct."""
    name = Concat(Value(f"{Doubt._meta.label_lower}:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    rows: QuerySet[Doubt] = Doubt.objects.filter(~Exists(Ending.objects.filter(what=name)), child__until=None)
    return rows


def _end(doubt: Doubt, by: Membership, at: datetime, key: UUID) -> Ending:
    take_turns(doubt)
    if found := Ending.objects.filter(what=about(doubt)).first():
        return found
    ending = Ending(
        what=about(doubt),
        child_id=doubt.child_id,
        on=timezone.localdate(at),
        **signed(doubt.index_id, by, at, key),
    )
    ending.save(by_action=True)
    return ending
