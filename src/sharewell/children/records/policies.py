"""Which text governs an index, what it says, and when it has a record end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from sharewell.children.models import Child, Index
from sharewell.children.records import blinding
from sharewell.domain.index.ending import End, end_of
from sharewell.domain.index.policy import Against, NotAnIndex, Policy, policy_of
from sharewell.domain.library import Library, NotPublished
from sharewell.domain.linkage.values.normalise import birth_date
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.queries import library

_BIRTH_DATES = ("birth_date", "date_of_birth")
_ANY_DAY = "20000101"
LONGER = {"additional-needs": True}  # the fact that texts keep a record longer for


def policy_of_index(index: Index, *, on: date) -> Policy:
    """The rules in force on a day. Raises NotPublished, NotPublishable and NotAnIndex."""
    return _policy(library(), index.protocol, on)


def policy_at(index: Index, at: datetime) -> Policy:
    """The rules in force at a moment, on its day here. Raises what `policy_of_index` raises."""
    return policy_of_index(index, on=timezone.localdate(at))


def due(policy: Policy, done: str, started: date, *, again: bool = False) -> date:
    """`Policy.due`, by the bank holidays of the area that the text names."""
    return policy.due(done, started, bank_holidays(policy.edition.protocol.holidays), again=again)


@lru_cache(64)
def _policy(published: Library, protocol: str, on: date) -> Policy:
    return policy_of(published.edition(protocol, on=on))


class Ended(Against):
    """A record that its text would have ended by now, or whose birth date is wrong."""


def end(details: Mapping[str, str], policy: Policy, *, longer: bool = False) -> End | None:
    """When a record that holds these details ends; None where its birth date tells no year."""
    return end_of(born(details), LONGER if longer else {}, policy)


def born(details: Mapping[str, str]) -> str:
    """The birth date as `domain.index.ending` reads it; empty where none is told."""
    return birth_date(next((details[name] for name in _BIRTH_DATES if details.get(name)), ""))


def last_day(index: Index, details: Mapping[str, str], policy: Policy, *, on: date, longer: bool = False) -> int | None:
    """The day on which a record ends, hidden; None where no day can be reckoned, and a person must look.

    Raises Ended where nobody would find it any more: such a record is not held, or its birth date is wrong.
    """
    reckoned = end(details, policy, longer=longer)
    if reckoned is None:
        return None
    if reckoned.out_of_sight <= on:
        raise Ended(
            "By this date of birth the record would have ended already. Check the date; else it is not held.",
            clause=reckoned.clause,
        )
    return blinding.day(index.pk, reckoned.destroyed)


def end_of_row(row: Child, *, on: date) -> End | None:
    """When a record ends by the text of a day, at the later age where it is kept to that; None as `end` says."""
    longer = is_kept_longer(row.index, row.details, row.last_day, on=on)
    return end(row.details, policy_of_index(row.index, on=on), longer=longer)


def is_archived(child: Child, *, on: date) -> bool:
    """Whether the text has it that nobody finds this record any more, though it is not destroyed yet."""
    reckoned = end_of_row(child, on=on)
    return reckoned is not None and reckoned.out_of_sight <= on < reckoned.destroyed


def is_kept_longer(index: Index, details: Mapping[str, str], day: int | None, *, on: date) -> bool:
    """Whether the hidden day on which a record of these details ends is the later one: nothing else says so.

    It may have been reckoned by any edition that was ever in force.
    """
    if day is None:
        return False
    ends = [(end(details, each), end(details, each, longer=True)) for each in _so_far(index, on=on)]
    if not any(later for _, later in ends):  # its birth date was taken away since: of what is kept longer the day stays
        return True
    return any(later and later != sooner and day == blinding.day(index.pk, later.destroyed) for sooner, later in ends)


def ends_sooner(index: Index, reach: Callable[[End], date], *, on: date) -> set[timedelta]:
    """By how much sooner a record reaches a day of its end now than the day it was ever to be destroyed on.

    Its hidden day may be of any edition so far. Reckoned for one birth date: for others it is a day more or less, as
    leap years fall.
    """
    today, sooner = policy_of_index(index, on=on), set[timedelta]()
    for before in _so_far(index, on=on):
        for facts in ({}, LONGER):
            was, will = end_of(_ANY_DAY, facts, before), end_of(_ANY_DAY, facts, today)
            if was and will and was.destroyed > reach(will):
                sooner.add(was.destroyed - reach(will))
    return sooner


def _so_far(index: Index, *, on: date) -> tuple[Policy, ...]:
    """The rules of every edition that has been in force, and those of the day. A load asks at each correction."""
    return _policies(library(), index.protocol, on)


@lru_cache(64)
def _policies(published: Library, protocol: str, on: date) -> tuple[Policy, ...]:
    days = {text.edition for text in published.texts if text.edition <= on}  # of any text: readings too say what holds
    found = dict[int, Policy]()
    for day in sorted(days | {on}):
        with suppress(NotPublished, NotAnIndex):
            edition = published.edition(protocol, on=day)
            found[id(edition)] = found.get(id(edition)) or policy_of(edition)
    return tuple(found.values())
