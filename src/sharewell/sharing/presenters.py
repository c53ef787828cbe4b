"""Answers and rows as plain values for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from sharewell.domain.reading import Edition
from sharewell.domain.words import Vocabulary, capital
from sharewell.sharing.facts import Scene, item_name
from sharewell.sharing.models import Decision, Disclosure, Fulfilment, Request, Sent, Withholding
from sharewell.ui.words import counted, day, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Items that stand alike, why, and the clauses that say so."""

    what: str
    because: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    what: str
    due: date | None
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """An answer in plain words. `page` is the address of the text whose anchors its clauses are."""

    outcome: str
    reason: str
    share: list[Line]
    waiting: list[Line]
    withhold: list[Line]
    needs: list[str]
    carries: list[str]
    records: list[str]
    follow_up: list[Follow]
    warnings: list[str]
    would_change: list[Line]
    escalate: list[str]
    clauses: list[str]
    law: list[str]
    title: str
    edition: date
    hash: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a summary. `change` leads to the page that asked, none once the answers are on record."""

    key: str
    value: str | list[str]
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    title: str
    when: datetime
    by: str
    text: str = ""


def answer_page(answer: Mapping[str, Any], edition: Edition, recipient: str) -> AnswerPage:
    known = edition.known
    share, waiting, withhold = (lines(answer[key], known) for key in ("share", "waiting", "withhold"))
    needs = [in_need(code, known) for code in answer["needs"]]
    return AnswerPage(
        outcome=answer["outcome"],
        reason=_REASONS[answer["outcome"]].format(
            recipient=recipient, share=capital(listed(line.what for line in share))
        ),
        share=share,
        waiting=waiting,
        withhold=withhold,
        needs=needs,
        carries=[capital(known.carried[code].phrase) for code in answer["carries"]],
        records=[capital(known.records[code].phrase) for code in answer["records"]],
        follow_up=[
            Follow(
                what=capital(duty["what"]),
                due=date.fromisoformat(duty["due"]) if duty["due"] else None,
                clauses=(duty["clause"],),
            )
            for duty in answer["follow_up"]
        ],
        warnings=answer["warnings"],
        would_change=[
            Line(what=change["change"], clauses=tuple(change["clauses"])) for change in answer["would_change"]
        ],
        escalate=answer["escalate"],
        clauses=answer["clauses"],
        law=answer["law"],
        title=edition.protocol.title,
        edition=edition.protocol.edition,
        hash=answer["protocol"]["hash"],
        page=text_page(edition),
    )


_REASONS = {
    "share": "Everything asked for may go to {recipient}.",
    "share-part": "{share} may go to {recipient}. The rest may not.",
    "refer": "What waits may go to {recipient} only once a designated manager of your organisation has dealt with it.",
    "return": "Nothing may go to {recipient} until what is missing is there.",
    "refuse": "Nothing that is asked for may go to {recipient} under this protocol.",
    "ask": "What is not known yet can still change the answer.",
}


def lines(items: Iterable[Mapping[str, Any]], known: Vocabulary) -> list[Line]:
    """Items with the same reason share a line, so that a screen of nine basic details is one sentence."""
    alike: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        alike.setdefault(item["because"], []).append(item)
    return [
        Line(
            what=capital(listed(in_words(item, known) for item in group)),
            because=because,
            clauses=tuple(dict.fromkeys(clause for item in group for clause in item["clauses"])),
        )
        for because, group in alike.items()
    ]


def in_words(item: Mapping[str, Any], known: Vocabulary) -> str:
    declared = known.items.get(item["item"])
    name = declared.name if declared else item["item"]
    return f"{name} ({item['what']})" if item.get("what") else name


def in_need(code: str, known: Vocabulary) -> str:
    """What must be supplied or done first, as something to do."""
    if code in known.papers:
        return f"Get a complete {known.papers[code].phrase} that names what is asked for."
    if code in known.steps:
        return f"Put the figures through {known.steps[code].phrase}."
    if code in known.facts:
        return f"Make sure that {known.facts[code].yes}."
    return f"See to this first: {code.replace('-', ' ')}."


def text_page(edition: Edition) -> str:
    """The address of the protocol with all that holds with it; each clause is an anchor there."""
    return reverse("protocols:text", args=[edition.protocol.id, edition.protocol.edition])


# --- check your answers ---------------------------------------------------------------------------------


def answered_rows(scene: Scene, interview: object | None = None) -> list[Row]:
    """Everything that was answered, in order, each with its way to change it while an interview goes on."""
    answers, known = scene.answers, scene.known

    def row(key: str, value: str | list[str], name: str, code: str = "") -> Row:
        args = [interview, code] if code else [interview, name]
        address = reverse("sharing:question" if code else "sharing:step", args=args) if interview else ""
        return Row(key=key, value=value or "Not known", change=f"{address}?check=1" if address else "")

    requester = answers["requester"]
    subject = answers["subject"]
    rows = [
        row("Who is asking", [part for part in (requester["organisation"], requester.get("role")) if part], "who"),
        row("About whom", answers.get("reference", "") if subject is not None else "No person: figures only", "whom"),
    ]
    if subject is not None:
        born = subject.get("date_of_birth")
        rows.append(row("Date of birth", day(date.fromisoformat(born)) if born else "", "born"))
    rows.append(row("What for", capital(answers["purpose"]), "purpose"))
    rows.append(row("What is asked for", [_asked(entry, scene) for entry in answers["items"]], "items"))
    rows.append(row("Needed, and which part", _details(answers["items"], scene), "details"))
    for code in answers.get("asked", ()):
        if code in known.facts:
            stated = answers.get("facts", {}).get(code)
            words = [] if stated is None else ["Yes" if stated else "No", answers.get("grounds", {}).get(code, "")]
            key = known.facts[code].ask
        else:
            words = [] if answers.get(code) is None else _several(code, answers[code], scene)
            key = _TITLES.get(code, "")
        # What was asked before the request was changed may have lost its answer, and its place on the page.
        if key and (words or code in answers.get("unknown", ())):
            rows.append(row(key, [word for word in words if word] or "Not known yet", "", code))
    return rows


_TITLES = {"consents": "Who said what about sharing it", "evidence": "Papers"}
_NONE = {"consents": "Nobody has said anything", "evidence": "None"}
_SAID = {"refused": "no", "withdrawn": "yes before, and took it back"}


def _asked(entry: Mapping[str, Any], scene: Scene) -> str:
    return capital(item_name(entry["item"], scene))


def _details(items: list[dict[str, Any]], scene: Scene) -> list[str]:
    said = []
    for entry in items:
        parts = [entry["what"]] if entry.get("what") else []
        parts += ["not needed"] if entry.get("needed") is False else []
        parts += [f"smallest count {entry['smallest_count']}"] if "smallest_count" in entry else []
        if parts:
            said.append(f"{_asked(entry, scene)}: {', '.join(parts)}")
    return said or ["All of it is needed, and all of each"]


def _several(code: str, stated: list[dict[str, Any]], scene: Scene) -> list[str]:
    return [_IN_WORDS[code](entry, scene) for entry in stated] or [_NONE[code]]


def _consent(consent: Mapping[str, Any], scene: Scene) -> str:
    said = _SAID.get(consent["state"]) or ("yes, clearly" if consent["explicit"] else "yes, not in so many words")
    words = f"{capital(scene.known.givers[consent['by']].phrase)}: {said}"
    words += f", on {day(date.fromisoformat(consent['date']))}" if "date" in consent else ""
    words += f", of {listed(in_words(item, scene.known) for item in consent['items'])}" if "items" in consent else ""
    return words + (f", to {listed(consent['recipients'])}" if "recipients" in consent else "")


def _paper(paper: Mapping[str, Any], scene: Scene) -> str:
    words = capital(scene.known.papers[paper["kind"]].phrase)
    words += ", complete" if paper["complete"] else ", not complete"
    words += f", dated {day(date.fromisoformat(paper['date']))}" if "date" in paper else ""
    words += f", to {paper['addressed_to']}" if "addressed_to" in paper else ""
    named = paper.get("items")
    words += f", naming {listed(in_words(item, scene.known) for item in named)}" if named else ", naming none of it"
    return words + (f", to be answered by {day(date.fromisoformat(paper['due']))}" if "due" in paper else "")


_IN_WORDS = {"consents": _consent, "evidence": _paper}


# --- what happened --------------------------------------------------------------------------------------

_DECIDED = {
    "share": "The answer: it may be shared",
    "share-part": "The answer: part of it may be shared",
    "refer": "The answer: it waits for a designated manager",
    "return": "The answer: something is needed first",
    "refuse": "The answer: it may not be shared",
}
OUTCOMES = {
    "share": "May be shared",
    "share-part": "Part may be shared",
    "refer": "Waits for a manager",
    "return": "Something is needed",
    "refuse": "Not to be shared",
}


def history(
    decisions: Iterable[Decision],
    disclosures: Iterable[Disclosure],
    withholdings: Iterable[Withholding],
    known: Vocabulary,
) -> list[Happened]:
    """All that happened to a request, in order."""
    events = [
        Happened(title=_DECIDED[row.answer["outcome"]], when=row.at, by=row.by.name, text=_manager_said(row))
        for row in decisions
    ]
    events += [
        Happened(
            title="Shared",
            when=row.at,
            by=row.by.name,
            text=f"{_things(row.items, known)}. {row.how}, to {row.given_to}.",
        )
        for row in disclosures
    ]
    events += [
        Happened(title="Not shared", when=row.at, by=row.by.name, text=f"{_things(row.items, known)}.")
        for row in withholdings
    ]
    return sorted(events, key=lambda event: event.when)


def _things(items: Iterable[Mapping[str, Any]], known: Vocabulary) -> str:
    return capital(listed(in_words(item, known) for item in items))


def _manager_said(decision: Decision) -> str:
    if not decision.reason:
        return ""
    manager = decision.considered["manager"]
    said = manager["decision"] if manager.get("at") == decision.at.isoformat() else "exceptional reason"
    return f"{capital(said)}: {decision.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A request in a list."""

    reference: str
    address: str
    subject: str
    recipient: str
    when: datetime
    outcome: str
    by: str


def listed_requests(requests: Iterable[Request]) -> list[Listed]:
    return [
        Listed(
            reference=row.reference,
            address=reverse("sharing:request", args=[row.reference]),
            subject="Erased" if row.is_erased else row.subject_reference or "Figures",
            recipient=row.recipient,
            when=row.made_at,
            outcome=OUTCOMES[row.outcome],  # type: ignore[attr-defined]
            by=row.made_by.name,
        )
        for row in requests
    ]


# --- for those who see no person ------------------------------------------------------------------------

_DID = {"Disclosure": "Recorded what was shared", "Withholding": "Recorded what was not shared"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Who did what and when, without a word about whom it concerned."""

    when: datetime
    by: str
    did: str
    reference: str


def trail(rows: Iterable[Sent | Fulfilment]) -> list[Trace]:
    return [Trace(when=row.at, by=row.by.name, did=_did(row), reference=row.about.reference) for row in rows]


def _did(row: Sent | Fulfilment) -> str:
    if isinstance(row, Fulfilment):
        return f"Recorded a duty done, clause {row.clause}"
    if isinstance(row, Decision):
        return f"{_DECIDED[row.outcome]}, by clause {listed(row.clauses)}" if row.clauses else "The answer: none"
    return _DID[type(row).__name__]


def counts(found: Mapping[tuple[str, str], int]) -> list[list[str]]:
    """Rows of a table: protocol, outcome, how many."""
    return [[protocol, OUTCOMES[outcome], counted(n)] for (protocol, outcome), n in sorted(found.items())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that was shared or not, without its words about the person."""

    title: str
    when: datetime
    items: str
    how: str = ""


def acts(disclosures: Iterable[Disclosure], withholdings: Iterable[Withholding], known: Vocabulary) -> list[Act]:
    done = [Act(title="Shared", when=row.at, items=_named_only(row.items, known), how=row.how) for row in disclosures]
    done += [Act(title="Not shared", when=row.at, items=_named_only(row.items, known)) for row in withholdings]
    return sorted(done, key=lambda act: act.when)


def _named_only(items: Iterable[Mapping[str, Any]], known: Vocabulary) -> str:
    return _things([{"item": item["item"]} for item in items], known)
