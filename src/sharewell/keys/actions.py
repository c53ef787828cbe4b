"""Keys made, wrapped anew, and destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from time import sleep
from typing import Any, Final
from uuid import uuid4

from django.apps import apps
from django.db.models import QuerySet

from sharewell.domain.errors import BadInput
from sharewell.keys import sealing
from sharewell.keys.models import Keyed, SubjectKey, blind_key, masters
from sharewell.ledger.acts import Entry, about, act, enter, no_act
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership, Organisation
from sharewell.prepared import ask

BATCH = 500
_PAUSE: Final = 0.05  # seconds
# Each transaction holds the lock of its own number until it ends; the database's own housekeeping is nobody's.
_BEGUN = """
    SELECT virtualxid FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'virtualxid' AND granted AND pid <> pg_backend_pid() AND datname = current_database()
          AND usesysid IS NOT NULL
"""
_STILL_OPEN = "SELECT FROM pg_locks WHERE locktype = 'virtualxid' AND granted AND virtualxid = ANY(%s) LIMIT 1"


class NoSuchSubject(BadInput):
    """Nothing is kept under that reference."""


@no_act("a key by itself records nothing")
def key_for(*, organisation: Organisation, reference: str = "") -> SubjectKey:
    """The key of a person's records, by the organisation's own reference; a new one where there is none."""
    subject = _subject(organisation, reference) if reference.strip() else None
    if subject is not None:
        found = SubjectKey.objects.filter(organisation=organisation, subject=subject).first()
        if found is not None:
            return found
    pk = uuid4()
    wrapped = sealing.wrap(sealing.new_key(), masters(), key_id=pk)
    if subject is None:
        return SubjectKey.objects.create(id=pk, organisation=organisation, wrapped=wrapped)
    made, _ = SubjectKey.objects.get_or_create(
        organisation=organisation, subject=subject, defaults={"id": pk, "wrapped": wrapped}
    )
    return made


@act()
def erase(*, by: Membership, reference: str, clause: str, at: datetime) -> SubjectKey:
    """Destroy a person's key. Every copy of the database may keep the rows: nobody reads them any more."""
    keys = SubjectKey.objects.select_for_update()
    row = keys.filter(organisation=by.organisation, subject=_subject(by.organisation, reference)).first()
    if row is None or row.wrapped is None:
        raise NoSuchSubject("Your organisation keeps nothing under that reference. Check how it is written.")
    row.wrapped, row.erased_at, row.erased_under = None, at, clause
    row.subject = None  # what is recorded under the reference from now on gets a key of its own
    row.save()
    enter(
        Entry(
            act="erasure",
            about=about(row),
            at=at,
            person=by.user_id,
            organisation=by.organisation_id,
            clauses=(clause,),
        )
    )
    return row


def all_follow() -> None:
    """Wait until every transaction has ended that is under way.

    One that began before the new master key was there may commit, after `rewrap` went by, a key that it wrapped with
    the old; one that began before `rewrap` was through may still open what it read before. No lock does it: whoever
    waits for one while holding rows, as an offer's acceptance would, could be waited for.
    """
    begun = [each for (each,) in ask(_BEGUN)]
    while ask(_STILL_OPEN, [begun]):
        sleep(_PAUSE)


def rewrap() -> Iterator[int]:
    """Wrap every key with the newest master key, some hundred at a time, each time on the disk; yields how many.

    Rows that somebody holds are passed over, then waited for one by one: who holds many never waits.
    """
    newest = sealing.VERSION + sealing.master_name(masters()[0])
    for organisation, holder in product(Organisation.objects.values_list("pk", flat=True), _holders()):
        last = None
        while True:
            with seeing(organisation=organisation):
                # On from the last: to look through millions from the beginning each time would never end.
                rows = _old(holder, organisation, newest, after=last).select_for_update(no_key=True, skip_locked=True)
                done = _wrap(holder, rows[:BATCH])
            yield len(done)
            if len(done) < BATCH:
                break
            last = done[-1].pk
        with seeing(organisation=organisation):
            passed = list(_old(holder, organisation, newest).values_list("pk", flat=True))
        for pk in passed:
            with seeing(organisation=organisation):
                rows = _old(holder, organisation, newest).filter(pk=pk).select_for_update(no_key=True)
                done = _wrap(holder, rows)
            yield len(done)


def _holders() -> list[type[Keyed]]:
    """Every table that holds keys."""
    return [model for model in apps.get_models() if issubclass(model, Keyed)]


def _old(holder: type[Keyed], organisation: int, newest: bytes, *, after: Any = None) -> QuerySet[Keyed]:
    rows = holder._default_manager.filter(organisation=organisation, wrapped__isnull=False).order_by("pk")
    old = rows.exclude(wrapped__gte=newest, wrapped__lt=_after(newest))
    return old if after is None else old.filter(pk__gt=after)


def _wrap(holder: type[Keyed], old: QuerySet[Keyed]) -> list[Keyed]:
    rows = list(old)
    for row in rows:
        row.wrapped = sealing.wrap(row.opened(), masters(), key_id=row.key_id)
    holder._default_manager.bulk_update(rows, ["wrapped"])
    return rows


def _after(head: bytes) -> bytes:
    return (int.from_bytes(head, "big") + 1).to_bytes(len(head), "big")


def _subject(organisation: Organisation, reference: str) -> bytes:
    return sealing.blind(blind_key(), str(organisation.pk), " ".join(reference.casefold().split()))
