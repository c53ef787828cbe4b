"""Keys made, wrapped anew, and destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from uuid import uuid4

from django.apps import apps
from django.db import connection

from sharewell.domain.errors import BadInput
from sharewell.keys import sealing
from sharewell.keys.models import Keyed, SubjectKey, blind_key, masters
from sharewell.ledger.acts import Entry, about, act, enter, no_act
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership, Organisation

BATCH = 500
# Transactions that wrap a key go side by side; `all_follow` waits for all of them.
WRAPPING = "pg_advisory_xact_lock_shared(hashtextextended('master keys', 0))"
_ALL_WRAPPED = "SELECT pg_advisory_xact_lock(hashtextextended('master keys', 0))"


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
    _take_turn(f"SELECT {WRAPPING}")
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


@no_act("it waits, and writes nothing")
def all_follow() -> None:
    """Wait until no transaction is left that may have wrapped a key before the new master key was there.

    It could commit after `rewrap` went by, and its key would be lost with the old master key.
    """
    _take_turn(_ALL_WRAPPED)


def rewrap() -> Iterator[int]:
    """Wrap every key with the newest master key, some hundred at a time, each time on the disk; yields how many."""
    newest = sealing.VERSION + sealing.master_name(masters()[0])
    for organisation, holder in product(Organisation.objects.values_list("pk", flat=True), _holders()):
        rows: list[Keyed] = []
        while True:
            with seeing(organisation=organisation):
                # On from the last: to look through millions from the beginning each time would never end.
                rows = _rewrap_some(holder, organisation, newest, after=rows[-1] if rows else None)
            yield len(rows)
            if len(rows) < BATCH:
                break


def _holders() -> list[type[Keyed]]:
    """Every table that holds keys."""
    return [model for model in apps.get_models() if issubclass(model, Keyed)]


def _take_turn(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rewrap_some(holder: type[Keyed], organisation: int, newest: bytes, *, after: Keyed | None) -> list[Keyed]:
    old = holder._default_manager.select_for_update().filter(organisation=organisation, wrapped__isnull=False)
    if after is not None:
        old = old.filter(pk__gt=after.pk)
    rows = list(old.exclude(wrapped__gte=newest, wrapped__lt=_after(newest)).order_by("pk")[:BATCH])
    for row in rows:
        row.wrapped = sealing.wrap(row.opened(), masters(), key_id=row.key_id)
    holder._default_manager.bulk_update(rows, ["wrapped"])
    return rows


def _after(head: bytes) -> bytes:
    return (int.from_bytes(head, "big") + 1).to_bytes(len(head), "big")


def _subject(organisation: Organisation, reference: str) -> bytes:
    return sealing.blind(blind_key(), str(organisation.pk), " ".join(reference.casefold().split()))
