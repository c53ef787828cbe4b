"""A published protocol as a clause's test asks it: requests and matters in one line, good defaults for the rest.

Everything goes through the doors that people use: the JSON of a request, the events of a matter. So that the tests
themselves can be tested, a `Protocol` is also made from texts with one sentence changed (`with_sentence`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import holidays

from sharewell.domain import rules
from sharewell.domain.answer import Answer, Question
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.duties import Clocks, DutyRun
from sharewell.domain.happenings import Happening
from sharewell.domain.index.policy import Policy, policy_of
from sharewell.domain.library import Library
from sharewell.domain.reading import Edition
from sharewell.domain.request import read_request
from sharewell.domain.text import Entry, Text, read_text

COUNCIL = "Haringey Council"
TRUST = "Haringey Teaching Primary Care Trust"
POLICE = "Metropolitan Police Service (Haringey Division)"
HOME_OFFICE = "Home Office"
COURT = "Family Court"
STRANGER = "Northshire Childcare Limited"

TEXTS = Path(__file__).parents[2] / "texts"
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")


def bundled() -> tuple[Text, ...]:
    return tuple(read_text(p.read_text(), name=p.name) for p in sorted(TEXTS.rglob("*.md")))


def consent(by: str, state: str = "given", *, explicit: bool = True, **more: Any) -> dict[str, Any]:
    return {"by": by, "state": state, "explicit": explicit, **more}


def paper(kind: str, *items: str, complete: bool = True, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "complete": complete, "items": [{"item": i} for i in items], **more}


def happening(event: str, day: str, party: str | None = None, **more: Any) -> Happening:
    return Happening(event=event, date=date.fromisoformat(day), party=party, **more)


class Protocol:
    """One protocol of some texts, on a day."""

    def __init__(self, texts: Iterable[Text], protocol: str, on: str) -> None:
        self.texts, self.protocol, self.on = tuple(texts), protocol, date.fromisoformat(on)
        self._library = Library(self.texts)

    @cached_property
    def edition(self) -> Edition:
        return self._library.edition(self.protocol, on=self.on)

    @cached_property
    def _decider(self) -> Decider:
        return self._library.decider(self.protocol, on=self.on)

    @cached_property
    def _clocks(self) -> Clocks:
        return Clocks(self.edition)

    @cached_property
    def policy(self) -> Policy:
        """What the text says of an index."""
        return policy_of(self.edition)

    # --- asking -----------------------------------------------------------------------------------------

    def ask(
        self,
        *items: str | dict[str, Any],
        holder: str = COUNCIL,
        requester: str = TRUST,
        requester_is: str | None = None,  # what a register says the requester is; None: what the texts say
        purpose: str = "safeguarding",
        on: str | None = None,
        named: bool = True,
        age: int | None = 10,  # None: nobody knows
        consents: list[dict[str, Any]] | None = [],  # noqa: B006 - never changed
        papers: list[dict[str, Any]] | None = [],  # noqa: B006
        manager: str = "none",
        reason: str = "",
        **facts: bool | None,
    ) -> Answer:
        """The answer. Facts are false unless stated, but for `told`; a fact of None is unknown."""
        day = date.fromisoformat(on) if on else self.on
        known = self.edition.known.facts
        stated = {code: code == "told" for code in known} | {c.replace("_", "-"): v for c, v in facts.items()}
        subject: dict[str, Any] = {code: value for code, value in stated.items() if known[code].about_person}
        subject["date_of_birth"] = None if age is None else date(day.year - age, day.month, day.day).isoformat()
        body = {
            "protocol": self.protocol,
            "date": day.isoformat(),
            "holder": holder,
            "requester": {"organisation": requester},
            "purpose": purpose,
            "subject": subject if named else None,
            "items": [{"item": i} if isinstance(i, str) else i for i in items],
            "facts": {code: value for code, value in stated.items() if not known[code].about_person},
            "consents": consents,
            "evidence": papers,
            "manager": {"decision": manager, "exceptional_reason": reason},
        }
        request, _ = read_request(body, self.edition)
        if requester_is:
            request = dataclasses.replace(request, requester_kinds=frozenset({requester_is}))
        return self._decider.decide(request, BANK_HOLIDAYS)

    def outcome(self, *items: str | dict[str, Any], **said: Any) -> str:
        return self.ask(*items, **said).outcome.value

    def questions(self, *items: str | dict[str, Any], **said: Any) -> tuple[Question, ...]:
        return self.ask(*items, **said).questions

    # --- clocks -----------------------------------------------------------------------------------------

    def runs(self, clause: str, *events: tuple[str, ...], on: str | date) -> list[DutyRun]:
        """The runs of a clause's clock, after events written as (event, day) or (event, day, party)."""
        day = date.fromisoformat(on) if isinstance(on, str) else on
        happened = [happening(*event) for event in events]
        return [r for r in self._clocks.duties(happened, day, BANK_HOLIDAYS) if r.clause == clause]

    def last_day(self, clause: str, *events: tuple[str, ...], bearer: str | None = None) -> str:
        """The last day in time of the one run that is not done; proves that it is in time and the next day late.

        Raises AssertionError where there is no such run, or it is not late on the next day, done or not.
        """

        def run(on: date, *more: tuple[str, ...]) -> DutyRun:
            found = self.runs(clause, *events, *more, on=on)
            mine = [r for r in found if bearer in (None, r.bearer)]
            assert mine, f"{clause} starts no clock"
            return mine[-1]

        first = run(max(date.fromisoformat(e[1]) for e in events))
        assert first.due is not None, f"{clause} sets no day"
        assert first.done_on is None, f"{clause} is done already"
        late = first.due + timedelta(days=1)
        for on, is_late in ((first.due, False), (late, True)):
            assert run(on).late is is_late
            party = (first.bearer,) if first.bearer in self.edition.known.parties else ()
            done = [
                r
                for r in self.runs(clause, *events, (first.act, on.isoformat(), *party), on=late)
                if r.done_on == on and r.bearer == first.bearer
            ]
            assert done, f"{clause} is not closed by {first.act}"
            assert done[-1].late is is_late
        return first.due.isoformat()

    def bearers(self, clause: str, *events: tuple[str, ...]) -> list[str]:
        return [r.bearer for r in self.runs(clause, *events, on=max(date.fromisoformat(e[1]) for e in events))]

    # --- what may not happen, and what is recorded ------------------------------------------------------

    def objections(self, proposed: Happening, *happened: Happening) -> list[str]:
        """The clauses that forbid an event after others."""
        return [o.clause for o in self._clocks.objections(happened, proposed, BANK_HOLIDAYS)]

    def must_state(self, event: str) -> tuple[str, ...]:
        return self._clocks.fields(event)

    def attested(self, clause: str) -> tuple[str, str, str]:
        """Who must put what on record, and on which event ("at all times" where on none)."""
        (rule,) = [r for c, r in self.edition.whole().rules(rules.KeepRecord) if c == clause]
        return rule.bearer.phrase, self.edition.known.records[rule.record].phrase, rule.when or "at all times"

    def record_states(self, record: str) -> tuple[str, ...]:
        return tuple(
            f for _, r in self.edition.whole().rules(rules.RecordStates) if r.record == record for f in r.fields
        )

    # --- the same protocol with other words -------------------------------------------------------------

    def with_sentence(
        self, text: str, clause: str, at: int, words: str | None, entries: tuple[Entry, ...] | None = None
    ) -> Protocol:
        """The protocol with one sentence in other words, or left out where there are none."""
        texts = [_changed(t, clause, at, words, entries) if t.id == text else t for t in self.texts]
        return Protocol(texts, self.protocol, self.on.isoformat())

    def without(self, text: str, clause: str) -> Protocol:
        """The protocol with a clause that says nothing."""
        (silenced,) = [c for t in self.texts if t.id == text for c in t.clauses if c.number == clause]
        found = self
        for _ in silenced.sentences:
            found = found.with_sentence(text, clause, 0, None)
        return found


def _changed(text: Text, clause: str, at: int, words: str | None, entries: tuple[Entry, ...] | None) -> Text:
    clauses = list(text.clauses)
    (where,) = [i for i, c in enumerate(clauses) if c.number == clause]
    sentences = list(clauses[where].sentences)
    old = sentences[at]
    sentences[at : at + 1] = (
        []
        if words is None
        else [dataclasses.replace(old, words=words, entries=old.entries if entries is None else entries)]
    )
    clauses[where] = dataclasses.replace(clauses[where], sentences=tuple(sentences))
    return dataclasses.replace(text, clauses=tuple(clauses))
