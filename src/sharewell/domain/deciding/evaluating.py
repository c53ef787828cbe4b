"""One filling of a request, evaluated: how each item stands under the routes of an edition, and the records to make.

1. Each route aimed at the requester stands closed, in need, waiting or open (`standing`). Closed: something stops
   it, its ages leave the person out, or its own condition does not hold. In need: something must be supplied or done
   first. Waiting: for a designated manager. A route aimed at somebody else is neither cited nor asked about.
2. An item takes its best route; of open ones the one that does not break confidence, then the one that starts the
   fewest duties, then the first by clause.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sharewell.domain import rules
from sharewell.domain.answer import Outcome, State
from sharewell.domain.deciding.compiling import compile_routes
from sharewell.domain.deciding.completion import complete
from sharewell.domain.deciding.routes import Piece, Route
from sharewell.domain.deciding.situation import Situation, Stretches, Touched, Unknown
from sharewell.domain.deciding.standing import Result, Standing, check_item, stand, stopped_early
from sharewell.domain.reading import Edition
from sharewell.domain.request import Asked, Request
from sharewell.domain.rules import any_covers

_PLENTY = 1_000_000
_MOST_KEPT = 20_000  # a process that lives long must not grow with what it is asked


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """The routes of one level that lead to a requester: those stopped whatever the facts, and the rest."""

    stopped: tuple[Standing, ...]
    for_all: tuple[Route, ...]
    per_item: tuple[Route, ...]  # these turn on consent to the item itself


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """How the routes of one level stand in a situation, worked out once for all its items."""

    live: tuple[Standing, ...]
    closed: tuple[Standing, ...]
    per_item: tuple[Route, ...]
    alike: bool  # no list, paper or count tells one item from another, but whether it is needed
    results: dict[bool, Result]  # what alike items come to, needed and not


_Levels = dict[str, _Level]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """One filling, evaluated. `key` is what "the same answer" means: each item's state and needs, and the records."""

    results: tuple[Result, ...]
    records: tuple[str, ...]
    key: tuple[Any, ...]
    situation: Situation
    levels: _Levels


class Evaluator:
    """The routes of an edition, held up to one filling after the other; keeps nothing of requests but who asks whom."""

    def __init__(self, edition: Edition) -> None:
        """Raises NotPublishable where a sentence of the edition is not read."""
        self.edition = edition.whole()
        known, routes = edition.known, compile_routes(edition)
        self._by_level = {level: tuple(r for r in routes if r.level == level) for level in known.levels}
        scopes = [scope for _, scope in edition.rules(rules.Scope)]
        counts = [count for _, count in edition.rules(rules.SmallCount)]
        self._stretches = Stretches(_first_of_each(scopes), _first_of_each(counts))
        shared, withheld = (list(edition.rules(k)) for k in (rules.RecordWhenShared, rules.RecordWhenWithheld))
        self.records: list[tuple[str, Any]] = [*shared, *withheld]
        self._items_of = {level: [i.code for i in known.items.values() if i.level == level] for level in known.levels}
        self._unpermitted = {level: self._no_clause(level) for level in known.levels}
        self._unnamed = Piece((), f"{edition.protocol.id} names no such item.")
        self._carried = {code: self._only_carried(c.clause) for code, c in known.carried.items()}
        self._ways: dict[tuple[Any, ...], _Way] = {}

    def evaluate(self, request: Request, filled: dict[Unknown, Any]) -> Evaluation:
        s = Situation(request, self.edition, filled, self._stretches)
        levels: _Levels = {}
        results = tuple([self._item(asked, s, levels) for asked in request.items])
        records = self._made(results)
        return Evaluation(results, records, (tuple([(r.state, r.needs) for r in results]), records), s, levels)

    def _made(self, results: tuple[Result, ...]) -> tuple[str, ...]:
        """The records to make: of what is withheld, and of what a route of the named clauses carried."""
        carried = {r.standing.route.clause for r in results if r.state is State.OPEN and r.standing is not None}
        withheld = min([r.state for r in results]) <= State.NEED
        made: dict[str, None] = {}
        for _, rule in self.records:
            if isinstance(rule, rules.RecordWhenWithheld):
                due = withheld
            else:
                due = bool(carried) and (rule.routes is None or any(any_covers(rule.routes, c) for c in carried))
            if due:
                made[rule.record] = None
        return tuple(made)

    def _item(self, asked: Asked, s: Situation, levels: _Levels) -> Result:
        declared = self.edition.known.items.get(asked.item)
        if declared is None:
            return Result(State.CLOSED, None, (self._carried.get(asked.item, self._unnamed),))
        level = self._stand(declared.level, s, levels)
        if not level.alike:
            return self._best(level, asked, s, declared.level)
        result = level.results.get(asked.needed)
        if result is None:
            result = level.results[asked.needed] = self._best(level, asked, s, declared.level)
        return result

    def _best(self, level: _Level, asked: Asked, s: Situation, name: str) -> Result:
        standings = (*level.live, *(stand(route, s, asked.item, asked.what) for route in level.per_item))
        best: Result | None = None
        closed: list[Result] = []
        for standing in standings:
            result = check_item(standing, asked, s)
            if result.state is State.CLOSED:
                closed.append(result)
            elif best is None or result.rank() > best.rank():
                best = result
        if best is not None:
            return best
        closed += [Result(State.CLOSED, standing, standing.pieces) for standing in level.closed]
        return Result(State.CLOSED, None, _all_pieces(closed) or (self._unpermitted[name],))

    def _stand(self, level: str, s: Situation, levels: _Levels) -> _Level:
        found = levels.get(level)
        if found is None:
            way = self._way(level, s)
            standings = [stand(route, s, "", None) for route in way.for_all]
            live = tuple([x for x in standings if x.state is not State.CLOSED])
            closed = (*way.stopped, *[x for x in standings if x.state is State.CLOSED])
            alike = not way.per_item and all(x.route.for_every_item for x in live)
            found = levels[level] = _Level(live, closed, way.per_item, alike, {})
        return found

    def _way(self, level: str, s: Situation) -> _Way:
        """Who asks whom for what leaves few routes of a level; kept, since partners ask the same ways over and over."""
        request = s.request
        asks = (request.requester, request.requester_kinds, request.holder, request.holder_kinds)
        manager = (request.manager.decision, bool(request.manager.exceptional_reason))
        # Consent that names no items, or that nobody knows of, is the same for every item.
        per_item = any(consent.items is not None for consent in request.consents or ())
        key = (level, *asks, request.purpose, request.person_named, *manager, per_item)
        found = self._ways.get(key)
        if found is None:
            aimed = [(route, stopped_early(route, s)) for route in self._by_level[level] if route.leads_to(s)]
            left = [route for route, stopped in aimed if stopped is None]
            found = _Way(
                tuple([stopped for _, stopped in aimed if stopped is not None]),
                tuple([route for route in left if not (per_item and route.per_item)]),
                tuple([route for route in left if per_item and route.per_item]),
            )
            keep(self._ways, key, found)
        return found

    def _no_clause(self, level: str) -> Piece:
        return Piece((self.edition.known.levels[level],), f"No clause lets {level} information go to this requester.")

    @staticmethod
    def _only_carried(clause: str) -> Piece:
        return Piece((clause,), f"{clause} sends it with every disclosure; it is not shared by itself.")

    # --- the level --------------------------------------------------------------------------------------

    def _level(self, s: Situation, levels: _Levels, least: State) -> str:
        """The highest level at which something could go, whether or not it was asked for."""
        for name in reversed(self.edition.known.levels):
            level = self._stand(name, s, levels)
            enough = [standing.route for standing in level.live if standing.state >= least]
            if any(route.for_every_item for route in enough):
                return name
            asked = self._candidates(name, s.request) if enough or level.per_item else ()
            if any(self._item(one, s, levels).state >= least for one in asked):
                return name
        return "none"

    def _candidates(self, level: str, request: Request) -> Iterable[Asked]:
        """One item that no list names, standing for all such, and each item and part that some list names."""
        lists = [c.items for c in request.consents or ()] + [p.items for p in request.papers or ()]
        parts = {(n.item, n.what) for named in lists if named is not None for n in named}
        parts |= {(asked.item, asked.what) for asked in request.items}
        parts |= {(item, None) for route in self._by_level[level] for items, _ in route.only_items for item in items}
        named = {item for item, _ in parts}
        parts |= {(item, None) for item in named}
        first = next((code for code in self._items_of[level] if code not in named), None)
        things = sorted((p for p in parts if p[0] in self._items_of[level]), key=lambda p: (p[0], p[1] or ""))
        if first is not None:
            things.insert(0, (first, None))
        counts = {asked.smallest_count for asked in request.items if asked.item in self._items_of[level]}
        # A table that nobody asked for can be made without small counts.
        for count in counts or {_PLENTY}:
            for item, what in things:
                yield Asked(item=item, what=what, smallest_count=count)

    def settled_level(self, fillings: list[Evaluation], outcome: Outcome) -> str | None:
        """The level where every filling agrees on it; a level may turn on more than the items asked for do."""
        least = State.WAITING if outcome is Outcome.REFER else State.OPEN
        first = fillings[0]
        if len(fillings) == 1:
            with contextlib.suppress(Touched):
                return self._level(first.situation, first.levels, least)

        def level(filled: dict[Unknown, Any]) -> str:
            return self._level(Situation(first.situation.request, self.edition, filled, self._stretches), {}, least)

        found = complete(level, key=lambda name: name)
        return found.outcomes[0] if found.settled else None


def _first_of_each(ranges: Iterable[rules.Scope | rules.SmallCount]) -> tuple[int, ...]:
    """The least number of each stretch that ranges, both ends included, cut the numbers from 0 into."""
    return tuple(sorted({0} | {number for each in ranges for number in (each.least, each.most + 1)}))


def keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value


def _all_pieces(closed: list[Result]) -> tuple[Piece, ...]:
    """Each failed route's clause and what failed it, in the order of the routes."""
    found: list[tuple[int, tuple[Piece, ...]]] = []
    for result in closed:
        assert result.standing is not None
        route = result.standing.route
        found.append((route.order, (route.itself, *result.pieces)))
    return tuple([piece for _, pieces in sorted(found, key=lambda pair: pair[0]) for piece in pieces])
