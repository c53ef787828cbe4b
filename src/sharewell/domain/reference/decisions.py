"""What a request comes to, worked out the slow and obvious way: the oracle that `decide` must agree with.

It is written from the rules (`rules`) and from the promise that `decide` makes, and shares no code with it:

1. What a request leaves unknown is filled in, in all ways; a filling leaves nothing unknown.
2. In a request that leaves nothing unknown, every item is tried by every route, and takes the best.
3. If all fillings agree, that is the answer. If not, a question matters where two fillings that differ in its
   answer alone differ in what they come to.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sharewell.domain import rules
from sharewell.domain.answer import Outcome, State
from sharewell.domain.calendar import after, age_on
from sharewell.domain.reading import Edition
from sharewell.domain.reference.circumstances import Circumstances, names, papers
from sharewell.domain.reference.unknowns import every_filling, level_of, that_matter
from sharewell.domain.request import Asked, Request
from sharewell.domain.rules import BarKind, WaitsFor, any_covers, covers

PLENTY = 1_000_000  # the smallest count of a table that nobody asked for: it can be made without small counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A permission and one of its levels: a way that information of the level can go."""

    clause: str
    level: str
    permission: rules.Permission
    rests_on: tuple[str, ...]  # provisions of law
    impersonal: bool  # of a level that is about no one person


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What one item comes to by one route."""

    route: Route
    state: State
    needs: frozenset[str] = frozenset()
    lifted_for: tuple[tuple[str, rules.FollowUp], ...] = ()  # the duties that a lifted wait starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a request comes to. Two fillings agree where `states`, `needs` and `records` are the same."""

    outcome: Outcome
    states: tuple[State, ...]  # of each item asked for, in order
    needs: tuple[frozenset[str], ...]
    records: frozenset[str]
    follow_up: frozenset[tuple[str, date]]  # clause, day due
    questions: frozenset[str] = frozenset()


class Reference:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition.whole()
        self.known = edition.known
        self._so = Circumstances(edition.known)
        self._kept: dict[Any, Any] = {}

    def decide(self, request: Request, bank_holidays: Container[date]) -> Found:
        """What the request comes to under every filling of what it leaves unknown."""
        fillings = list(every_filling(self.edition, self._with_kinds(request)))
        found = [self._known(filled, bank_holidays) for _, filled in fillings]
        first = found[0]
        if all(_same(one) == _same(first) for one in found):
            return replace(first, follow_up=frozenset().union(*(one.follow_up for one in found)))
        questions = that_matter([answers for answers, _ in fillings], [_same(one) for one in found])
        return replace(first, outcome=Outcome.ASK, questions=questions)

    def level(self, request: Request, outcome: Outcome) -> str | None:
        """The level of a request of this outcome; None where fillings differ in it, whatever else they agree on."""
        levels = {self._level(filled, outcome) for _, filled in every_filling(self.edition, self._with_kinds(request))}
        return levels.pop() if len(levels) == 1 else None

    # --- everything known -------------------------------------------------------------------------------

    def _known(self, request: Request, bank_holidays: Container[date]) -> Found:
        best = [self._best(asked, request) for asked in request.items]
        states = tuple(one.state if one else State.CLOSED for one in best)
        carried = [one.route.clause for one in best if one and one.state is State.OPEN]
        records = {
            rule.record
            for _, rule in self.edition.rules(rules.RecordWhenShared)
            if any(rule.routes is None or any_covers(rule.routes, clause) for clause in carried)
        }
        if any(state in (State.CLOSED, State.NEED) for state in states):
            records |= {rule.record for _, rule in self.edition.rules(rules.RecordWhenWithheld)}
        return Found(
            outcome=_outcome(states),
            states=states,
            needs=tuple(one.needs if one else frozenset() for one in best),
            records=frozenset(records),
            follow_up=frozenset(self._follow_up(request, best, bank_holidays)),
        )

    def _best(self, asked: Asked, request: Request) -> Try | None:
        """The best an item comes to: the state, then keeping confidence, then the fewest needs and duties."""
        tries = [
            self._try(route, asked, request) for route in self._routes(level_of(self.edition, asked.item), request)
        ]
        possible = [one for one in tries if one.state is not State.CLOSED]
        # `max` keeps the first of equals, and routes come in the order of their clauses.
        return max(
            possible,
            key=lambda one: (
                one.state, not one.route.permission.without_consent, -len(one.needs), -len(one.lifted_for)
            ),
            default=None,
        )  # fmt: skip

    def _routes(self, level: str, request: Request) -> list[Route]:
        """The routes of a level that are aimed at this requester, in the order of their clauses."""
        if level not in self._kept:
            place = {clause: at for at, clause in enumerate(self.edition.clauses)}
            permissions = sorted(self._rules(rules.Permission), key=lambda pair: place[pair[0]])
            self._kept[level] = [self._route(c, level, p) for c, p in permissions if level in p.levels]
        return [route for route in self._kept[level] if self._so.is_one(route.permission.recipient, request)]

    def _route(self, clause: str, level: str, permission: rules.Permission) -> Route:
        rests = [rule.provisions for _, rule in self._rules(rules.RestsOn) if any_covers(rule.routes, clause)]
        return Route(
            clause=clause,
            level=level,
            permission=permission,
            rests_on=tuple(itertools.chain(*rests)),
            impersonal=any(level in rule.levels for _, rule in self._rules(rules.Impersonal)),
        )

    def _try(self, route: Route, asked: Asked, request: Request) -> Try:
        if self._closed(route, asked, request):
            return Try(route=route, state=State.CLOSED)
        needs = frozenset(self._needs(route, asked, request))
        if needs:
            return Try(route=route, state=State.NEED, needs=needs)
        lifted_for: list[tuple[str, rules.FollowUp]] = []
        for clause, wait in self._on(rules.Wait, route):
            if request.manager.decision in _DONE[wait.waits_for]:
                continue
            ways = [wait.unless] if wait.unless else []
            ways += [rule.condition for _, rule in self._rules(rules.AlsoMet) if covers(rule.clause, clause)]
            met = [way for way in ways if self._so.is_true(way, asked, request)]
            if not met:
                return Try(route=route, state=State.WAITING)
            lifting = {atom for way in met for atom in way.atoms if self._so.holds(atom, asked, request)}
            for by, follow_up in self._rules(rules.FollowUp):
                if covers(follow_up.clause, clause) and lifting <= set(follow_up.condition.atoms):
                    lifted_for.append((by, follow_up))
        return Try(route=route, state=State.OPEN, lifted_for=tuple(lifted_for))

    def _closed(self, route: Route, asked: Asked, request: Request) -> bool:
        """Whether anything closes the route to the item."""
        condition = route.permission.condition
        if condition is not None and not self._so.is_true(condition, asked, request):
            return True
        if route.impersonal == request.person_named:
            return True
        if not route.impersonal and any(not _rests(route, r) for _, r in self._on(rules.NeedsBasis, route)):
            return True
        if any(not self._so.is_true(r.condition, asked, request) for _, r in self._on(rules.Gateway, route)):
            return True
        served = [rule.purpose for _, rule in self._on(rules.ServesOnly, route)]
        if any(request.purpose != purpose for purpose in served):
            return True
        if any(self._barred(bar, asked, request, served) for _, bar in self._on(rules.Bar, route)):
            return True
        scopes = [scope for _, scope in self._on(rules.Scope, route)]
        if scopes and not any(self._within(scope, asked, request) for scope in scopes):
            return True
        if any(asked.item not in rule.items for _, rule in self._on(rules.OnlyItems, route)):
            return True
        for _, rule in self._on(rules.NeedsPaper, route):
            there = papers(rule.paper, request)
            if there and not any(names(paper.items, asked) for paper in there):
                return True
        return False

    def _needs(self, route: Route, asked: Asked, request: Request) -> Iterator[str]:
        """What must be supplied or done first before the item can go by the route."""
        for clause, before in self._on(rules.Before, route):
            if not (self._so.is_true(before.condition, asked, request) or self._also_met(clause, asked, request)):
                yield before.code
        for _, rule in self._on(rules.NeedsPaper, route):
            if not papers(rule.paper, request):
                yield rule.paper
        for _, count in self._on(rules.SmallCount, route):
            if asked.smallest_count is not None and count.least <= asked.smallest_count <= count.most:
                yield count.step

    def _barred(self, bar: rules.Bar, asked: Asked, request: Request, served: list[str]) -> bool:
        if bar.unless is not None and self._so.is_true(bar.unless, asked, request):
            return False
        if bar.kind is BarKind.RECIPIENT:
            return not self._so.is_one(bar.recipient, request)
        if bar.kind is BarKind.PURPOSE:
            # A route with a purpose of its own is not held to the purposes that the text lists.
            return not served and not any(
                request.purpose == purpose and covers(str(bar.purposes_of), clause)
                for purpose, clause in self.known.purposes.items()
            )
        if bar.kind is BarKind.NEED:
            return not asked.needed
        towards = self._so.is_one(bar.recipient, request)
        if bar.condition is None:
            return towards
        return towards and self._so.is_true(bar.condition, asked, request) == (bar.kind is not BarKind.UNLESS)

    def _within(self, scope: rules.Scope, asked: Asked, request: Request) -> bool:
        born = request.date_of_birth
        within = born is not None and scope.least <= age_on(born, request.date) <= scope.most
        return within and (scope.condition is None or self._so.is_true(scope.condition, asked, request))

    # --- which rules hold a route -----------------------------------------------------------------------

    def _rules(self, kind: type[Any]) -> list[tuple[str, Any]]:
        if kind not in self._kept:
            self._kept[kind] = list(self.edition.rules(kind))
        kept: list[tuple[str, Any]] = self._kept[kind]
        return kept

    def _on(self, kind: type[Any], route: Route) -> list[tuple[str, Any]]:
        """The rules of a kind that hold a route: they speak of it, and it does not prevail over them."""
        key = (kind, route.clause, route.level)
        if key not in self._kept:
            self._kept[key] = [
                (clause, rule)
                for clause, rule in self._rules(kind)
                if self._speaks_of(rule, route) and not self._prevails(route.clause, clause)
            ]
        kept: list[tuple[str, Any]] = self._kept[key]
        return kept

    def _speaks_of(self, rule: Any, route: Route) -> bool:
        if isinstance(rule, rules.Gateway):
            return _rests(route, rule)
        levels, routes = getattr(rule, "levels", None), getattr(rule, "routes", None)
        return (levels is None or route.level in levels) and (routes is None or any_covers(routes, route.clause))

    def _prevails(self, higher: str, lower: str) -> bool:
        return any(
            any_covers(rule.higher, higher) and any_covers(rule.lower, lower) for _, rule in self._rules(rules.Prevails)
        )

    def _also_met(self, clause: str, asked: Asked, request: Request) -> bool:
        return any(
            covers(rule.clause, clause) and self._so.is_true(rule.condition, asked, request)
            for _, rule in self._rules(rules.AlsoMet)
        )

    def _with_kinds(self, request: Request) -> Request:
        kinds = self.known.organisations
        holder, requester = request.holder_kinds, request.requester_kinds
        return replace(
            request,
            holder_kinds=frozenset(kinds.get(request.holder, ())) if holder is None else holder,
            requester_kinds=frozenset(kinds.get(request.requester, ())) if requester is None else requester,
        )

    # --- the level and the duties -----------------------------------------------------------------------

    def _level(self, request: Request, outcome: Outcome) -> str:
        """The highest level of which something could go (or, where the request waits, could go or wait)."""
        enough = (State.WAITING, State.OPEN) if outcome is Outcome.REFER else (State.OPEN,)
        for level in reversed(self.known.levels):
            for asked in self._things(level, request):
                best = self._best(asked, request)
                if best is not None and best.state in enough:
                    return level
        return "none"

    def _things(self, level: str, request: Request) -> Iterator[Asked]:
        """Every item of a level, whole and each part of it that the request names, as if it were needed."""
        lists = [c.items for c in request.consents or ()] + [p.items for p in request.papers or ()]
        parts = {(named.item, named.what) for items in lists for named in items or ()}
        parts |= {(asked.item, asked.what) for asked in request.items}
        counts = {asked.smallest_count for asked in request.items if level_of(self.edition, asked.item) == level} or {
            PLENTY
        }
        for code in self.known.items:
            if level_of(self.edition, code) == level:
                for what in {None} | {what for item, what in parts if item == code}:
                    for count in counts:
                        yield Asked(item=code, what=what, smallest_count=count)

    def _follow_up(
        self, request: Request, best: list[Try | None], bank_holidays: Container[date]
    ) -> Iterator[tuple[str, date]]:
        for one in best:
            if one is not None and one.state in (State.WAITING, State.OPEN):
                for clause, rule in one.lifted_for:
                    yield clause, after(rule.period, request.date, bank_holidays)
                for clause, rule in self._rules(rules.PaperFollowUp):
                    if any_covers(rule.routes, one.route.clause):
                        for _, need in self._on(rules.NeedsPaper, one.route):
                            for paper in papers(need.paper, request):
                                if paper.due is not None:
                                    yield clause, paper.due


# A manager who only has to know cannot refuse: whatever was decided, the manager knows.
_DONE = {WaitsFor.APPROVAL: ("approved",), WaitsFor.KNOWLEDGE: ("approved", "informed", "refused")}


def _rests(route: Route, rule: rules.NeedsBasis | rules.Gateway) -> bool:
    """Whether a route rests on one of the provisions that a rule of law names."""
    return any(any_covers(rule.provisions, provision) for provision in route.rests_on)


def _outcome(states: tuple[State, ...]) -> Outcome:
    if State.WAITING in states:
        return Outcome.REFER
    if set(states) == {State.OPEN}:
        return Outcome.SHARE
    if State.OPEN in states:
        return Outcome.SHARE_PART
    return Outcome.RETURN if State.NEED in states else Outcome.REFUSE


def _same(found: Found) -> tuple[Any, ...]:
    return found.states, found.needs, found.records
