"""Request + edition -> answer. Default deny; a prohibition beats a permission unless a clause says otherwise.

How an answer comes about:

1. What is unknown is filled in all ways (`completion`), and each filling is evaluated (`evaluating`). If all agree the
   answer is settled; if not, the questions are those whose answer can still change it.
2. The outcome follows from the states of the items (`answer.outcome_of`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import Any

from sharewell.domain import rules
from sharewell.domain.answer import Answer, Following, ItemAnswer, Outcome, Question, State, outcome_of
from sharewell.domain.calendar import after
from sharewell.domain.deciding.completion import Completion, complete
from sharewell.domain.deciding.evaluating import Evaluation, Evaluator, keep
from sharewell.domain.deciding.lineage import Lineage
from sharewell.domain.deciding.standing import Result
from sharewell.domain.deciding.wording import Worded, whichever, word
from sharewell.domain.reading import Edition
from sharewell.domain.request import Asked, Request


class Decider:
    """An edition compiled once; decides any number of requests, and keeps nothing of them but reasons it worded."""

    def __init__(self, edition: Edition) -> None:
        """Raises NotPublishable where a sentence of the edition is not read."""
        self.edition = edition.whole()
        self._evaluator = Evaluator(edition)
        self._ways_out = list(edition.rules(rules.WayOut))
        self._escalate = tuple(c for _, rule in edition.rules(rules.Escalation) for c in rule.clauses)
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

    def _decide(self, request: Request, bank_holidays: Container[date], warnings: tuple[str, ...]) -> Answer:
        found: Completion[Evaluation] = complete(
            lambda filled: self._evaluator.evaluate(request, filled), key=lambda e: e.key
        )
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
        clauses += [c for c, rule in self._evaluator.records if rule.record in records]
        clauses += [f.clause for f in follow_up]
        return Answer(
            outcome=outcome,
            items=items,
            level=self._evaluator.settled_level(fillings, outcome),
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
            keep(self._worded, key, found)
        return found

    def _follow_up(
        self, request: Request, fillings: list[Evaluation], bank_holidays: Container[date]
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

    def _law(self, fillings: list[Evaluation]) -> tuple[str, ...]:
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
