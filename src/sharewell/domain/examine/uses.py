"""Which declared words the rules of an edition turn on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from sharewell.domain import rules
from sharewell.domain.index.rules import SearchFor
from sharewell.domain.reading import Edition
from sharewell.domain.rules import covers
from sharewell.domain.words import Vocabulary

Word = tuple[str, str]  # the vocabulary's table, and the word's code in it

# The field of a rule that holds a word -> the table that declares it.
_TABLES = {
    "levels": "levels",
    "fact": "facts",
    "giver": "givers",
    "givers": "givers",
    "kind": "kinds",
    "purpose": "purposes",
    "items": "items",
    "paper": "papers",
    "step": "steps",
    "record": "records",
    "rank": "ranks",
    "act": "events",
    "start": "events",
    "by": "events",
    "notice_event": "events",
    "event": "events",
    "counts_as": "events",
    "first": "events",
    "when": "events",
}

# What a person is shown of each table, when one of its words is unused.
TITLES = {
    "levels": "level of information",
    "items": "item",
    "kinds": "kind of organisation",
    "purposes": "purpose",
    "facts": "fact",
    "events": "event",
    "papers": "paper",
    "records": "record",
    "givers": "giver of consent",
    "steps": "step",
    "ranks": "rank",
}


def used_words(edition: Edition) -> frozenset[Word]:
    """Every declared word that some rule turns on, also through a level, a clause of purposes or a rank below."""
    known = edition.known
    used = {word for read in edition.reads for word in _words(read.rule)}
    for _, rule in (*edition.rules(rules.Bar), *edition.rules(SearchFor)):
        if rule.purposes_of is not None:
            used |= {("purposes", p) for p, clause in known.purposes.items() if covers(rule.purposes_of, clause)}
    used |= {("items", code) for code, item in known.items.items() if ("levels", item.level) in used}
    if any(table == "ranks" for table, _ in used):
        used |= {("ranks", code) for code in known.ranks}  # a rank means nothing without those around it
    # A record is declared with the event that makes it.
    used |= {("events", f"recorded-{code}") for table, code in used if table == "records"}
    return frozenset(used)


def declared_words(known: Vocabulary) -> Iterator[tuple[Word, str, str]]:
    """(word, the clause that declares it, what people call it). Parties are left out: each is used as a holder."""
    for table in ("levels", "purposes"):
        for code, clause in getattr(known, table).items():
            yield (table, code), clause, code
    for table in ("items", "kinds", "facts", "events", "papers", "records", "givers", "steps", "ranks"):
        for code, word in getattr(known, table).items():
            made = table == "events" and code.removeprefix("recorded-") in known.records
            if not made:
                yield (table, code), word.clause, getattr(word, "phrase", getattr(word, "name", code))


def _words(value: Any) -> Iterator[Word]:
    if isinstance(value, tuple):
        for part in value:
            yield from _words(part)
    elif dataclasses.is_dataclass(value) and not isinstance(value, rules.Defines | rules.Carries):
        for field in dataclasses.fields(value):
            held = getattr(value, field.name)
            table = _TABLES.get(field.name)
            if table and not isinstance(held, rules.BarKind):
                codes = held if isinstance(held, tuple) else (held,)
                yield from ((table, code) for code in codes if isinstance(code, str))
            else:
                yield from _words(held)
