"""How a route stands in a situation, and what an item comes to: closed, in need, waiting or open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sharewell.domain import rules
from sharewell.domain.answer import State
from sharewell.domain.deciding.routes import Lift, PaperGate, Piece, Route, WaitGate
from sharewell.domain.deciding.situation import Situation, names
from sharewell.domain.request import Asked, Paper


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How one route stands, before an item's own checks. The pieces of a closed or needy one are what it lacks."""

    route: Route
    state: State
    pieces: tuple[Piece, ...]
    needs: tuple[str, ...] = ()
    follow_ups: tuple[tuple[str, rules.FollowUp], ...] = ()
    papers: tuple[tuple[PaperGate, tuple[Paper, ...] | None], ...] = ()  # None: a paper that names every item


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What one item comes to. The pieces of a closed item are of all its routes, else of the best one."""

    state: State
    standing: Standing | None
    pieces: tuple[Piece, ...]
    needs: tuple[str, ...] = ()

    def rank(self) -> tuple[Any, ...]:
        """Which of two routes an item takes: the higher. Consent goes before breaking confidence."""
        assert self.standing is not None
        route = self.standing.route
        follow_ups = len(self.standing.follow_ups)
        return self.state, not route.without_consent, -len(self.needs), -follow_ups, -route.order


def stopped_early(route: Route, s: Situation) -> Standing | None:
    """The standing of a route that something closes which cannot be unknown; None where nothing does."""
    stopped = tuple([b.piece for b in route.early if b.stops(s, "", None)])
    return Standing(route, State.CLOSED, stopped) if stopped else None


def stand(route: Route, s: Situation, item: str, what: str | None) -> Standing:
    """How a route stands that nothing stopped early. `item` and `what` matter only to routes that turn on consent to
    the item itself."""
    if route.scopes and not _within(route.scopes, s, item, what):
        return Standing(route, State.CLOSED, (route.out_of_scope,))
    pieces = route.open
    if route.condition is not None:
        true = s.true_atoms(route.condition, item, what)
        if not true:
            return Standing(route, State.CLOSED, (route.unmet,))
        pieces = (_since(true), *pieces)
    for barrier in route.late:
        if barrier.stops(s, item, what):
            return Standing(route, State.CLOSED, (barrier.piece,))
    needs: list[Piece] = []
    for gate in route.gates:
        met = next((piece for condition, piece in gate.ways if s.true_atoms(condition, item, what)), None)
        if met is None:
            needs.append(gate.need)
        else:
            pieces += (met,)
    papers = []
    for paper in route.papers:
        here = s.papers(paper.kind)
        if here == []:
            needs.append(paper.need)
        else:
            papers.append((paper, None if here is None else tuple(here)))
    state = State.OPEN
    follow_ups: tuple[tuple[str, rules.FollowUp], ...] = ()
    for wait in route.waits:
        lifted_by = _lifted_by(wait, s, item, what)
        if lifted_by is None:
            state = State.WAITING
            pieces += (wait.waiting,)
        elif lifted_by:
            pieces += (_lifted(lifted_by),)
            lifting = {atom for way in lifted_by for atom in way.atoms}
            follow_ups += tuple((c, f) for c, f in wait.follow_ups if lifting <= set(f.condition.atoms))
        else:
            pieces += (wait.met,)
    if needs:
        return Standing(route, State.NEED, tuple(needs), _codes(needs), (), tuple(papers))
    return Standing(route, state, pieces, (), follow_ups, tuple(papers))


def check_item(standing: Standing, asked: Asked, s: Situation) -> Result:
    """A standing with the checks of one item: need to know, item lists, papers that name it, small counts."""
    route = standing.route
    if standing.state is State.CLOSED:
        return Result(State.CLOSED, standing, standing.pieces)
    stopped: tuple[Piece, ...] = ()
    if not asked.needed and route.need_bar is not None:
        stopped += (route.need_bar,)
    for items, piece in route.only_items:
        if asked.item not in items:
            stopped += (piece,)
    met: tuple[Piece, ...] = ()
    for gate, papers in standing.papers:
        if papers is not None and not any(names(p.items, asked.item, asked.what) for p in papers):
            stopped += (gate.silent,)
        else:
            met += (gate.met,)
    if stopped:
        return Result(State.CLOSED, standing, stopped)
    small = [c.need for c in route.counts if c.rule.least <= s.smallest_count(asked) <= c.rule.most]
    if small or standing.state is State.NEED:
        before = standing.pieces if standing.state is State.NEED else ()
        return Result(State.NEED, standing, (*before, *small), _codes([*before, *small]))
    return Result(standing.state, standing, standing.pieces + met)


def _within(scopes: tuple[rules.Scope, ...], s: Situation, item: str, what: str | None) -> bool:
    age = s.age()
    for scope in scopes:
        if scope.least <= age <= scope.most and (scope.condition is None or s.true_atoms(scope.condition, item, what)):
            return True
    return False


_DONE = {
    rules.WaitsFor.APPROVAL: ("approved",),
    # A manager who only has to know cannot refuse: whatever was decided, the manager knows.
    rules.WaitsFor.KNOWLEDGE: ("approved", "informed", "refused"),
}


def _lifted_by(gate: WaitGate, s: Situation, item: str, what: str | None) -> tuple[Lift, ...] | None:
    """All that lifts the wait, nothing where the manager did what it waits for, None while it waits."""
    if s.request.manager.decision in _DONE[gate.wait.waits_for]:
        return ()
    return tuple([lift for lift in gate.lifts if all(s.holds(atom, item, what) for atom in lift.atoms)]) or None


@cache
def _since(atoms: tuple[rules.Atom, ...]) -> Piece:
    return Piece((), " and ".join(atom.phrase for atom in atoms))


@cache
def _lifted(lifts: tuple[Lift, ...]) -> Piece:
    clauses = tuple(dict.fromkeys(clause for lift in lifts for clause in lift.clauses))
    phrases = dict.fromkeys(atom.phrase for lift in lifts for atom in lift.atoms)
    return Piece(clauses, f"{' and '.join(phrases)}, so it need not wait")


def _codes(pieces: list[Piece]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([piece.need for piece in pieces]))
