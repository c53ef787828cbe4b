"""Where a text archives records: from its day on nobody finds one, until the later day on which it is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.db.models import Q
from django.utils import timezone

from sharewell.children.models import Child, Index
from sharewell.children.records import keying
from sharewell.children.records.ending import come_due, end_of_all
from sharewell.children.records.holding import held
from sharewell.children.records.policies import policy_of_index
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.protocols.locked import take_turns


def archive_due(index: Index, *, at: datetime) -> Iterator[Child]:
    """Take every record whose day has come out of sight, each in a transaction of its own, as `destroy_due` does."""
    today = timezone.localdate(at)
    if policy_of_index(index, on=today).archived is None:
        return
    yield from come_due(
        index, lambda reckoned: reckoned.out_of_sight, partial(_archive_if_due, on=today, at=at),
        among=Q(until=None), on=today,
    )  # fmt: skip


@act()
def _archive_if_due(pk: int, *, on: date, at: datetime) -> Child | None:
    """A child's rows go together, on the last of their days."""
    take_turns(Child(pk=pk))
    rows = held(Child(pk=pk))
    own = Child.objects.select_related("index").get(pk=pk)
    if own.merged_into_id is not None:  # this moment: it goes with whom it was joined to
        return None
    last = end_of_all(rows, on=on)
    if last is None or last.out_of_sight > on:
        return None
    for row in rows:
        keying.remove(row)
        Child.objects.filter(pk=row.pk).update(until=on)
    enter(Entry(act="archived", about=about(own), at=at, organisation=own.index.keeper_id, clauses=(last.clause,)))
    return own
