"""How records end: on the day that the text sets, with all keys, so that no copy of the rows can be read any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from sharewell.children.models import Child, Destruction, Index, MatchKey
from sharewell.children.records import blinding, keying
from sharewell.children.records.holding import held
from sharewell.children.records.policies import end, ends_sooner, is_kept_longer, policy_of_index
from sharewell.children.records.queries import all_indexes
from sharewell.children.records.signed import entered
from sharewell.domain.errors import BadInput
from sharewell.domain.index.ending import End
from sharewell.keys import sealing
from sharewell.ledger.acts import about, act
from sharewell.ledger.checking import check_row
from sharewell.ledger.queries import entered_about
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership
from sharewell.protocols.locked import take_turns

Made = TypeVar("Made")
LOOKED_BACK = timedelta(days=3_660)  # for days that were missed: the service may have stood still
LEAP = timedelta(days=2)  # by which as many years are longer or shorter


class CannotKeep(BadInput):
    """A record cannot be kept longer."""


@act()
def keep(*, child: Child, longer: bool, by: Membership, at: datetime) -> Child:
    """Keep the record to the later age, since the person has additional needs, or take that back.

    The index holds the day and no reason. Raises CannotKeep where no birth date is known, or the text has no later age.
    """
    own, policy = _own(child), policy_of_index(child.index, on=timezone.localdate(at))
    ends = {row: end(row.details, policy, longer=longer) for row in held(own)}
    known = [reckoned for reckoned in ends.values() if reckoned]
    if not known:
        raise CannotKeep("No day can be reckoned without a year of birth. Correct the date of birth first.")
    if all(end(row.details, policy) == end(row.details, policy, longer=True) for row in ends):
        raise CannotKeep("By its protocol the index keeps nobody's record longer.")
    for row, reckoned in ends.items():
        row.last_day = blinding.day(row.index_id, reckoned.destroyed) if reckoned else None
    Child.objects.bulk_update(ends, ["last_day"])  # at once: of a shielded child nobody is told how many have a record
    clauses = tuple(sorted({reckoned.clause for reckoned in known}))
    entered("kept-longer" if longer else "kept-no-longer", own, by=by, at=at, clauses=clauses)
    return own


def destroy_due(index: Index, *, at: datetime) -> Iterator[Destruction]:
    """Destroy every record of an index whose day has come, each in a transaction of its own.

    Raises what the first raised that could not be, as one that does not open, once all others are destroyed.
    """
    today = timezone.localdate(at)
    days = last_days(index, lambda reckoned: reckoned.destroyed, on=today)
    with seeing(organisation=index.keeper_id):
        # Those that went to another area, too: what lies here still ends on its day.
        found = Child.objects.filter(index=index, last_day__in=days, wrapped__isnull=False).order_by("pk")
        owns = sorted({row.first for row in found.only("merged_into")})

    def destroy(own: int) -> Destruction | None:
        with seeing(organisation=index.keeper_id):
            return _destroy_if_due(own, on=today, at=at)

    yield from (made for made in undeterred(destroy, owns) if made is not None)


def last_days(index: Index, reach: Callable[[End], date], *, on: date) -> set[int]:
    """The hidden days of all records that may have come to a day of their end by now."""
    sooner = ends_sooner(index, reach, on=on)
    ahead = [timedelta(0), *(each + leap for each in sooner for leap in (-LEAP, LEAP))]
    missed = [on - timedelta(days=back) for back in range(LOOKED_BACK.days)]
    return {blinding.day(index.pk, day + more) for day in missed for more in ahead}


def undeterred(do: Callable[[Any], Made], every: Iterable[Any]) -> Iterator[Made]:
    """What each becomes: one that fails stands in no other's way, and the first that did is raised after all."""
    wrong = list[Exception]()
    for each in every:
        try:
            made = do(each)
        except Exception as error:
            wrong.append(error)
        else:
            yield made
    if wrong:
        raise wrong[0]


@act()
def _destroy(own: Child, rows: list[Child], *, reckoned: End, at: datetime) -> Destruction:
    for row in rows:
        keying.remove(row)
        # What opens is gone; what names the key stays, so that the row says that it was erased and by which clause.
        Child.objects.filter(pk=row.pk).update(
            wrapped=None,
            details=sealing.VERSION + row.key_id.bytes,
            content=b"",
            last_day=None,
            shows=None,
            erased_at=at,
            erased_under=reckoned.clause,
            until=timezone.localdate(at),
        )
    made = Destruction(
        index=own.index,
        organisation=own.index.keeper,
        child=own,
        rows=len(rows),
        on=reckoned.destroyed,
        clause=reckoned.clause,
        at=at,
    )
    made.save(by_action=True)
    return made


@act()
def _destroy_if_due(pk: int, *, on: date, at: datetime) -> Destruction | None:
    """A child's rows end together, on the last of their days."""
    take_turns(Child(pk=pk))
    rows = [row for row in held(Child(pk=pk), gone=True) if not row.is_destroyed]
    own = Child.objects.select_related("index__keeper").get(pk=pk)
    if own.merged_into_id is not None:  # this moment: it ends with whom it was joined to, on the last of their days
        return None
    last = end_of_all(rows, on=on)
    if last is None or last.destroyed > on:
        return None
    return _destroy(own, rows, reckoned=last, at=at)


def end_of_all(rows: Iterable[Child], *, on: date) -> End | None:
    """Of a child's rows the last end; None where no birth date tells any."""
    ends = [_end(row, on) for row in rows]
    return max((each for each in ends if each), key=lambda each: each.destroyed, default=None)


def _end(row: Child, on: date) -> End | None:
    longer = is_kept_longer(row.index, row.details, row.last_day, on=on)
    return end(row.details, policy_of_index(row.index, on=on), longer=longer)


def _own(child: Child) -> Child:
    own = Child.objects.select_related("index").get(pk=child.first)
    take_turns(own)
    return own


# --- proof ----------------------------------------------------------------------------------------------


class NotDestroyed(BadInput):
    """No such record was destroyed, or something of it is there still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What anybody may be shown of a destruction: it tells nothing of whose record it was."""

    reference: str
    on: date
    clause: str
    rows: int
    about: str
    """What the leaf is about."""
    leaf: int
    """The index of the leaf in the ledger, whose receipt proves it to anybody."""

    def said(self) -> dict[str, object]:
        return {
            "reference": self.reference,
            "on": self.on.isoformat(),
            "clause": self.clause,
            "rows": self.rows,
            "leaf": self.leaf,
        }


def proof_of(reference: str) -> Proof:
    """Look for a destroyed record in every index, and prove that it is gone. Raises NotDestroyed."""
    for index in all_indexes():
        with seeing(organisation=index.keeper_id):
            if Child.objects.filter(index=index, reference=reference.strip().upper()).exists():
                return prove(index, reference)
    raise NotDestroyed("No index has had a record of this reference. Check the reference.")


def prove(index: Index, reference: str) -> Proof:
    """Look at every row, key and leaf of a destroyed record. Raises NotDestroyed where one is not as it must be."""
    found = Destruction.objects.select_related("child").filter(index=index)
    made = found.filter(child__reference=reference.strip().upper()).first()
    if made is None:
        raise NotDestroyed("No record of this reference was destroyed. Check the reference.")
    pks = [made.child_id, *Child.objects.filter(merged_into=made.child_id).values_list("pk", flat=True)]
    for row in Child.objects.filter(pk__in=pks):
        if not row.is_destroyed:
            raise NotDestroyed(f"{row.reference} can still be opened: the destruction is not whole.")
    if MatchKey.objects.filter(index=index, child__in=pks).exists():
        raise NotDestroyed("Match keys of it are there still: the destruction is not whole.")
    wrong = check_row(made)
    if wrong is not None:
        raise NotDestroyed(f"The ledger does not hold this destruction as it is here: {wrong}")
    return Proof(
        reference=made.child.reference,
        on=made.on,
        clause=made.clause,
        rows=made.rows,
        about=about(made),
        leaf=entered_about([about(made)])[0].index,
    )
