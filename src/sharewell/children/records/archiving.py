"""Where a text archives records: from its day on nobody finds one, until the later day on which it is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from sharewell.children.models import Child, Index
from sharewell.children.records import keying
from sharewell.children.records.ending import end_of_all, last_days, undeterred
from sharewell.children.records.holding import held
from sharewell.children.records.policies import policy_of_index
from sharewell.domain.index.ending import End
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.partners.context import seeing
from sharewell.protocols.locked import take_turns


def archive_due(index: Index, *, at: datetime) -> Iterator[Child]:
    """Take every record whose day has come out of sight, each in a transaction of its own, as `destroy_due` does."""
    today = timezone.localdate(at)
    if policy_of_index(index, on=today).archived is None:
        return
    days = last_days(index, lambda reckoned: reckoned.out_of_sight, on=today)
    with seeing(organisation=index.keeper_id):
        found = Child.objects.filter(index=index, last_day__in=days, until=None).order_by("pk")
        owns = sorted({row.first for row in found.only("merged_into")})

    def archive(own: int) -> Child | None:
        with seeing(organisation=index.keeper_id):
            return _archive_if_due(own, on=today, at=at)

    yield from (child for child in undeterred(archive, owns) if child is not None)


@act()
def _archive_if_due(pk: int, *, on: date, at: datetime) -> Child | None:
    """A child's rows go together, on the last of their days."""
    take_turns(Child(pk=pk))
    rows = held(Child(pk=pk))
    own = Child.objects.select_related("index").get(pk=pk)
    if own.merged_into_id is not None:  # this moment: it goes with whom it was joined to
        return None
    last: End | None = end_of_all(rows, on=on)
    if last is None or last.out_of_sight > on:
        return None
    for row in rows:
        keying.remove(row)
        Child.objects.filter(pk=row.pk).update(until=on)
    enter(Entry(act="archived", about=about(own), at=at, organisation=own.index.keeper_id, clauses=(last.clause,)))
    return own
