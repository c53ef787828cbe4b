"""What waits for a person's eyes: pairs of rows that may be of one child, and what was joined."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from sharewell.children.guarding.emergency import is_open_to
from sharewell.children.matches.joining import CannotJoin, undo
from sharewell.children.models import Child, Joining, Possible, Settled
from sharewell.children.records import facts
from sharewell.children.records.holding import hold
from sharewell.children.records.queries import indexes, rows_of
from sharewell.children.records.scoring import scorer
from sharewell.children.records.signed import entered, sent_before, signed
from sharewell.domain.linkage.weighing.compare import Compared, compare
from sharewell.ledger.acts import act
from sharewell.partners.models import Membership, Organisation
from sharewell.protocols.locked import take_turns


def to_review(organisation: Organisation) -> QuerySet[Possible]:
    """Pairs that nobody has decided, and that did not become one child otherwise, the likeliest first."""
    one, other = (Coalesce(F(f"{row}__merged_into"), F(row)) for row in ("one", "other"))
    return pairs(organisation).filter(settled=None).exclude(Exact(one, other))


def next_after(possible: Possible, organisation: Organisation) -> Possible | None:
    """The pair that follows in the list; None at its end, though some before it may wait."""
    behind = Q(weight__lt=possible.weight) | Q(weight=possible.weight, pk__gt=possible.pk)
    return to_review(organisation).filter(behind).first()


def pairs(organisation: Organisation) -> QuerySet[Possible]:
    """Pairs that somebody was asked about, decided or not.

    Left out is one whose row has gone from the index, or is shielded: whose record it is tells where a child is.
    """
    there = Q(one__until=None, other__until=None, one__shows=None, other__shows=None)
    rows = Possible.objects.filter(there, index__in=indexes(organisation))
    return rows.select_related("one__organisation", "other__organisation").order_by("-weight", "pk")


def joinings(organisation: Organisation) -> QuerySet[Joining]:
    """What was joined, parted or put back, the latest first; of a shielded child what the organisation did itself.

    Else it would tell who else has a record of the child, and so where the child is. Of a child who is destroyed nobody
    knows any more whether it was shielded.
    """
    this = Joining.objects.filter(pk=OuterRef(OuterRef("pk"))).annotate(row=Func("rows", function="unnest"))
    hidden = Child.objects.filter(Q(shows__isnull=False) | Q(wrapped=None), pk__in=this.values("row"))
    seen = Q(organisation=organisation) | ~Exists(hidden)
    return (
        Joining.objects.filter(seen, index__in=indexes(organisation))
        .select_related("by", "organisation", "into", "undone_by")
        .order_by("-pk")
    )


def taken_for_another(viewer: Membership, reference: str, *, at: datetime) -> Child | None:
    """The row of this reference that was taken for a child that was there, if the viewer may see that it was."""
    rows = Child.objects.filter(index__in=indexes(viewer.organisation), merged_into__isnull=False, until=None)
    row = rows.select_related("index").filter(reference=reference).first()
    if row is None or row.shows is None or row.organisation_id == viewer.organisation_id:
        return row
    return row if is_open_to(row, viewer, at=at) else None


def weighed(possible: Possible) -> Compared:
    """The two as they are held now: of a shielded one only what stays in sight."""
    return compare(scorer(possible.index).model, facts.row(possible.one.told), facts.row(possible.other.told))


@act()
def looked_at(*, possible: Possible, by: Membership, at: datetime) -> None:
    """Put on record that somebody saw the two."""
    entered("possible-seen", possible, by=by, at=at)


@act()
def ask_about(*, one: Child, other: Child, by: Membership, at: datetime, key: UUID) -> Possible:
    """Put two records into the list that somebody takes for one child, whatever was decided of them before.

    Raises CannotJoin. Whoever decides sees the two beside each other first, as with any pair.
    """
    take_turns(one.index)
    if found := sent_before(Possible, key, by):
        return found
    if one.index_id != other.index_id:
        raise CannotJoin("These children are in two indexes, so they cannot become one.")
    owns = hold([one.pk, other.pk])  # whoever shields one of them hides what waits beside it
    if owns.keys() != {one.pk, other.pk}:
        raise CannotJoin("One of these records has ended, or is in another index by now.")
    first, second = ({row.pk: row for row in rows_of(Child(pk=owns[each.pk].pk))} for each in (one, other))
    if first.keys() & second.keys():
        raise CannotJoin("These are one child already.")
    if any(row.shows is not None for row in (*first.values(), *second.values())):
        raise CannotJoin("One of these records is shielded. Ask whoever keeps the index.")
    there = Q(one__in=first, other__in=second) | Q(one__in=second, other__in=first)
    if waiting := Possible.objects.filter(there, settled=None).first():
        return waiting
    pair = {"one": next(iter(first.values())), "other": next(iter(second.values()))}
    asked = Possible(**pair, **signed(one.index_id, by, at, key))
    compared = weighed(asked)
    asked.levels, asked.weight = compared.levels, compared.weight
    asked.save(by_action=True)
    return asked


@act()
def take_back(*, possible: Possible, by: Membership, at: datetime, key: UUID) -> Possible:
    """Undo what was decided of two records: they are two children again, and wait as they did. Raises CannotJoin."""
    take_turns(possible.index)
    if found := sent_before(Possible, key, by):
        return found
    settled = Settled.objects.select_related("joining").filter(possible=possible).first()
    if settled is not None and settled.joining is not None:
        undo(joining=settled.joining, by=by, at=at, key=uuid4())
    return ask_about(one=possible.one, other=possible.other, by=by, at=at, key=key)
