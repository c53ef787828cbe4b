"""Where a text archives records: from its day on nobody finds one, until the later day on which it is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import Q
from django.utils import timezone

from sharewell.children.models import Child, Index
from sharewell.children.records import keying
from sharewell.children.records.ending import come_due
from sharewell.children.records.policies import policy_of_index
from sharewell.domain.index.ending import End
from sharewell.ledger.acts import Entry, about, enter


def archive_due(index: Index, *, at: datetime) -> Iterator[Child]:
    """Take every record whose day has come out of sight, each in a transaction of its own, as `destroy_due` does."""
    today = timezone.localdate(at)
    if policy_of_index(index, on=today).archived is None:
        return
    there = Q(until=None)
    yield from come_due(index, lambda reckoned: reckoned.out_of_sight, partial(_archive, at=at), among=there, on=today)


def _archive(own: Child, rows: list[Child], reckoned: End, *, at: datetime) -> Child:
    for row in rows:
        keying.remove(row)
        Child.objects.filter(pk=row.pk).update(until=timezone.localdate(at))
    enter(Entry(act="archived", about=about(own), at=at, organisation=own.index.keeper_id, clauses=(reckoned.clause,)))
    return own
