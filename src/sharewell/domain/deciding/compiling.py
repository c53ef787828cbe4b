"""An edition compiled into routes: for each permission and level, all that attaches to it by clause, worked out once.

Nothing here looks at a request; `decide` asks each route how it stands in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sharewell.domain import rules
from sharewell.domain.deciding.routes import (
    Barrier,
    Count,
    Gate,
    Lift,
    PaperGate,
    Piece,
    Route,
    Test,
    WaitGate,
    is_recipient,
)
from sharewell.domain.deciding.situation import Situation
from sharewell.domain.reading import Edition, Read
from sharewell.domain.rules import BarKind, any_covers, covers


def clause_order(clause: str) -> tuple[tuple[int, Any], ...]:
    """Clauses as people count them: 4.5(ii) before 4.10, and (iv) after (iii)."""
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
    parts = re.findall(r"\d+|[a-z]+|[^\da-z]+", clause, re.IGNORECASE)
    return tuple(
        (0, int(p)) if p.isdigit() else (1, f"{roman[p]:03}") if p in roman else (2, p) for p in parts if p not in "()."
    )


def compile_routes(edition: Edition) -> tuple[Route, ...]:
    """Every route of an edition, one for each permission and level, in the order of their clauses."""
    permissions = [(read, read.rule.levels) for read in edition.reads if isinstance(read.rule, rules.Permission)]
    # Sorted, so that the order of sentences in a text never matters.
    permissions.sort(key=lambda pair: (clause_order(pair[0].clause), pair[0].sentence.words))
    pairs = [(read, level) for read, levels in permissions for level in levels]
    compiler = _Compiler(edition)
    return tuple(compiler.route(order, read, level) for order, (read, level) in enumerate(pairs))


class _Compiler:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.known = edition.known
        self._sorted: dict[type[Any], list[tuple[str, Any]]] = {}

    def route(self, order: int, read: Read, level: str) -> Route:
        permission = read.rule
        assert isinstance(permission, rules.Permission)
        clause = read.clause
        provisions = tuple(
            p for _, r in self._rules(rules.RestsOn) if any_covers(r.routes, clause) for p in r.provisions
        )
        gates = tuple(self._gates(clause, level))
        waits = tuple(self._waits(clause))
        bars = [b for _, b in self._bars(clause, level, BarKind.IF, BarKind.UNLESS, BarKind.TOWARDS)]
        early = [*self._early(clause, level, provisions)]
        papers = tuple(self._papers(clause))
        counts = tuple(self._counts(clause, level))
        only_items = tuple(
            (frozenset(r.items), Piece((clause, c), f"{c} lets nothing go but {self._names(r.items)}."))
            for c, r in self._about(rules.OnlyItems, clause)
        )
        conditional = [*self._conditional(clause, level, provisions)]
        scopes = self._scopes(clause, level)
        return Route(
            order=order,
            clause=clause,
            itself=Piece((clause,), ""),
            level=level,
            recipient=permission.recipient,
            without_consent=permission.without_consent,
            condition=permission.condition,
            early=(*early, *(barrier for barrier, unknown in conditional if not unknown)),
            late=tuple(barrier for barrier, unknown in conditional if unknown),
            scopes=scopes,
            out_of_scope=Piece(self._scope_clauses(level), self._says(rules.Scope, level)),
            unmet=Piece((clause,), *_unmet(clause, permission.condition)),
            need_bar=next((self._bar_piece(c, r) for c, r in self._bars(clause, level, BarKind.NEED)), None),
            only_items=only_items,
            for_every_item=not (papers or counts or only_items),
            gates=gates,
            papers=papers,
            counts=counts,
            waits=waits,
            open=tuple(self._open(clause, level, permission)),
            paper_follow_ups=tuple((c, r) for c, r in self._rules(rules.PaperFollowUp) if any_covers(r.routes, clause)),
            provisions=provisions,
            per_item=_turns_on_items(
                permission.condition,
                *(c for gate in gates for c, _ in gate.ways),
                *(rules.Condition(lift.atoms) for gate in waits for lift in gate.lifts),
                *(c for bar in bars for c in (bar.condition, bar.unless)),
                *(gateway.condition for _, gateway in self._gateways(clause, provisions)),
                *(scope.condition for scope in scopes),
            ),
        )

    def _rules(self, kind: type[Any]) -> list[tuple[str, Any]]:
        if kind not in self._sorted:
            rules_of_kind = self.edition.rules(kind)
            self._sorted[kind] = sorted(rules_of_kind, key=lambda pair: (clause_order(pair[0]), repr(pair[1])))
        return self._sorted[kind]

    def _prevails(self, route: str, over: str) -> list[str]:
        """The clauses that say so; none where the route is held by the other clause."""
        return [
            clause
            for clause, rule in self._rules(rules.Prevails)
            if any_covers(rule.higher, route) and any_covers(rule.lower, over)
        ]

    def _about(self, kind: type[Any], clause: str) -> list[tuple[str, Any]]:
        """The rules of a kind that speak of the route and that it does not prevail over."""
        return [
            (c, rule)
            for c, rule in self._rules(kind)
            if any_covers(rule.routes, clause) and not self._prevails(clause, c)
        ]

    def _bars(self, clause: str, level: str, *kinds: BarKind) -> list[tuple[str, rules.Bar]]:
        return [
            (c, bar)
            for c, bar in self._rules(rules.Bar)
            if bar.kind in kinds
            and (bar.levels is None or level in bar.levels)
            and (bar.routes is None or any_covers(bar.routes, clause))
            and not self._prevails(clause, c)
        ]

    def _sentence(self, clause: str, rule: rules.Rule) -> str:
        return next(r.sentence.words for r in self.edition.reads if r.clause == clause and r.rule == rule)

    def _bar_piece(self, clause: str, bar: rules.Bar) -> Piece:
        defines = {
            BarKind.RECIPIENT: self.known.party_clause() if bar.recipient and bar.recipient.party else None,
            BarKind.PURPOSE: bar.purposes_of,
        }.get(bar.kind)
        change = {
            BarKind.RECIPIENT: f"the requester becomes {bar.recipient.phrase}" if bar.recipient else "",
            BarKind.PURPOSE: f"it is asked for a purpose in {bar.purposes_of}",
            BarKind.NEED: "the request needs it",
            BarKind.UNLESS: bar.condition.phrase if bar.condition else "",
        }.get(bar.kind, "")
        clauses = (clause,) if defines is None else (clause, defines)
        return Piece(clauses, f"{clause} stops it: {self._sentence(clause, bar)}", change=change)

    def _early(self, clause: str, level: str, provisions: tuple[str, ...]) -> Iterable[Barrier]:
        kinds = self.edition.known
        impersonal = [(c, r) for c, r in self._rules(rules.Impersonal) if level in r.levels]
        for c, _ in impersonal:
            words = f"{c} lets {level} information go only where no person is named."
            yield Barrier(lambda s, i, w: s.request.person_named, Piece((c,), words))
        if not impersonal:
            c = kinds.levels.get(level, clause)
            words = f"{c}: {level} information is about a person, and the request names none."
            yield Barrier(lambda s, i, w: not s.request.person_named, Piece((c,), words))
            yield from self._without_basis(provisions)
        served = self._about(rules.ServesOnly, clause)
        for c, rule in served:
            words = f"{c} opens {clause} for {rule.purpose} and no other purpose."
            change = f"it is asked for {rule.purpose}"
            yield Barrier(_other_purpose(rule.purpose), Piece((clause, c), words, change=change))
        for c, bar in self._bars(clause, level, BarKind.PURPOSE):
            if not served:
                yield Barrier(_purpose_not_in(self._purposes_in(bar.purposes_of)), self._bar_piece(c, bar))
        for c, bar in self._bars(clause, level, BarKind.RECIPIENT):
            yield Barrier(_not_recipient(bar.recipient), self._bar_piece(c, bar))

    def _purposes_in(self, reference: str | None) -> frozenset[str]:
        return frozenset(p for p, clause in self.known.purposes.items() if covers(reference or "", clause))

    def _without_basis(self, provisions: tuple[str, ...]) -> Iterable[Barrier]:
        for c, rule in self._rules(rules.NeedsBasis):
            if not any(any_covers(rule.provisions, p) for p in provisions):
                yield Barrier(
                    lambda s, i, w: True,
                    Piece((c,), f"{c} stops it: the clause rests on no provision of law."),
                )

    def _conditional(self, clause: str, level: str, provisions: tuple[str, ...]) -> Iterable[tuple[Barrier, bool]]:
        """Barriers with a condition, and whether that can turn on something unknown."""
        for c, bar in self._bars(clause, level, BarKind.IF, BarKind.UNLESS, BarKind.TOWARDS):
            yield (
                Barrier(_conditional(bar), self._bar_piece(c, bar)),
                _can_be_unknown(bar.condition, bar.unless),
            )
        for c, gateway in self._gateways(clause, provisions):
            words = f"{c} stops it: {self._sentence(c, gateway)}"
            piece = Piece((clause, c), words, change=gateway.condition.phrase)
            yield Barrier(_lacks(gateway.condition), piece), _can_be_unknown(gateway.condition)

    def _gateways(self, clause: str, provisions: tuple[str, ...]) -> list[tuple[str, rules.Gateway]]:
        return [
            (c, rule)
            for c, rule in self._rules(rules.Gateway)
            if any(any_covers(rule.provisions, p) for p in provisions) and not self._prevails(clause, c)
        ]

    def _scopes(self, clause: str, level: str) -> tuple[rules.Scope, ...]:
        return tuple(
            rule for c, rule in self._rules(rules.Scope) if level in rule.levels and not self._prevails(clause, c)
        )

    def _scope_clauses(self, level: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for c, rule in self._rules(rules.Scope) if level in rule.levels))

    def _says(self, kind: type[Any], level: str) -> str:
        found = [(c, self._sentence(c, r)) for c, r in self._rules(kind) if level in r.levels]
        return f"{found[0][0]} leaves it out: {' '.join(words for _, words in found)}" if found else ""

    def _gates(self, clause: str, level: str) -> Iterable[Gate]:
        for c, before in self._rules(rules.Before):
            if level not in before.levels or self._prevails(clause, c):
                continue
            ways = [(before.condition, Piece((c,), ""))]
            ways += [(also.condition, Piece((c, by), "")) for by, also in self._also_met(c)]
            need = Piece((c,), before.condition.phrase, need=before.code, change=before.condition.phrase)
            yield Gate(tuple(ways), need)

    def _papers(self, clause: str) -> Iterable[PaperGate]:
        for c, rule in self._about(rules.NeedsPaper, clause):
            name = self.known.papers[rule.paper].phrase
            words = f"there is a complete {name} that names it"
            yield PaperGate(
                rule.paper,
                need=Piece((c,), words, need=rule.paper, change=words),
                silent=Piece((c,), f"{c} lets only that go which the {name} names.", change=f"the {name} names it"),
                met=Piece((c,), f"a complete {name} names it"),
            )

    def _counts(self, clause: str, level: str) -> Iterable[Count]:
        for c, rule in self._rules(rules.SmallCount):
            if level in rule.levels and not self._prevails(clause, c):
                step = self.known.steps[rule.step].phrase
                words = f"its counts from {rule.least} to {rule.most} go through {step}"
                yield Count(rule, Piece((c,), words, need=rule.step, change=words))

    def _waits(self, clause: str) -> Iterable[WaitGate]:
        for c, wait in self._about(rules.Wait, clause):
            approval = wait.waits_for is rules.WaitsFor.APPROVAL
            words = "a designated manager approves it" if approval else "a designated manager is informed"
            met = "a designated manager has approved it" if approval else "a designated manager knows of it"
            follow_ups = tuple((by, f) for by, f in self._rules(rules.FollowUp) if covers(f.clause, c))
            ways: list[tuple[rules.Condition, tuple[str, ...]]] = [(wait.unless, (c,))] if wait.unless else []
            ways += [(also.condition, (c, by)) for by, also in self._also_met(c)]
            lifts = tuple(Lift(atoms, clauses) for condition, clauses in ways for atoms in _enough(condition))
            yield WaitGate(wait, lifts, Piece((c,), words), Piece((c,), met), follow_ups)

    def _also_met(self, clause: str) -> list[tuple[str, rules.AlsoMet]]:
        return [(by, also) for by, also in self._rules(rules.AlsoMet) if covers(also.clause, clause)]

    def _open(self, clause: str, level: str, permission: rules.Permission) -> Iterable[Piece]:
        """What holds a route up while it is open: the need to know and the conditions it met, the scope it keeps."""
        for c, _ in self._bars(clause, level, BarKind.NEED, BarKind.UNLESS):
            yield Piece((c,), "")
        if self._scopes(clause, level):
            yield Piece(self._scope_clauses(level), "")
        # What it prevails over is cited by the clause that says so.
        lowered = [c for kind in (rules.Before, rules.Scope) for c, r in self._rules(kind) if level in r.levels]
        lowered += [c for c, r in self._rules(rules.Bar) if r.kind is BarKind.NEED]
        said = dict.fromkeys(by for c in lowered for by in self._prevails(clause, c))
        if said:
            yield Piece(tuple(said), "")

    def _names(self, items: tuple[str, ...]) -> str:
        return ", ".join(self.known.items[i].name for i in items)


def _unmet(clause: str, condition: rules.Condition | None) -> tuple[str, str, str]:
    if condition is None:
        return "", "", ""
    return f"{clause} would let it go if {condition.phrase}.", "", condition.phrase


def _enough(condition: rules.Condition) -> Iterable[tuple[rules.Atom, ...]]:
    """Each set of atoms that makes the condition hold: any one of an "or", all of an "and"."""
    return ((atom,) for atom in condition.atoms) if condition.any else (condition.atoms,)


def _other_purpose(purpose: str) -> Test:
    return lambda s, item, what: s.request.purpose != purpose


def _purpose_not_in(purposes: frozenset[str]) -> Test:
    return lambda s, item, what: s.request.purpose not in purposes


def _not_recipient(recipient: rules.Recipient | None) -> Test:
    return lambda s, item, what: recipient is not None and not is_recipient(recipient, s)


def _lacks(condition: rules.Condition) -> Test:
    return lambda s, item, what: not s.true_atoms(condition, item, what)


def _conditional(bar: rules.Bar) -> Test:
    def stops(s: Situation, item: str, what: str | None) -> bool:
        if bar.recipient is not None and not is_recipient(bar.recipient, s):
            return False
        if bar.condition is not None:
            holds = bool(s.true_atoms(bar.condition, item, what))
            if holds is (bar.kind is BarKind.UNLESS):
                return False
        return bar.unless is None or not s.true_atoms(bar.unless, item, what)

    return stops


def _can_be_unknown(*conditions: rules.Condition | None) -> bool:
    unknown = (rules.FactIs, rules.Consented, rules.ConsentedToRecipient)
    return any(isinstance(atom, unknown) for c in conditions if c is not None for atom in c.atoms)


def _turns_on_items(*conditions: rules.Condition | None) -> bool:
    return any(isinstance(atom, rules.Consented) for c in conditions if c is not None for atom in c.atoms)
