"""What a decision says: the state of each item, why, what must be done, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any


class State(IntEnum):
    """What an item's best route comes to, worst first."""

    CLOSED = 0
    NEED = 1  # something must be supplied or done first
    WAITING = 2  # for a designated manager
    OPEN = 3


class Outcome(StrEnum):
    SHARE = "share"
    SHARE_PART = "share-part"
    REFER = "refer"
    RETURN = "return"
    REFUSE = "refuse"
    ASK = "ask"


def outcome_of(states: list[State]) -> Outcome:
    """The rule of outcomes: any waiting refers; else what is open shares; else what is in need returns."""
    if State.WAITING in states:
        return Outcome.REFER
    if State.OPEN in states:
        return Outcome.SHARE if all(s is State.OPEN for s in states) else Outcome.SHARE_PART
    return Outcome.RETURN if State.NEED in states else Outcome.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswer:
    item: str
    what: str | None
    state: State
    clauses: tuple[str, ...]
    because: str
    needs: tuple[str, ...] = ()
    route: str | None = None  # the clause of the route that carries it, or would
    would_change: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What would open a withheld item, and the clauses that say so."""

    change: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """A duty of the holder that a disclosure or a paper starts. `due` is None where no day is named yet."""

    what: str
    due: date | None
    clause: str


@dataclass(frozen=True, slots=True)
class Question:
    fact: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    outcome: Outcome
    items: tuple[ItemAnswer, ...]
    level: str | None  # "none" where nothing may go; None while it turns on an unknown fact
    records: tuple[str, ...]
    carries: tuple[str, ...]
    follow_up: tuple[Following, ...]
    questions: tuple[Question, ...]
    warnings: tuple[str, ...]
    clauses: tuple[str, ...]
    law: tuple[str, ...]
    escalate: tuple[str, ...]
    protocol: str
    edition: date
    hash: str

    def of(self, *states: State) -> list[ItemAnswer]:
        """The items in these states; none while the answer is still a question."""
        return [] if self.outcome is Outcome.ASK else [i for i in self.items if i.state in states]

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(need for i in self.of(State.NEED) for need in i.needs))

    @property
    def would_change(self) -> tuple[Change, ...]:
        withheld = self.of(State.CLOSED, State.NEED)
        return tuple(dict.fromkeys(change for i in withheld for change in i.would_change))


def to_json(answer: Answer) -> dict[str, Any]:
    """The stable interface of `sharewell decide --json`."""
    body: dict[str, Any] = {"outcome": answer.outcome.value}
    if answer.level is not None:
        body["level"] = answer.level
    body["share"] = [_item(i) for i in answer.of(State.OPEN)]
    body["waiting"] = [_item(i) for i in answer.of(State.WAITING)]
    body["withhold"] = [_item(i) for i in answer.of(State.CLOSED, State.NEED)]
    body["needs"] = list(answer.needs)
    body["carries"] = list(answer.carries)
    body["records"] = list(answer.records)
    body["follow_up"] = [
        {"what": f.what, "due": f.due.isoformat() if f.due else None, "clause": f.clause} for f in answer.follow_up
    ]
    body["warnings"] = list(answer.warnings)
    body["questions"] = [{"fact": q.fact, "ask": q.ask} for q in answer.questions]
    body["would_change"] = [{"change": c.change, "clauses": list(c.clauses)} for c in answer.would_change]
    body["escalate"] = list(answer.escalate)
    body["clauses"] = list(answer.clauses)
    body["law"] = list(answer.law)
    body["protocol"] = {"id": answer.protocol, "edition": answer.edition.isoformat(), "hash": answer.hash}
    return body


def _item(item: ItemAnswer) -> dict[str, Any]:
    what = {} if item.what is None else {"what": item.what}
    return {"item": item.item, **what, "clauses": list(item.clauses), "because": item.because}
