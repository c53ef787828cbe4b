"""How records end: on the day that the text sets, with all keys, so that no copy of the rows can be read any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from sharewell.children.models import Child, Destruction, Index
from sharewell.children.records import blinding, keying
from sharewell.children.records.holding import held, in_turn
from sharewell.children.records.policies import end, ends_sooner, is_kept_longer, last_day, policy_of_index
from sharewell.children.records.signed import entered
from sharewell.domain.errors import BadInput
from sharewell.domain.index.ending import End
from sharewell.keys import sealing
from sharewell.ledger.acts import act
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership
from sharewell.protocols.locked import take_turns

Made = TypeVar("Made")
LOOKED_BACK = timedelta(days=3_660)  # for days that were missed: the service may have stood still
LEAP = timedelta(days=2)  # by which as many years are longer or shorter


class CannotKeep(BadInput):
    """A record cannot be kept longer."""


@act()
def keep_longer(*, child: Child, by: Membership, at: datetime) -> Child:
    """Keep the record to the later age, since the person has additional needs: the index holds the day and no reason.

    Raises CannotKeep where no birth date is known.
    """
    own, today = in_turn(child), timezone.localdate(at)
    policy = policy_of_index(own.index, on=today)
    days = {row: last_day(row.index, row.details, policy, on=today, longer=True) for row in held(own)}
    if not any(days.values()):
        raise CannotKeep("No day can be reckoned without a year of birth. Correct the date of birth first.")
    for row, day in days.items():
        row.last_day = day
        row.save(update_fields=["last_day"])
    reckoned = end(own.details, policy, longer=True)
    clauses = (reckoned.clause,) if reckoned else ()
    entered("kept-longer", own, by=by, at=at, clauses=clauses)
    return own


def destroy_due(index: Index, *, at: datetime) -> Iterator[Destruction]:
    """Destroy every record of an index whose day has come, each in a transaction of its own.

    Raises what the first raised that could not be, as one that does not open, once all others are destroyed.
    """
    today = timezone.localdate(at)
    ahead = [timedelta(0), *(sooner + leap for sooner in ends_sooner(index, on=today) for leap in (-LEAP, LEAP))]
    missed = [today - timedelta(days=back) for back in range(LOOKED_BACK.days)]
    days = {blinding.day(index.pk, day + more) for day in missed for more in ahead}
    with seeing(organisation=index.keeper_id):
        # Those that went to another area, too: what lies here still ends on its day.
        found = Child.objects.filter(index=index, last_day__in=days, wrapped__isnull=False).order_by("pk")
        owns = sorted({row.first for row in found.only("merged_into")})

    def destroy(own: int) -> Destruction | None:
        with seeing(organisation=index.keeper_id):
            return _destroy_if_due(own, on=today, at=at)

    yield from (made for made in undeterred(destroy, owns) if made is not None)


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
    ends = [_end(row, on) for row in rows]
    last = max((each for each in ends if each), key=lambda each: each.destroyed, default=None)
    if last is None or last.destroyed > on:
        return None
    return _destroy(own, rows, reckoned=last, at=at)


def _end(row: Child, on: date) -> End | None:
    longer = is_kept_longer(row.index, row.details, row.last_day, on=on)
    return end(row.details, policy_of_index(row.index, on=on), longer=longer)
