"""Sentences that cannot both be kept, and duties that nobody comes to bear, with the situation that shows it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from sharewell.domain import rules
from sharewell.domain.reading import Edition, Read
from sharewell.domain.rules import any_covers, covers

Found = tuple[Read, str]  # the sentence to mend, and what is wrong


def conflicts(edition: Edition) -> Iterator[Found]:
    yield from _precedence_in_a_circle(edition)
    yield from _two_periods(edition)
    yield from _must_and_must_not(edition)
    yield from _two_waits(edition)


def reads_of(edition: Edition, kind: type[Any]) -> list[tuple[Read, Any]]:
    return [(read, read.rule) for read in edition.reads if isinstance(read.rule, kind)]


def _precedence_in_a_circle(edition: Edition) -> Iterator[Found]:
    prevails = reads_of(edition, rules.Prevails)
    over: dict[str, set[str]] = {}
    for _, rule in prevails:
        for clause in edition.clauses:
            if any_covers(rule.higher, clause):
                over.setdefault(clause, set()).update(c for c in edition.clauses if any_covers(rule.lower, c))
    for read, rule in prevails:
        for higher in (c for c in edition.clauses if any_covers(rule.higher, c)):
            path = _path(over, [c for c in edition.clauses if any_covers(rule.lower, c)], higher)
            if path:
                circle = " prevails over ".join([higher, *path])
                yield (
                    read,
                    f"the order goes in a circle: {circle}. Where both apply, neither gives way; take one out.",
                )
                break


def _path(over: dict[str, set[str]], starts: Iterable[str], goal: str) -> list[str]:
    """The shortest way down the order of precedence to a clause; none where it is not reached."""
    ways = [[start] for start in starts]
    seen = {way[0] for way in ways}
    for way in ways:  # grows while it is walked: the nearest clauses come first
        if way[-1] == goal:
            return way
        for clause in sorted(over.get(way[-1], ())):
            if clause not in seen:
                seen.add(clause)
                ways.append([*way, clause])
    return []


def _two_periods(edition: Edition) -> Iterator[Found]:
    for (one, a), (other, b) in itertools.combinations(reads_of(edition, rules.Duty), 2):
        same = (a.act, a.start) == (b.act, b.start) and a.start is not None and _share_a_bearer(a.bearer, b.bearer)
        if same and (a.within, a.renewed) != (b.within, b.renewed):
            happening = edition.known.events[a.start].happening
            act = edition.known.events[a.act].act
            message = (
                f"when {happening}, {one.clause} gives {_allowed(a)} and {other.clause} gives {_allowed(b)} "
                f"to {act}; state one period."
            )
            yield other, message


def _allowed(duty: rules.Duty) -> str:
    first = "no period" if duty.within is None else str(duty.within)
    return f"{first}, and then {duty.renewed} each time" if duty.renewed else first


def _share_a_bearer(a: rules.Bearer, b: rules.Bearer) -> bool:
    return a.event == b.event or a.each or b.each


def _must_and_must_not(edition: Edition) -> Iterator[Found]:
    for read, ban in reads_of(edition, rules.MustNotAct):
        for must, duty in reads_of(edition, rules.Duty):
            if duty.act == ban.act and (duty.bearer.each or duty.bearer.event == ban.bearer.event):
                act = edition.known.events[duty.act].act
                message = (
                    f"{ban.bearer.phrase} must not take part when the others {act}, and by {must.clause} "
                    f"{duty.bearer.phrase} must {act}; one of the two cannot be kept."
                )
                yield read, message


def _two_waits(edition: Edition) -> Iterator[Found]:
    routes = [clause for clause, _ in edition.rules(rules.Permission)]
    for (one, a), (other, b) in itertools.combinations(reads_of(edition, rules.Wait), 2):
        both = [c for c in dict.fromkeys(routes) if any_covers(a.routes, c) and any_covers(b.routes, c)]
        if both and a.waits_for is not b.waits_for:
            refuses, knows = (one, other) if a.waits_for is rules.WaitsFor.APPROVAL else (other, one)
            message = (
                f"sharing under {both[0]} waits for a manager who may refuse it by {refuses.clause}, and for one "
                f"who only has to know of it by {knows.clause}; where a manager refuses, the two disagree. Keep one."
            )
            yield other, message


def borne_by_nobody(edition: Edition) -> Iterator[Found]:
    """Sentences whose bearer an event names that nothing else speaks of, so that nobody would record it."""
    spoken_of = {event for read in edition.reads for event in _events(read.rule)}
    bearing = [pair for kind in (rules.Duty, rules.KeepRecord, rules.MustNotAct) for pair in reads_of(edition, kind)]
    for read, rule in bearing:
        event = rule.bearer.event
        if event is not None and event not in spoken_of:
            who, happening = rule.bearer.phrase, edition.known.events[event].happening
            yield read, f"nobody comes to be {who}: no other sentence speaks of the day {happening}."


def never_starting(edition: Edition) -> Iterator[Found]:
    """Duties that sharing starts, of clauses under which it never can: nobody would ever owe them."""
    waiting = [clause for clause, _ in edition.rules(rules.Wait)]
    routes = [clause for clause, _ in edition.rules(rules.Permission)]
    needing = [c for c in routes if any(any_covers(needs.routes, c) for _, needs in edition.rules(rules.NeedsPaper))]
    for read, rule in reads_of(edition, rules.FollowUp):
        if not any(covers(rule.clause, clause) for clause in waiting):
            yield read, f"nobody ever owes this: no sentence of {rule.clause} makes sharing wait."
    for read, rule in reads_of(edition, rules.PaperFollowUp):
        if not any(any_covers(rule.routes, clause) for clause in needing):
            yield read, f"nobody ever owes this: sharing under {' or '.join(rule.routes)} needs no paper."


def _events(rule: Any) -> Iterator[str]:
    names = ("act", "start", "by", "notice_event", "event", "counts_as", "first", "when")
    for name in names:
        value = getattr(rule, name, None)
        if isinstance(value, str):
            yield value
