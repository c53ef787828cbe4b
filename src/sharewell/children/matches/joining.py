"""Which rows are one child: joined, parted, and either undone, each as a row that stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q

from sharewell.children.guarding import shielding
from sharewell.children.models import Child, Joining, Possible, Settled
from sharewell.children.records import facts
from sharewell.children.records.queries import own_row
from sharewell.children.records.signed import sent_before, signed
from sharewell.children.search.weighing import Candidate
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import act
from sharewell.partners.models import Membership
from sharewell.protocols.locked import add, take_turns


class CannotJoin(BadInput):
    """Rows that are one child already, or not of one index, or an act that was undone before."""


@act()
def join(*, rows: Sequence[Child], into: Child, by: Membership, at: datetime, key: UUID) -> Joining:
    """Make these rows, and whatever was joined to them, one child with another. Raises CannotJoin."""
    take_turns(into.index)
    if found := sent_before(Joining, key, by):
        return found
    own = own_row(into.pk)
    if any(row.index_id != own.index_id for row in rows):
        raise CannotJoin("These children are in two indexes, so they cannot become one.")
    _hold_all([own.pk, *(row.pk for row in rows)])
    moved = [row for row in _with_theirs(rows) if row.first != own.pk]
    if not moved:
        raise CannotJoin("These are one child already.")
    return _move(moved, into=own, by=by, at=at, key=key)


@act()
def part(*, rows: Sequence[Child], by: Membership, at: datetime, key: UUID) -> Joining:
    """Have these rows stand alone again: they were taken for one child with another, and are not. Raises CannotJoin."""
    take_turns(rows[0].index)
    if found := sent_before(Joining, key, by):
        return found
    _hold_all(row.pk for row in rows)
    moved = list(Child.objects.filter(pk__in=[row.pk for row in rows], merged_into__isnull=False))
    if not moved:
        raise CannotJoin("This stands alone already.")
    return _move(moved, into=None, by=by, at=at, key=key)


@act()
def undo(*, joining: Joining, by: Membership, at: datetime, key: UUID) -> Joining:
    """Put every row back where it was before. Raises CannotJoin where one, or whom it goes back to, was moved since."""
    take_turns(joining.index)
    if found := sent_before(Joining, key, by):
        return found
    if Joining.objects.filter(undoes=joining).exists():
        raise CannotJoin("This has been undone already.")
    owns = {were for were in joining.were if were is not None} - set(joining.rows)
    _hold_all([*joining.rows, *owns])
    now = dict(Child.objects.filter(pk__in=[*joining.rows, *owns]).values_list("pk", "merged_into_id"))
    going = [row for row, were in zip(joining.rows, joining.were, strict=True) if were is not None]
    theirs = Child.objects.filter(merged_into__in=going).exclude(pk__in=joining.rows)
    # Whom a row goes back to must stand by itself, and nobody be its own: a row of a row of a child is found by nobody.
    moved = any(now[row] != joining.into_id for row in joining.rows) or any(now[own] for own in owns)
    if moved or theirs.exists():
        raise CannotJoin("One of these children was joined or parted since. Undo that first.")
    undone = _kept(joining.rows, [now[row] for row in joining.rows], joining.index_id, by, at, key)
    undone.undoes = joining
    for row, were in zip(joining.rows, joining.were, strict=True):
        Child.objects.filter(pk=row).update(merged_into=were)
    shielding.settle(Child.objects.filter(pk__in=joining.rows))
    undone.save(by_action=True)
    return undone


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row that was just made, and the child whose it is, or may be."""

    row: Child
    into: int
    why: Candidate


@act()
def ask(*, links: Sequence[Link], by: Membership, at: datetime) -> None:
    """Have somebody look, of each link, whether two rows are of one child: one was made in the same transaction."""
    now = dict(Child.objects.filter(pk__in={link.into for link in links}).values_list("pk", "merged_into_id"))
    add([_possible(link, now[link.into] or link.into, by=by, at=at) for link in links])


def _possible(link: Link, one: int, *, by: Membership, at: datetime) -> Possible:
    told = {"levels": _levels(link.why), "weight": link.why.weight}
    return Possible(one_id=one, other=link.row, **told, **signed(link.row.index_id, by, at, uuid4()))


def check_open(possible: Possible) -> None:
    """Raises CannotJoin where somebody has decided it."""
    if Settled.objects.filter(possible=possible).exists():
        raise CannotJoin("Somebody has decided this already.")


@act()
def settle(*, possible: Possible, same: bool, by: Membership, at: datetime, key: UUID) -> Settled:
    """Put on record what somebody found of two rows, and join them if they are of one child. Raises CannotJoin."""
    take_turns(possible.index)
    if found := sent_before(Settled, key, by):
        return found
    check_open(possible)
    settled = Settled(possible=possible, same=same, **signed(possible.index_id, by, at, key))
    one, other = own_row(possible.one_id), own_row(possible.other_id)
    if one == other and not same:
        raise CannotJoin("These are one child by now. Part them on the child’s page if they are two.")
    if same and one != other:
        settled.joining = join(rows=[other], into=one, by=by, at=at, key=uuid4())
    settled.save(by_action=True)
    return settled


def joined(*, links: Sequence[Link], by: Membership, at: datetime) -> None:
    """Put on record, in the act of registering them, why new rows are of one child with others from the beginning."""
    rows = []
    for link in links:
        joining = _kept([link.row.pk], [None], link.row.index_id, by, at, uuid4())
        joining.into_id, joining.levels, joining.weight = link.into, _levels(link.why), link.why.weight
        rows.append(joining)
    add(rows)


def _hold_all(rows: Iterable[int]) -> None:
    """Before they are asked for: a registration may be about to join a row to one of them, or one may be leaving."""
    held = Child.objects.select_for_update(no_key=True).filter(pk__in=set(rows)).order_by("pk")
    if any(held.values_list("until", flat=True)):
        raise CannotJoin("One of these records has ended, or is in another index by now.")


def _with_theirs(rows: Sequence[Child]) -> list[Child]:
    pks = [row.pk for row in rows]
    return list(Child.objects.filter(Q(pk__in=pks) | Q(merged_into__in=pks)).order_by("pk"))


def _move(rows: Sequence[Child], *, into: Child | None, by: Membership, at: datetime, key: UUID) -> Joining:
    joining = _kept([row.pk for row in rows], [row.merged_into_id for row in rows], rows[0].index_id, by, at, key)
    joining.into = into
    Child.objects.filter(pk__in=joining.rows).update(merged_into=into)
    shielding.settle(Child.objects.filter(pk__in=joining.rows))
    joining.save(by_action=True)
    return joining


def _kept(
    rows: Sequence[int], were: Sequence[int | None], index: int, by: Membership, at: datetime, key: UUID
) -> Joining:
    return Joining(rows=list(rows), were=list(were), **signed(index, by, at, key))


def _levels(why: Candidate) -> dict[str, int]:
    return dict(zip((field.name for field in facts.FIELDS), why.levels, strict=True))
