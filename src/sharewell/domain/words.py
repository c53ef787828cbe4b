"""The words a text declares, and nothing else: every slot of a sentence form is closed over them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is true, false or not yet known of a request."""

    code: str
    yes: str
    no: str
    ask: str
    clause: str
    about_person: bool = False  # stated with the subject, not with the request's facts
    answered_by: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens on a day. `role` names its party ("the party in breach")."""

    code: str
    act: str
    happening: str
    clause: str
    planned: bool = False  # dated on the day planned, which may lie ahead; the latest statement counts
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    code: str
    name: str
    level: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A declared word with its code, the phrase it has in sentences, and the clause that declares it."""

    code: str
    phrase: str
    clause: str


@dataclass(slots=True)
class Vocabulary:
    """All declared words of a text and of the texts it builds on. Filled while reading, then left alone."""

    levels: dict[str, str] = field(default_factory=dict)  # level -> clause, lowest first
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    carried: dict[str, Named] = field(default_factory=dict)
    kinds: dict[str, Named] = field(default_factory=dict)  # "a local authority"
    organisations: dict[str, set[str]] = field(default_factory=dict)  # organisation -> its kinds
    parties: dict[str, str] = field(default_factory=dict)  # party -> clause
    purposes: dict[str, str] = field(default_factory=dict)  # purpose -> clause
    facts: dict[str, Fact] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    papers: dict[str, Named] = field(default_factory=dict)
    records: dict[str, Named] = field(default_factory=dict)
    givers: dict[str, Named] = field(default_factory=dict)  # who may consent
    several: set[str] = field(default_factory=set)  # givers of whom there may be several
    steps: dict[str, Named] = field(default_factory=dict)
    ranks: dict[str, Named] = field(default_factory=dict)  # lowest first
    twice: list[tuple[str, str, int, str]] = field(default_factory=list)  # (text, clause, line, word)

    def party_clause(self) -> str | None:
        return next(iter(self.parties.values()), None)


def code_of(name: str) -> str:
    """The code of a display name: "SEN statement" -> "sen-statement"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def lowered(words: str) -> str:
    """A sentence's first word as it stands inside a sentence."""
    return words[:1].lower() + words[1:]


def capital(words: str) -> str:
    """A sentence's words as they begin a line."""
    return words[:1].upper() + words[1:]
