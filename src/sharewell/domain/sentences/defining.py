"""Sentence forms that declare words. Names stand in lists only, so that no definition can swallow a rule."""

from __future__ import annotations

import re
from typing import Any

from sharewell.domain import rules
from sharewell.domain.sentences.form import Form
from sharewell.domain.slots import NotRead
from sharewell.domain.words import Event, Fact, Item, Named, Vocabulary, code_of

_FACT = re.compile(
    r"(?P<code>[a-z0-9-]+): (?P<yes>.+?); otherwise (?P<no>.+?)\. Ask: (?P<ask>.+?\?)"
    r"(?: Answered by (?P<answered_by>[^.]+)\.)?(?: Evidence: (?P<evidence>[^.]+)\.)?"
)
_EVENT = re.compile(
    r"(?P<code>[a-z0-9-]+): (?P<act>[^;]+); (?P<happening>[^;]+?)(?:; its party is (?P<role>[^;]+?))?\.?"
)
_CODED = re.compile(r"(?P<code>[a-z0-9-]+): (?P<phrase>.+?)\.?")


def _once(table: dict[str, Any], key: str, value: Any) -> None:
    if key in table:
        raise NotRead(f"“{key}” is defined already; define it once.")
    table[key] = value


def _shape(pattern: re.Pattern[str], entry: str, shape: str) -> dict[str, str]:
    match = pattern.fullmatch(entry)
    if match is None:
        raise NotRead(f"“{entry}” is not of the shape “{shape}”.")
    return {key: value for key, value in match.groupdict().items() if value is not None}


def _plain(entry: str) -> str:
    return entry.rstrip(".;,")


def _level(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    _once(known.levels, _plain(entry), clause)


def _group(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    name, _, members = _plain(entry).partition(": ")
    levels = tuple(re.split(r", | and ", members))
    unknown = [level for level in levels if level not in known.levels]
    if unknown:
        raise NotRead(f"“{unknown[0]}” is not a level of information that this text defines.")
    _once(known.groups, name, levels)


def _item(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    name = _plain(entry)
    _once(known.items, code_of(name), Item(code=code_of(name), name=name, level=values["level"], clause=clause))


def _carried(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    name = _plain(entry)
    _once(known.carried, code_of(name), Named(code=code_of(name), phrase=name, clause=clause))


def _kind(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    name = _plain(entry)
    _once(known.kinds, name, Named(code=code_of(name), phrase=name, clause=clause))


def _party(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    name = _plain(entry)
    if name in known.organisations and name not in known.parties:
        raise NotRead(f"“{name}” is named as no party elsewhere and as a party here.")
    _once(known.parties, name, clause)
    known.organisations.setdefault(name, set())


def _named(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    name = _plain(entry)
    if name in known.parties:
        raise NotRead(f"“{name}” is a party elsewhere and named as no party here.")
    _once(known.organisations, name, set())


def _is_kind(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    known.organisations[values["organisation"]].add(values["kind"])


def _purpose(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    _once(known.purposes, _plain(entry), clause)


def _fact(about_person: bool) -> Any:
    def declare(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
        shape = "code: what is so; otherwise what is so. Ask: the question?"
        found = _shape(_FACT, entry, shape)
        _once(known.facts, found["code"], Fact(clause=clause, about_person=about_person, **found))

    return declare


def _event(planned: bool) -> Any:
    def declare(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
        found = _shape(_EVENT, entry, "code: the act; what happens; its party is the role")
        _once(known.events, found["code"], Event(clause=clause, planned=planned, **found))

    return declare


def _coded(attribute: str) -> Any:
    def declare(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
        """An entry is a name, or "code: phrase" where the phrase differs from the code."""
        match = _CODED.fullmatch(entry)
        code, phrase = (match["code"], match["phrase"]) if match else (code_of(_plain(entry)), _plain(entry))
        _once(getattr(known, attribute), code, Named(code=code, phrase=phrase, clause=clause))

    return declare


def _record(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    """A record is something to put on record too: the event that makes it is declared with it."""
    name = _plain(entry)
    code = code_of(name.removesuffix(" record"))
    _once(known.records, code, Named(code=code, phrase=name, clause=clause))
    act = f"put on record {name}"
    made = Event(code=f"recorded-{code}", act=act, happening=f"{name} is put on record", clause=clause)
    _once(known.events, made.code, made)


def _giver(known: Vocabulary, values: dict[str, Any], entry: str, clause: str) -> None:
    several = entry.rstrip(".").endswith("; there may be several")
    entry = entry.rstrip(".").removesuffix("; there may be several")
    _coded("givers")(known, values, entry, clause)
    if several:
        known.several.add(entry.partition(":")[0])


def _defines(what: str) -> Any:
    def makes(entries: tuple[str, ...] = (), **values: Any) -> rules.Rule:
        return rules.Defines(what=what, names=entries)

    return makes


def _definition(name: str, pattern: str, declares: Any, example: str, purpose: str, *after: str) -> Form:
    return Form(
        name=name,
        family="words",
        pattern=pattern,
        makes=_defines(name),
        declares=declares,
        example=example,
        purpose=purpose,
        after=after,
    )


FORMS = (
    _definition(
        "levels",
        "The levels of information, lowest first, are:",
        _level,
        "The levels of information, lowest first, are:\n- aggregate\n- minimum\n- detailed",
        "The levels that permissions mention.",
    ),
    _definition(
        "groups of levels",
        "The groups of levels are:",
        _group,
        "The groups of levels are:\n- personal: minimum and detailed",
        "A name for several levels.",
        "levels",
    ),
    _definition(
        "items of a level",
        "{level} information is:",
        _item,
        "Minimum information is:\n- name\n- address",
        "Which items of information belong to a level.",
        "levels",
    ),
    _definition(
        "kinds of organisation",
        "The kinds of organisation are:",
        _kind,
        "The kinds of organisation are:\n- a local authority\n- the police\n- a court",
        "What an organisation may be; write it with “a” or “the”.",
    ),
    _definition(
        "parties",
        "The parties are:",
        _party,
        "The parties are:\n- Northshire Council\n- Northshire Police",
        "The organisations that this text binds.",
    ),
    _definition(
        "named organisations",
        "These organisations are named but are not parties:",
        _named,
        "These organisations are named but are not parties:\n- Ministry of Works",
        "Organisations that sentences mention but that have not signed.",
    ),
    _definition(
        "what an organisation is",
        "{organisation} is {kind}.",
        _is_kind,
        "Northshire Council is a local authority.",
        "Gives an organisation a kind.",
        "parties",
        "named organisations",
        "kinds of organisation",
    ),
    _definition(
        "purposes",
        "The purposes are:",
        _purpose,
        "The purposes are:\n- safeguarding\n- planning",
        "The closed list of purposes for which information may be requested.",
    ),
    _definition(
        "further purposes",
        "These are further purposes:",
        _purpose,
        "These are further purposes:\n- legal proceedings",
        "Purposes outside the list, served only by the routes that say so.",
    ),
    _definition(
        "facts about the request",
        "These are facts about the request:",
        _fact(about_person=False),
        "These are facts about the request:\n- in-danger: the child is in danger; otherwise the child is in no "
        "danger. Ask: Is the child in danger?",
        "What may be true, false or unknown of a request, with the question that settles it.",
    ),
    _definition(
        "facts about the person",
        "These are facts about the person:",
        _fact(about_person=True),
        "These are facts about the person:\n- in-care: the person is in care; otherwise the person is not in "
        "care. Ask: Is the person in care?",
        "The same, of the person whom the request is about.",
    ),
    _definition(
        "events",
        "These are events:",
        _event(planned=False),
        "These are events:\n- breach-found: find a breach; a breach is found; its party is the party that found it"
        "\n- breach-told: tell the other parties; the other parties are told",
        "What happens on a day: the act, the happening, and who its party is.",
    ),
    _definition(
        "planned events",
        "These are planned events:",
        _event(planned=True),
        "These are planned events:\n- meeting-planned: plan a meeting; the next planned meeting",
        "Events dated on the day they are planned for, which may be in the future.",
    ),
    _definition(
        "papers",
        "These are papers:",
        _coded("papers"),
        "These are papers:\n- court order",
        "Forms, orders and requirements that open a route to the items they name.",
    ),
    _definition(
        "records",
        "These are records:",
        _record,
        "These are records:\n- confidentiality record\n- advice record",
        "What somebody must put on record.",
    ),
    _definition(
        "who may consent",
        "These people may consent:",
        _giver,
        "These people may consent:\n- child: the child\n- parent: a parent; there may be several",
        "People whose consent a sentence may mention.",
    ),
    _definition(
        "steps",
        "These are steps before sharing:",
        _coded("steps"),
        "These are steps before sharing:\n- suppression",
        "What must be done to an item before it is shared.",
    ),
    _definition(
        "ranks",
        "The ranks, lowest first, are:",
        _coded("ranks"),
        "The ranks, lowest first, are:\n- an officer\n- a director",
        "The order of ranks, which some acts require.",
    ),
)
