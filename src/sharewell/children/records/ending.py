"""How records end: on the day that the text sets, with all keys, so that no copy of the rows can be read any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from sharewell.children.models import Child, Destruction, Index
from sharewell.children.records import blinding, keying
from sharewell.children.records.holding import held, in_turn
from sharewell.children.records.policies import end, end_of_row, ends_sooner, policy_at, policy_of_index
from sharewell.children.records.queries import rows_of
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
def keep(*, child: Child, longer: bool, by: Membership, at: datetime) -> Child:
    """Keep the record to the later age, since the person has additional needs, or take that back.

    The index holds the day and no reason. Raises CannotKeep where no birth date is known, or the text has no later age.
    """
    own, policy = in_turn(child), policy_at(child.index, at)
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


def usual_day(child: Child, *, on: date) -> date | None:
    """The day on which a child's record is destroyed that nobody keeps longer; None where no birth date tells any.

    Of a shielded child by its own row alone: that others say something else would tell that there are others.
    """
    policy = policy_of_index(child.index, on=on)
    rows = [child] if child.shows is not None else rows_of(child)
    return max((each.destroyed for row in rows if (each := end(row.details, policy))), default=None)


def destroy_due(index: Index, *, at: datetime) -> Iterator[Destruction]:
    """Destroy every record of an index whose day has come, each in a transaction of its own.

    Raises what the first raised that could not be, as one that does not open, once all others are destroyed.
    """
    today = timezone.localdate(at)
    # Those that went to another area, too: what lies here still ends on its day.
    there = Q(wrapped__isnull=False)
    yield from come_due(index, lambda reckoned: reckoned.destroyed, partial(_destroy, at=at), among=there, on=today)


def come_due(
    index: Index, reach: Callable[[End], date], do: Callable[[Child, list[Child], End], Made], *, among: Q, on: date
) -> Iterator[Made]:
    """What `do` makes of each child that has come to a day of its end, in a transaction of its own.

    Args:
        reach: which day of an end it is.
        do: given the child's own row, those of its rows that are asked about, and the last end of these.
        among: the rows that are asked about.

    Raises what the first raised that could not be done, once all others are.
    """
    with seeing(organisation=index.keeper_id):
        found = Child.objects.filter(among, index=index, last_day__in=_last_days(index, reach, on=on)).order_by("pk")
        owns = sorted({row.first for row in found.only("merged_into")})

    def done(own: int) -> Made | None:
        with seeing(organisation=index.keeper_id):
            return _if_due(own, reach, do, among=among, on=on)

    yield from (made for made in undeterred(done, owns) if made is not None)


def _last_days(index: Index, reach: Callable[[End], date], *, on: date) -> set[int]:
    """The hidden days of all records that may have come to a day of their end by now."""
    sooner = ends_sooner(index, reach, on=on)
    ahead = [timedelta(0), *(each + leap for each in sooner for leap in (-LEAP, LEAP))]
    return {day for more in ahead for day in _days_until(index, on + more)}


def _days_until(index: Index, last: date) -> set[int]:
    """The hidden days up to this one."""
    return {blinding.day(index.pk, last - timedelta(days=back)) for back in range(LOOKED_BACK.days)}


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
def _if_due(
    pk: int, reach: Callable[[End], date], do: Callable[[Child, list[Child], End], Made], *, among: Q, on: date
) -> Made | None:
    """A child's rows end together, on the last of their days."""
    take_turns(Child(pk=pk))
    rows = held(Child(pk=pk), among)
    own = Child.objects.select_related("index__keeper").get(pk=pk)
    if own.merged_into_id is not None:  # this moment: it ends with whom it was joined to, on the last of their days
        return None
    last = _end_of_all(rows, on=on)
    return do(own, rows, last) if last is not None and reach(last) <= on else None


def _end_of_all(rows: Sequence[Child], *, on: date) -> End | None:
    """Of a child's rows the last end; None where no birth date tells any, or a row is kept to a later day.

    Of one that is kept longer, whose birth date was taken away since, the hidden day alone is left, and is waited for.
    """
    reckoned = [end_of_row(row, on=on) for row in rows]
    of_no_birth = [row for row, each in zip(rows, reckoned, strict=True) if each is None and row.last_day is not None]
    if any(row.last_day not in _days_until(row.index, on) for row in of_no_birth):
        return None
    return max((each for each in reckoned if each), key=lambda each: each.destroyed, default=None)


def _destroy(own: Child, rows: list[Child], reckoned: End, *, at: datetime) -> Destruction:
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
