"""Look-ups that an auditor should ask about: many, fishing, at odd hours, and of what may be one's own family.

They are signs and no proof. They are told in numbers, of people who look and never of those looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sharewell.domain.calendar import is_working_day
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.rules import Watch, WatchKind

_WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look-up, local time. `found` is the child that was opened, as a number; None for a search alone."""

    by: int
    at: datetime
    found: int | None = None
    showed: bool = False  # a search that showed somebody
    involved: bool = False  # whether the looker's organisation works with the child, then or within the window after
    kin: bool = False  # whether a surname or a home is shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something to ask about: `count` of `of`, with the clause that asks for it."""

    kind: WatchKind
    by: int
    on: date  # the last day of it
    count: int
    of: int
    clause: str


def signs(looks: Iterable[Look], policy: Policy, holidays: Container[date]) -> list[Sign]:
    """Every sign in these look-ups, the latest first; one for each kind, looker and day (fishing: one for a looker)."""
    by_person: dict[int, list[Look]] = defaultdict(list)
    for look in sorted(looks, key=lambda each: each.at):
        by_person[look.by].append(look)
    theirs = {by: _each_with_somebody(own) for by, own in by_person.items()}
    found = [
        sign
        for by, own in theirs.items()
        for clause, watch in policy.watched
        for sign in _SIGNS[watch.kind](by, own, watch, clause, holidays)
    ]
    return sorted(found, key=lambda sign: (-sign.on.toordinal(), sign.kind, sign.by))


def _each_with_somebody(own: Sequence[Look]) -> list[Look]:
    """A search that showed somebody and after which nobody was opened is of one person more: its answer was read."""
    following = [*own[1:], None]
    return [
        replace(look, found=-number)
        if look.showed and look.found is None and (then is None or then.found is None)
        else look
        for number, (look, then) in enumerate(zip(own, following, strict=True), start=1)
    ]


def _many(by: int, own: Sequence[Look], watch: Watch, clause: str, holidays: Container[date]) -> Iterator[Sign]:
    for day, looks in _by_day(own):
        people = len(_people(looks))
        if watch.most is not None and people > watch.most:
            yield Sign(kind=watch.kind, by=by, on=day, count=people, of=len(looks), clause=clause)


def _fishing(by: int, own: Sequence[Look], watch: Watch, clause: str, holidays: Container[date]) -> Iterator[Sign]:
    """The worst 30 days: most people looked up of whom too few are worked with."""
    least, percent = watch.least or 0, watch.percent or 0
    worst: Sign | None = None
    for at, last in enumerate(own):
        window = [look for look in own[: at + 1] if look.at > last.at - _WINDOW]
        people = _people(window)
        works_with = sum(people.values())
        if len(people) >= least and works_with * 100 < percent * len(people):
            sign = Sign(
                kind=watch.kind,
                by=by,
                on=last.at.date(),
                count=len(people) - works_with,
                of=len(people),
                clause=clause,
            )
            worst = sign if worst is None or sign.count >= worst.count else worst
    if worst is not None:
        yield worst


def _hours(by: int, own: Sequence[Look], watch: Watch, clause: str, holidays: Container[date]) -> Iterator[Sign]:
    first, last = watch.least or 0, 24 if watch.most is None else watch.most
    for day, looks in _by_day(own):
        odd = sum(not first <= look.at.hour < last for look in looks) if is_working_day(day, holidays) else len(looks)
        if odd:
            yield Sign(kind=watch.kind, by=by, on=day, count=odd, of=len(looks), clause=clause)


def _kin(by: int, own: Sequence[Look], watch: Watch, clause: str, holidays: Container[date]) -> Iterator[Sign]:
    for day, looks in _by_day(own):
        kin = sum(look.kin for look in looks)
        if kin:
            yield Sign(kind=watch.kind, by=by, on=day, count=kin, of=len(looks), clause=clause)


_Finds = Callable[[int, Sequence[Look], Watch, str, Container[date]], Iterator[Sign]]
_SIGNS: Mapping[WatchKind, _Finds] = {
    WatchKind.MANY: _many,
    WatchKind.FISHING: _fishing,
    WatchKind.HOURS: _hours,
    WatchKind.KIN: _kin,
}


def _by_day(own: Sequence[Look]) -> Iterator[tuple[date, list[Look]]]:
    days: dict[date, list[Look]] = defaultdict(list)
    for look in own:
        days[look.at.date()].append(look)
    yield from days.items()


def _people(looks: Iterable[Look]) -> dict[int, bool]:
    """The children who were opened, and whether the looker's organisation works with each."""
    people: dict[int, bool] = {}
    for look in looks:
        if look.found is not None:
            people[look.found] = people.get(look.found, False) or look.involved
    return people
