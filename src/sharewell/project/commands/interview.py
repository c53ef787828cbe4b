"""The interview in a terminal: who, whom, what for and which items, then only the questions that can still matter.

Questions go to standard error and the answer to standard output, so that it also works with its answers piped in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sharewell.domain.answer import Answer, Outcome
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.errors import BadInput
from sharewell.domain.request import Asked, BadRequest, Consent, Manager, Named, Paper, Request, read_day
from sharewell.domain.rules import Impersonal
from sharewell.protocols.library import LARGEST


class NoAnswer(BadInput):
    """The answers ended before the questions did."""


UNKNOWN = "not known"
_YES_NO = {"yes": True, "no": False, UNKNOWN: None}


@dataclass(frozen=True, slots=True)
class Asking:
    """How a question is put: what is said, and where the answer's line comes from ("" when there is none)."""

    say: Callable[[str], object]
    hear: Callable[[], str]

    def line(self, question: str) -> str:
        self.say(question)
        try:
            heard = self.hear()
        except ValueError:
            raise NoAnswer("the answers: they are not text in UTF-8.") from None
        if not heard:
            raise NoAnswer(f"the answers end before this question: {question.splitlines()[0]}")
        return heard.strip()

    def until_read(self, question: str, read: Callable[[str], Any]) -> Any:
        while True:
            try:
                return read(self.line(question))
            except BadRequest as complaint:
                self.say(f"  {complaint}")

    def choice(self, question: str, choices: Mapping[str, Any], *, other: bool = False) -> Any:
        """One of the choices by its number or its name; with `other`, any further name stands for itself."""
        return self.until_read(_listed(question, choices), lambda words: _chosen(words, choices, other=other))

    def several(self, question: str, choices: Mapping[str, Any]) -> tuple[Any, ...]:
        """Any of the choices, their numbers or names joined by commas; "all", or "none"."""

        def read(words: str) -> tuple[Any, ...]:
            if words.casefold() in ("all", "none"):
                return tuple(choices.values()) if words.casefold() == "all" else ()
            return tuple(_chosen(part.strip(), choices) for part in words.split(","))

        return tuple(self.until_read(_listed(f"{question} (several with commas, all, or none)", choices), read))


def at_terminal() -> Asking:
    def hear() -> str:
        return sys.stdin.readline(LARGEST) if sys.stdin is not None else ""

    return Asking(say=lambda words: print(words, file=sys.stderr, flush=True), hear=hear)  # noqa: T201


def _listed(question: str, choices: Mapping[str, Any]) -> str:
    return "\n".join([question, *(f"  {number}  {name}" for number, name in enumerate(choices, start=1))])


def _chosen(words: str, choices: Mapping[str, Any], *, other: bool = False) -> Any:
    names = list(choices)
    if words.isascii() and words.isdigit() and len(words) < 5 and 0 < int(words) <= len(names):
        return choices[names[int(words) - 1]]
    for name in names:
        # "y" and "dates" are enough where only one choice begins so.
        if name.casefold() == words.casefold():
            return choices[name]
    begun = [name for name in names if words and name.casefold().startswith(words.casefold())]
    if len(begun) == 1 and not other:
        return choices[begun[0]]
    if other and words:
        return words
    raise BadRequest(f"“{words[:60]}” is none of these; answer with a number or a name.")


def interview(decider: Decider, asking: Asking, *, on: date, bank_holidays: Container[date]) -> Answer:
    """Ask until the answer is settled or all that still matters is not known. Raises NoAnswer."""
    request = _opening(decider, asking, on)
    skipped: set[str] = set()
    while True:
        answer = decider.decide(request, bank_holidays)
        code = next((q.fact for q in answer.questions if q.fact not in skipped), None)
        if answer.outcome is not Outcome.ASK or code is None:
            return answer
        told = _QUESTIONS.get(code, _fact)(decider, asking, request, code)
        if told is None:
            skipped.add(code)
        else:
            request = replace(request, **told)


def _opening(decider: Decider, asking: Asking, on: date) -> Request:
    edition = decider.edition
    known = edition.known
    parties = {name: name for name in known.parties}
    holder = asking.choice("Who holds the information?", parties)
    everybody = parties | {name: name for name in known.organisations}
    requester = asking.choice("Who asks for it? (or the name of somebody else)", everybody, other=True)
    purpose = asking.choice("What is it for?", {p: p for p in known.purposes}, other=True)
    named = asking.choice("Is it about one person?", {"yes": True, "no": False})
    impersonal = {level for _, rule in edition.rules(Impersonal) for level in rule.levels}
    items = {i.name: i.code for i in known.items.values() if (i.level in impersonal) is not named}
    asked = asking.several("Which items?", items or {i.name: i.code for i in known.items.values()})
    if not asked:
        raise BadRequest("no item is asked for, so there is nothing to decide.")
    return Request(
        date=on,
        holder=holder,
        requester=requester,
        purpose=purpose,
        items=tuple(Asked(item=code) for code in asked),
        person_named=named,
        manager=Manager(),
    )


Told = dict[str, Any] | None  # what the answer says of the request; None where it is not known


def _fact(decider: Decider, asking: Asking, request: Request, code: str) -> Told:
    value = asking.choice(decider.ask(code), _YES_NO)
    return None if value is None else {"facts": {**request.facts, code: value}}


def _born(decider: Decider, asking: Asking, request: Request, code: str) -> Told:
    def read(words: str) -> date | None:
        return None if words.casefold() == UNKNOWN else read_day(words, "the date of birth")

    born = asking.until_read(f"{decider.ask(code)} (such as 1999-05-01, or {UNKNOWN})", read)
    return None if born is None else {"date_of_birth": born}


def _consents(decider: Decider, asking: Asking, request: Request, code: str) -> Told:
    consents = []
    states = {"yes": "given", "no": "", "refused": "refused", UNKNOWN: None}
    for giver in decider.edition.known.givers.values():
        question = f"Has {giver.phrase} explicitly consented to sharing this with {request.requester}?"
        state = asking.choice(question, states)
        if state is None:
            return None
        if state:
            consents.append(Consent(by=giver.code, state=state, explicit=True, recipients=(request.requester,)))
    return {"consents": tuple(consents)}


def _papers(decider: Decider, asking: Asking, request: Request, code: str) -> Told:
    items = {decider.edition.known.items[a.item].name: a.item for a in request.items}
    papers = []
    for paper in decider.edition.known.papers.values():
        if not _matters(decider, request, paper.code):
            continue
        named = asking.several(f"Which of these does a complete {paper.phrase} for {request.holder} name?", items)
        if named:
            papers.append(Paper(kind=paper.code, complete=True, items=tuple(Named(i) for i in named)))
    return {"papers": tuple(papers)}


def _matters(decider: Decider, request: Request, kind: str) -> bool:
    """Whether a paper of this kind could change anything here: nobody is asked for one that leads elsewhere."""
    every = tuple(Named(a.item) for a in request.items)
    there = replace(request, papers=(Paper(kind=kind, complete=True, items=every),))
    return decider.decide(there, ()) != decider.decide(replace(request, papers=()), ())


def _count(decider: Decider, asking: Asking, request: Request, code: str) -> Told:
    def read(words: str) -> int | None:
        if words.casefold() == UNKNOWN:
            return None
        if words.isascii() and words.isdigit() and len(words) < 10:
            return int(words)
        raise BadRequest(f"“{words[:60]}” is no whole number.")

    count = asking.until_read(f"{decider.ask(code)} (a number, or {UNKNOWN})", read)
    return None if count is None else {"items": tuple(replace(a, smallest_count=count) for a in request.items)}


_QUESTIONS: dict[str, Callable[[Decider, Asking, Request, str], Told]] = {
    "date_of_birth": _born,
    "consents": _consents,
    "evidence": _papers,
    "smallest_count": _count,
}
