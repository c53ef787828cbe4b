"""Request + edition -> answer. Default deny; a prohibition beats a permission unless a clause says otherwise.

How an answer comes about:

1. Each route aimed at the requester stands closed, in need, waiting or open (`standing`). Closed: something stops
   it, its ages leave the person out, or its own condition does not hold. In need: something must be supplied or done
   first. Waiting: for a designated manager. A route aimed at somebody else is neither cited nor asked about.
2. An item takes its best route; of open ones the one that does not break confidence, then the one that starts the
   fewest duties, then the first by clause.
3. The outcome follows from the states of the items (`answer.outcome_of`).
4. What is unknown is filled in all ways (`completion`). If all fillings agree the answer is settled; if not, the
   questions are those whose answer can still change it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharewell.domain import rules
from sharewell.domain.answer import Answer, Following, ItemAnswer, Outcome, Question, State, outcome_of
from sharewell.domain.calendar import after
from sharewell.domain.deciding.compiling import compile_routes
from sharewell.domain.deciding.completion import Completion, complete
from sharewell.domain.deciding.lineage import Lineage
from sharewell.domain.deciding.routes import Piece, Route
from sharewell.domain.deciding.situation import Situation, Stretches, Touched, Unknown
from sharewell.domain.deciding.standing import Result, Standing, check_item, stand, stopped_early
from sharewell.domain.deciding.wording import Worded, whichever, word
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
class _Evaluation:
    """One filling, evaluated. `key` is what "the same answer" means: each item's state and needs, and the records."""

    results: tuple[Result, ...]
    records: tuple[str, ...]
    key: tuple[Any, ...]
    situation: Situation
    levels: _Levels


class Decider:
    """An edition compiled once; decides any number of requests, and keeps nothing of them but reasons it worded."""

    def __init__(self, edition: Edition) -> None:
        """Raises NotPublishable where a sentence of the edition is not read."""
        self.edition = edition.whole()
        self.routes = compile_routes(edition)
        known = edition.known
        self._by_level = {level: tuple(r for r in self.routes if r.level == level) for level in known.levels}
        scopes = [scope for _, scope in edition.rules(rules.Scope)]
        counts = [count for _, count in edition.rules(rules.SmallCount)]
        self._stretches = Stretches(_first_of_each(scopes), _first_of_each(counts))
        shared, withheld = (list(edition.rules(k)) for k in (rules.RecordWhenShared, rules.RecordWhenWithheld))
        self._records: list[tuple[str, Any]] = [*shared, *withheld]
        self._ways_out = list(edition.rules(rules.WayOut))
        self._escalate = tuple(c for _, rule in edition.rules(rules.Escalation) for c in rule.clauses)
        self._items_of = {level: [i.code for i in known.items.values() if i.level == level] for level in known.levels}
        self._unpermitted = {level: self._no_clause(level) for level in known.levels}
        self._unnamed = Piece((), f"{edition.protocol.id} names no such item.")
        self._carried = {code: self._only_carried(c.clause) for code, c in known.carried.items()}
        self._ways: dict[tuple[Any, ...], _Way] = {}
        self._worded: dict[tuple[Any, ...], Worded] = {}
        self._lineage = Lineage(edition)

    def decide(self, request: Request, bank_holidays: Container[date], warnings: tuple[str, ...] = ()) -> Answer:
        """The answer to a request. Any error of ours while deciding refers the request to a person."""
        try:
            return self._decide(request, bank_holidays, warnings)
        except Exception:  # whatever failed, the answer is never "share" and never silence
            return self._failed(request, warnings)

    def ask(self, code: str) -> str:
        """The question that settles an unknown, in the words of the text where the text has them."""
        fact = self.edition.known.facts.get(code)
        return fact.ask if fact else _ASK[code]

    # --- one filling ------------------------------------------------------------------------------------

    def _evaluate(self, request: Request, filled: dict[Unknown, Any]) -> _Evaluation:
        s = Situation(request, self.edition, filled, self._stretches)
        levels: _Levels = {}
        results = tuple([self._item(asked, s, levels) for asked in request.items])
        records = self._made(results)
        return _Evaluation(results, records, (tuple([(r.state, r.needs) for r in results]), records), s, levels)

    def _made(self, results: tuple[Result, ...]) -> tuple[str, ...]:
        """The records to make: of what is withheld, and of what a route of the named clauses carried."""
        carried = {r.standing.route.clause for r in results if r.state is State.OPEN and r.standing is not None}
        withheld = min([r.state for r in results]) <= State.NEED
        made: dict[str, None] = {}
        for _, rule in self._records:
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
            _keep(self._ways, key, found)
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

    def _settled_level(self, fillings: list[_Evaluation], outcome: Outcome) -> str | None:
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

    # --- the answer -------------------------------------------------------------------------------------

    def _decide(self, request: Request, bank_holidays: Container[date], warnings: tuple[str, ...]) -> Answer:
        found: Completion[_Evaluation] = complete(lambda filled: self._evaluate(request, filled), key=lambda e: e.key)
        fillings = found.outcomes
        states = [result.state for result in fillings[0].results]
        outcome = outcome_of(states) if found.settled else Outcome.ASK
        items = tuple([self._answered(a, [e.results[at] for e in fillings]) for at, a in enumerate(request.items)])
        records: tuple[str, ...] = ()
        follow_up: tuple[Following, ...] = ()
        way_out: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        if found.settled:
            records = fillings[0].records
            follow_up = self._follow_up(request, fillings, bank_holidays)
            way_out = self._way_out(request, outcome)
        refused = found.settled and min(states) <= State.NEED
        clauses = [c for item in items for c in item.clauses]
        clauses += [c for c, rule in self._records if rule.record in records]
        clauses += [f.clause for f in follow_up]
        return Answer(
            outcome=outcome,
            items=items,
            level=self._settled_level(fillings, outcome),
            records=records,
            carries=tuple(self.edition.known.carried) if found.settled and State.OPEN in states else (),
            follow_up=follow_up,
            questions=tuple([Question(code, self.ask(code)) for code in found.questions()]),
            warnings=(*warnings, *self._standing_warnings(request.date), *way_out[0]),
            clauses=self._lineage.of([*clauses, *way_out[1]]),
            law=self._law(fillings),
            escalate=self._escalate if refused else (),
            protocol=self.edition.protocol.id,
            edition=self.edition.protocol.edition,
            hash=self.edition.protocol.hash,
        )

    def _answered(self, asked: Asked, results: list[Result]) -> ItemAnswer:
        """One item over all fillings, with every reason that leads to its state."""
        first = results[0]
        clauses, because, changes = whichever([self._word(asked.item, result) for result in results])
        return ItemAnswer(
            item=asked.item,
            what=asked.what,
            state=first.state,
            clauses=clauses,
            because=because,
            needs=first.needs,
            route=first.standing.route.clause if first.standing else None,
            would_change=changes,
        )

    def _word(self, item: str, result: Result) -> Worded:
        """The words of a reason, kept by what they are made of: clauses of the text, and nothing of a request."""
        declared = self.edition.known.items.get(item)
        listed = declared.clause if declared is not None and result.state >= State.WAITING else None
        route = result.standing.route if result.standing else None
        key = (listed, result.state, route, result.pieces)
        found = self._worded.get(key)
        if found is None:
            found = word(*key)
            _keep(self._worded, key, found)
        return found

    def _follow_up(
        self, request: Request, fillings: list[_Evaluation], bank_holidays: Container[date]
    ) -> tuple[Following, ...]:
        following: dict[Following, None] = {}
        for result in (r for e in fillings for r in e.results if r.state >= State.WAITING):
            assert result.standing is not None
            for clause, rule in result.standing.follow_ups if result.state is State.OPEN else ():
                due = after(rule.period, request.date, bank_holidays)
                following[Following(self._act(rule.act), due, clause)] = None
            for clause, paper_rule in result.standing.route.paper_follow_ups:
                dues = {p.due for _, papers in result.standing.papers for p in papers or () if p.due}
                for day in sorted(dues):
                    following[Following(self._act(paper_rule.act), day, clause)] = None
        return tuple(following)

    def _act(self, event: str) -> str:
        return self.edition.known.events[event].act

    def _way_out(self, request: Request, outcome: Outcome) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Where serious harm meets a refusal: a warning that names what may still allow it, and its clauses."""
        if outcome not in (Outcome.REFUSE, Outcome.RETURN):
            return (), ()
        for clause, rule in self._ways_out:
            facts = [atom for atom in rule.condition.atoms if isinstance(atom, rules.FactIs)]
            true = [atom for atom in facts if request.facts.get(atom.fact) == atom.value]
            if true and (rule.condition.any or len(true) == len(rule.condition.atoms)):
                titles = " and ".join(self._title(p) for p in rule.provisions)
                words = (
                    f"{self.edition.protocol.id} does not open this, but {true[0].phrase}. The way out is outside it: "
                    f"{titles}. Tell a designated manager now ({clause})."
                )
                return (words,), (clause, *rule.provisions)
        return (), ()

    def _standing_warnings(self, on: date) -> Iterable[str]:
        for missing in self.edition.missing:
            yield (
                f"{missing}, which this protocol stands under or builds on, is not published; it is decided without it."
            )
        for text in self.edition.texts:
            if text.until is not None and text.until < on:
                yield f"{text.title} held until {text.until.isoformat()}; ask what the law of {on.isoformat()} says."

    def _law(self, fillings: list[_Evaluation]) -> tuple[str, ...]:
        """The provisions that the routes of what may go, or waits, rest on."""
        routes = {r.standing.route for e in fillings for r in e.results if r.standing and r.state >= State.WAITING}
        provisions = [p for route in sorted(routes, key=lambda r: r.order) for p in route.provisions]
        return tuple([self._title(p) for p in dict.fromkeys(provisions)])

    def _title(self, provision: str) -> str:
        found = self.edition.clauses.get(provision)
        return found[1].title or provision if found else provision

    def _failed(self, request: Request, warnings: tuple[str, ...]) -> Answer:
        words = "This service could not decide; a person must."
        items = [
            ItemAnswer(item=a.item, what=a.what, state=State.WAITING, clauses=(), because=words) for a in request.items
        ]
        return Answer(
            outcome=Outcome.REFER,
            items=tuple(items),
            level=None,
            records=(),
            carries=(),
            follow_up=(),
            questions=(),
            warnings=(*warnings, f"{words} Refer the request to a designated manager."),
            clauses=(),
            law=(),
            escalate=(),
            protocol=self.edition.protocol.id,
            edition=self.edition.protocol.edition,
            hash=self.edition.protocol.hash,
        )


# The questions about a request that no fact of a text asks.
_ASK = {
    "consents": "Who has explicitly consented to sharing this with this recipient?",
    "evidence": "Which papers are there, complete and addressed to the holder?",
    "date_of_birth": "What is the person's date of birth?",
    "smallest_count": "What is the smallest count in the table?",
}


def _first_of_each(ranges: Iterable[rules.Scope | rules.SmallCount]) -> tuple[int, ...]:
    """The least number of each stretch that ranges, both ends included, cut the numbers from 0 into."""
    return tuple(sorted({0} | {number for each in ranges for number in (each.least, each.most + 1)}))


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
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
