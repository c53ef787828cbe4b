"""A request as it is asked, and how it is read from the JSON of `sharewell decide`.

Absent is unknown, and unknown is not false: a fact that is not stated, consents or papers that are null, a date
of birth that is null. A subject that is null is different: nobody is named.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sharewell.domain.errors import BadInput
from sharewell.domain.reading import Edition

# A field named `date` hides the type of that name from the fields below it.
Day = date


class BadRequest(BadInput):
    """A request that cannot be answered as it stands: says which key, what is wrong and what to write."""


@dataclass(frozen=True, slots=True)
class Named:
    """An item as a consent, a paper or a request names it. No `what` means all of that item."""

    item: str
    what: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One item asked for. `smallest_count` is the smallest count in a table, None where nobody said."""

    item: str
    what: str | None = None
    needed: bool = True
    smallest_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    by: str
    state: str  # given, refused or withdrawn
    explicit: bool = False
    items: tuple[Named, ...] | None = None  # None: all
    recipients: tuple[str, ...] | None = None  # None: any party
    date: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    kind: str
    complete: bool = False
    date: Day | None = None
    addressed_to: str | None = None
    recipient: str | None = None  # None: the requester
    due: Day | None = None
    items: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    decision: str = "none"  # none, approved, refused or informed
    exceptional_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    date: Day
    holder: str
    requester: str
    purpose: str
    items: tuple[Asked, ...]
    person_named: bool = True
    date_of_birth: Day | None = None
    facts: Mapping[str, bool] = field(default_factory=dict)
    consents: tuple[Consent, ...] | None = None
    papers: tuple[Paper, ...] | None = None
    manager: Manager = Manager()
    # What the organisations are, from a register; None: what the texts say of them.
    holder_kinds: frozenset[str] | None = None
    requester_kinds: frozenset[str] | None = None


def normal(words: str | None) -> str | None:
    """`what` texts agree whatever their case and spaces."""
    return None if words is None else " ".join(words.casefold().split())


KEYS = (
    "id", "title", "protocol", "date", "holder", "requester", "purpose", "subject", "items", "facts", "consents",
    "evidence", "manager",
)  # fmt: skip
REQUIRED = ("protocol", "date", "holder", "requester", "purpose", "subject", "items")
STATES = ("given", "refused", "withdrawn")
DECISIONS = ("none", "approved", "refused", "informed")
MOST_ITEMS = 100_000


def read_request(data: object, edition: Edition) -> tuple[Request, tuple[str, ...]]:
    """The request that a JSON object states under an edition, and warnings. Raises BadRequest."""
    body = _object(data, "the request")
    missing = [key for key in REQUIRED if key not in body]
    if missing:
        hint = " (write null where no person is named)" if missing[0] == "subject" else ""
        raise BadRequest(f"the request does not state “{missing[0]}”{hint}.")
    warnings = tuple(
        f"The request states “{_shown(key)}”, which this service does not read." for key in body if key not in KEYS
    )
    known = edition.known
    holder = _text(body["holder"], "holder")
    if holder not in known.parties:
        raise BadRequest(
            f"holder: “{_shown(holder)}” is not a party to {edition.protocol.id}{_near(holder, known.parties)} "
            "Only a party can share under it."
        )
    requester = _object(body["requester"], "requester")
    subject = None if body["subject"] is None else _object(body["subject"], "subject")
    born, person_facts = _subject(subject or {}, edition)
    request = Request(
        date=read_day(body["date"], "date"),
        holder=holder,
        requester=_text(requester.get("organisation"), "requester.organisation"),
        purpose=_text(body["purpose"], "purpose"),
        person_named=subject is not None,
        date_of_birth=born,
        facts=_facts(body.get("facts"), edition) | person_facts,
        items=_asked(body["items"]),
        consents=_consents(body.get("consents"), edition),
        papers=_papers(body.get("evidence"), edition),
        manager=_manager(body.get("manager")),
    )
    return request, warnings


def _shown(value: object) -> str:
    words = str(value)
    return words if len(words) <= 60 else words[:57] + "…"


def _near(words: str, names: Any) -> str:
    found = difflib.get_close_matches(words, list(names), n=2, cutoff=0.5)
    return f"; nearest: {' · '.join(found)}." if found else "."


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest(f"{where}: expected an object in braces, found {_kind(value)}.")
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadRequest(f"{where}: expected a list in square brackets, found {_kind(value)}.")
    return value


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "something else")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"{where}: expected words, found {_kind(value) if not isinstance(value, str) else 'none'}.")
    # PostgreSQL and most readers cannot hold a NUL, and a lone surrogate cannot be written as UTF-8.
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise BadRequest(f"{where}: the words hold a character that is no text.")
    return value.strip()


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise BadRequest(f"{where}: expected true or false, found {_kind(value)}.")
    return value


def read_day(value: object, where: str) -> date:
    """An ISO 8601 day; a time after it is let go. Raises BadRequest."""
    try:
        if isinstance(value, str) and value[10:11] in ("", "T", " "):
            return date.fromisoformat(value[:10])
    except ValueError:
        pass
    raise BadRequest(f"{where}: “{_shown(value)}” is no date; write it as 2006-10-02.")


def _maybe_day(value: object, where: str) -> date | None:
    return None if value is None else read_day(value, where)


def _choice(value: object, choices: tuple[str, ...] | list[str], where: str) -> str:
    words = _text(value, where)
    if words not in choices:
        raise BadRequest(f"{where}: “{_shown(words)}” is none of {', '.join(choices)}.")
    return words


def _facts(value: object, edition: Edition) -> dict[str, bool]:
    stated = {} if value is None else _object(value, "facts")
    for code in stated:
        if code not in edition.known.facts:
            raise BadRequest(
                f"facts: “{_shown(code)}” is no fact of {edition.protocol.id}{_near(code, edition.known.facts)}"
            )
    return {code: _flag(v, f"facts.{code}") for code, v in stated.items() if v is not None}


def _subject(subject: dict[str, Any], edition: Edition) -> tuple[date | None, dict[str, bool]]:
    facts = {}
    personal = {code for code, fact in edition.known.facts.items() if fact.about_person}
    for key, value in subject.items():
        code = key.replace("_", "-")
        if key == "date_of_birth":
            continue
        if code not in personal:
            raise BadRequest(f"subject: “{_shown(key)}” is nothing that {edition.protocol.id} asks of a person.")
        if value is not None:
            facts[code] = _flag(value, f"subject.{key}")
    return _maybe_day(subject.get("date_of_birth"), "subject.date_of_birth"), facts


def _asked(value: object) -> tuple[Asked, ...]:
    items = _list(value, "items")
    if not items:
        raise BadRequest("items: the list is empty; say which items are asked for.")
    if len(items) > MOST_ITEMS:
        raise BadRequest(f"items: {len(items)} are more than the {MOST_ITEMS} one request may hold; split it.")
    asked = []
    for at, entry in enumerate(items):
        where = f"items[{at}]"
        body = _object(entry, where)
        count = body.get("smallest_count")
        if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
            raise BadRequest(f"{where}.smallest_count: expected a whole number of 0 or more, found {_shown(count)}.")
        asked.append(
            Asked(
                item=_text(body.get("item"), f"{where}.item"),
                what=None if body.get("what") is None else _text(body["what"], f"{where}.what"),
                needed=True if body.get("needed") is None else _flag(body["needed"], f"{where}.needed"),
                smallest_count=count,
            )
        )
    return tuple(asked)


def _named(value: object, where: str, edition: Edition) -> tuple[Named, ...]:
    entries = _list(value, where)
    if not entries:
        raise BadRequest(f"{where}: the list is empty; name the items, or leave the list out.")
    named = []
    for at, entry in enumerate(entries):
        body = _object(entry, f"{where}[{at}]")
        code = _text(body.get("item"), f"{where}[{at}].item")
        what = None if body.get("what") is None else _text(body["what"], f"{where}[{at}].what")
        named.append(Named(code, normal(what)))
    return tuple(named)


def _consents(value: object, edition: Edition) -> tuple[Consent, ...] | None:
    if value is None:
        return None
    consents = []
    for at, entry in enumerate(_list(value, "consents")):
        where = f"consents[{at}]"
        body = _object(entry, where)
        recipients = body.get("recipients")
        if recipients is not None:
            recipients = tuple(_text(r, f"{where}.recipients") for r in _list(recipients, f"{where}.recipients"))
            if not recipients:
                raise BadRequest(f"{where}.recipients: the list is empty; leave it out for any party, or name them.")
        items = body.get("items")
        consents.append(
            Consent(
                by=_choice(body.get("by"), list(edition.known.givers), f"{where}.by"),
                state=_choice(body.get("state"), STATES, f"{where}.state"),
                explicit=False if body.get("explicit") is None else _flag(body["explicit"], f"{where}.explicit"),
                date=_maybe_day(body.get("date"), f"{where}.date"),
                items=None if items is None else _named(items, f"{where}.items", edition),
                recipients=recipients,
            )
        )
    return tuple(consents)


def _papers(value: object, edition: Edition) -> tuple[Paper, ...] | None:
    if value is None:
        return None
    papers = []
    for at, entry in enumerate(_list(value, "evidence")):
        where = f"evidence[{at}]"
        body = _object(entry, where)
        items = body.get("items")
        papers.append(
            Paper(
                kind=_choice(body.get("kind"), list(edition.known.papers), f"{where}.kind"),
                complete=False if body.get("complete") is None else _flag(body["complete"], f"{where}.complete"),
                date=_maybe_day(body.get("date"), f"{where}.date"),
                addressed_to=None
                if body.get("addressed_to") is None
                else _text(body["addressed_to"], f"{where}.addressed_to"),
                recipient=None if body.get("recipient") is None else _text(body["recipient"], f"{where}.recipient"),
                due=_maybe_day(body.get("due"), f"{where}.due"),
                # A paper without a list is silent on every item: it opens none.
                items=() if items is None else _named(items, f"{where}.items", edition),
            )
        )
    return tuple(papers)


def _manager(value: object) -> Manager:
    body = {} if value is None else _object(value, "manager")
    decision = body.get("decision")
    reason = body.get("exceptional_reason")
    return Manager(
        decision="none" if decision is None else _choice(decision, DECISIONS, "manager.decision"),
        exceptional_reason="" if reason in (None, "") else _text(reason, "manager.exceptional_reason"),
    )
