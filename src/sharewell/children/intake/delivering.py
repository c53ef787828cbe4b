"""What an organisation says of a child: known again where it was delivered before; who is new is `making`'s.

Whatever can be refused is refused before anything is written, so that one transaction may take in many records and
leave out some. Whoever does takes all their turns first (`keying.take_turns`), then asks which are there (`there_of`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from sharewell.children.around import doubting
from sharewell.children.models import Child, Index
from sharewell.children.records import blinding, facts, keying
from sharewell.children.records.keying import Keys
from sharewell.children.records.policies import is_archived, is_kept_longer, last_day, policy_at
from sharewell.children.records.queries import must_take_part, takes_part
from sharewell.children.records.signed import entered
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import must_be_called, must_hold
from sharewell.domain.index.policy import Policy
from sharewell.domain.linkage.weighing.compare import Row
from sharewell.partners.models import Membership
from sharewell.prepared import Given, Prepared


class Gone(BadInput):
    """What was destroyed, or went to another area, is delivered again."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    """Who delivers, into which index, and as which of their sources; and what the index's text says on that day."""

    index: Index
    source: str
    by: Membership
    at: datetime
    policy: Policy
    coming: int = 0
    """Rows of the extract that is delivered, where one is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is said of a child, with all that is made of it: by what it is compared, known again and found."""

    told: Mapping[str, str]
    row: Row
    origin: bytes
    content: bytes
    keys: Keys


_DELIVERED = Prepared(lambda: Child.objects.filter(origin=Given("origin"))[:1])


def delivering(*, index: Index, source: str, by: Membership, at: datetime) -> Delivering:
    """Raises NotAPartner."""
    partner = takes_part(by.organisation_id, index)
    policy = policy_at(index, at)  # asked in one journey
    must_take_part(partner)
    return Delivering(index=index, source=source, by=by, at=at, policy=policy)


def must_be_a_source(to: Delivering) -> Delivering:
    """For whoever chooses the name of a source; what came under it before can be corrected whatever it is called.

    Raises NotHeld for a name that tells what the index must not hold.
    """
    must_be_called("source", to.source, to.policy)
    return to


def record_of(to: Delivering, details: Mapping[str, str], *, record: str) -> Record:
    """Raises NotHeld for what the index's text does not let it hold."""
    told = {name: value for name, value in details.items() if value.strip()}
    must_hold(told, to.policy)
    row = facts.row(told)
    return Record(
        told=told,
        row=row,
        origin=blinding.origin(to.index.pk, to.by.organisation_id, to.source, record),
        content=blinding.content(to.index.pk, told),
        keys=keying.keys_of(to.index.pk, row),
    )


def there(record: Record) -> Child | None:
    """The row of a record that was delivered before."""
    return _DELIVERED.row(origin=record.origin)


def there_of(records: Sequence[Record]) -> dict[bytes, Child]:
    """The rows of those that were delivered before, by their origin: held, each child's in the order of `holding`."""
    rows = Child.objects.filter(origin__in=[each.origin for each in records]).select_for_update(no_key=True)
    ordered = rows.order_by(Coalesce("merged_into", "pk"), F("merged_into").asc(nulls_first=True), "pk")
    return {bytes(child.origin): child for child in ordered}


def again(to: Delivering, record: Record, child: Child) -> Registered:
    """Take in what is delivered anew, in the act that is open.

    Args:
        child: the row of it, as it was found since its turn was taken.

    Raises Gone; Against where the record would have ended by now. Nothing is written then.
    """
    if bytes(child.content) == record.content and child.until is None:
        return Registered(child=child, outcome=Outcome.UNCHANGED)
    child = Child.objects.select_for_update(no_key=True).get(pk=child.pk)  # somebody may have shielded it meanwhile
    today = timezone.localdate(to.at)
    if child.is_destroyed:
        raise Gone("This child was destroyed in the index as its protocol says. It is not taken in again.")
    if child.until is not None and is_archived(child, on=today):
        raise Gone("The record of this child is archived, as the protocol of the index says. It is not taken in again.")
    if child.until is not None:
        raise Gone("The record of this child went to the index of another area. It is not taken in here again.")
    before = facts.row(child.told)
    longer = is_kept_longer(to.index, child.details, child.last_day, on=today)
    ends = last_day(to.index, record.told, to.policy, on=today, longer=longer)
    child.last_day = child.last_day if ends is None and longer else ends
    child.details, child.content = dict(record.told), record.content
    child.save(update_fields=["details", "content", "last_day"])
    keying.renew(child, before)
    doubting.corrected(child, by=to.by, at=to.at)
    entered("child-corrected", child, by=to.by, at=to.at)
    return Registered(child=child, outcome=Outcome.CORRECTED)
