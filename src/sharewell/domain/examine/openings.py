"""What can ever be shared: each permission is tried alone, over every kind of request, with all else in its favour.

A permission with several levels or alternatives is taken apart first, so that one alternative that a prohibition
always closes is found though the others are sound. What is unknown to the request may be anything: the decider
fills it in all ways, so that a level of "none" means that nothing the practitioner could answer opens it.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharewell.domain import rules
from sharewell.domain.answer import Answer, Outcome
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.examine.conflicts import Found, reads_of
from sharewell.domain.reading import Edition, Read
from sharewell.domain.request import Asked, Manager, Request
from sharewell.domain.rules import any_covers
from sharewell.domain.sentences.form import Meaning

SOMEBODY_ELSE = "an organisation that no text names"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alternative:
    """One way through a permission: one of its levels by one of the atoms that it joins with "or"."""

    read: Read
    level: str
    condition: rules.Condition | None


def never_open(edition: Edition) -> tuple[list[Found], list[Found]]:
    """Permissions, or parts of one, that nothing can open; and levels of which some item can go to nobody."""
    closed: list[Found] = []
    opened: list[_Alternative] = []
    for way in _alternatives(edition):
        against = _against(edition, way)
        if against is None:
            opened.append(way)
        else:
            closed.append((way.read, _why_closed(way, against)))
    return closed, list(_received_by_nobody(edition, opened))


def _alternatives(edition: Edition) -> Iterator[_Alternative]:
    for read, permission in reads_of(edition, rules.Permission):
        condition: rules.Condition | None = permission.condition
        parts: list[rules.Condition | None] = [condition]
        if condition is not None and condition.any:
            parts = [rules.Condition((atom,)) for atom in condition.atoms]
        for level, part in itertools.product(permission.levels, parts):
            yield _Alternative(read=read, level=level, condition=part)


def _against(edition: Edition, way: _Alternative) -> list[Answer] | None:
    """None where some request opens the alternative; else the answers in which the least stands against it."""
    alone = _alone(edition, way)
    decider = Decider(alone)
    nearest: list[Answer] = []
    for request in _requests(alone, way):
        answer = decider.decide(request, frozenset())
        if answer.level != "none":
            return None
        distance = _distance(answer, way)
        if not nearest or distance < _distance(nearest[0], way):
            nearest = [answer]
        elif distance == _distance(nearest[0], way):
            nearest.append(answer)
    return nearest


def _distance(answer: Answer, way: _Alternative) -> tuple[bool, int]:
    """How far an answer is from opening; furthest where the permission is not even aimed at whoever asks."""
    cited = [clause for item in answer.items for clause in item.clauses]
    return way.read.clause not in cited, len(cited)


def _alone(edition: Edition, way: _Alternative) -> Edition:
    """The edition with this one way to share; its limits to some items are looked at apart."""
    permission = dataclasses.replace(way.read.rule, levels=(way.level,), condition=way.condition)  # type: ignore[arg-type]
    kept = [r for r in edition.reads if not isinstance(r.rule, rules.Permission | rules.OnlyItems)]
    return dataclasses.replace(edition, reads=(*kept, dataclasses.replace(way.read, rule=permission)))


def _requests(edition: Edition, way: _Alternative) -> Iterator[Request]:
    """Every kind of request that the text can tell apart, its facts unknown but for those the alternative states."""
    item = next((code for code, item in edition.known.items.items() if item.level == way.level), None)
    if item is None:
        return
    atoms = way.condition.atoms if way.condition else ()
    facts = {atom.fact: atom.value for atom in reversed(atoms) if isinstance(atom, rules.FactIs)}
    impersonal = any(way.level in rule.levels for _, rule in edition.rules(rules.Impersonal))
    for manager, purpose, requester, holder in itertools.product(
        _managers(edition), _purposes(edition), _requesters(edition), _alike(edition, edition.known.parties)
    ):
        yield Request(
            date=edition.protocol.edition,
            holder=holder,
            requester=requester,
            purpose=purpose,
            items=(Asked(item=item),),
            person_named=not impersonal,
            facts=facts,
            manager=manager,
        )


def _alike(edition: Edition, organisations: Iterable[str]) -> list[str]:
    """One organisation of each sort: the rules tell them apart by being a party, by kind and by name only."""
    known = edition.known
    named = {
        recipient.organisation
        for read in edition.reads
        if (recipient := getattr(read.rule, "recipient", None)) is not None
    }
    sorts: dict[Any, str] = {}
    for name in organisations:
        sort = (
            name in known.parties,
            frozenset(known.organisations.get(name, ())),
            name if name in named else "",
        )
        sorts.setdefault(sort, name)
    return list(sorts.values())


def _requesters(edition: Edition) -> list[str]:
    known = edition.known
    return _alike(edition, [*known.parties, *(o for o in known.organisations if o not in known.parties), SOMEBODY_ELSE])


def _purposes(edition: Edition) -> list[str]:
    """One purpose of each sort: by the clause that lists it, and by name where routes serve it alone."""
    served = {rule.purpose for _, rule in edition.rules(rules.ServesOnly)}
    sorts: dict[Any, str] = {}
    for purpose, clause in edition.known.purposes.items():
        sorts.setdefault((clause, purpose if purpose in served else ""), purpose)
    return list(sorts.values()) or ["any purpose"]


def _managers(edition: Edition) -> list[Manager]:
    """What a manager may have done, as far as any condition asks; approval opens most and comes first."""
    atoms = [a for read in edition.reads for c in _conditions(read.rule) for a in c.atoms]
    asked = {d for a in atoms if isinstance(a, rules.ManagerHas) for d in a.decisions}
    decisions = ["approved", *sorted(asked - {"approved"})]
    reasons = ["", "on record"] if any(isinstance(a, rules.ExceptionRecorded) for a in atoms) else [""]
    return [Manager(decision=d, exceptional_reason=r) for d, r in itertools.product(decisions, reasons)]


def _conditions(rule: Meaning) -> list[rules.Condition]:
    held = (getattr(rule, "condition", None), getattr(rule, "unless", None))
    return [condition for condition in held if isinstance(condition, rules.Condition)]


def _why_closed(way: _Alternative, nearest: list[Answer]) -> str:
    part = f"{way.level} information" + (f" if {way.condition.phrase}" if way.condition else "")
    if not nearest:
        return f"it can never let {part} go: there is no such item, or no party to hold it."
    items = [item for answer in nearest for item in answer.items]
    others = dict.fromkeys(c for item in items for c in item.clauses if c != way.read.clause)
    against = f" against {' and '.join(others)}" if others else ""
    because = " ".join(dict.fromkeys(item.because for item in items))
    return f"it can never let {part} go{against}, whoever asks and whatever is answered: {because}"


def _received_by_nobody(edition: Edition, opened: list[_Alternative]) -> Iterator[Found]:
    if not reads_of(edition, rules.Permission):
        return  # words or law alone: whoever builds on them permits
    limits = list(edition.rules(rules.OnlyItems))
    for read in edition.reads:
        if not isinstance(read.rule, rules.Defines) or read.form.name != "items of a level":
            continue
        unreached = [
            item.name
            for code, item in edition.known.items.items()
            if item.clause == read.clause
            and not any(way.level == item.level and _lets(limits, way, code) for way in opened)
        ]
        # Another level of the same clause has its own sentence; what it lists is told there.
        own = [name for name in unreached if any(name == e.words.rstrip(".;,") for e in read.sentence.entries)]
        if own:
            yield read, f"nobody may ever receive {', '.join(own)}: no permission that can open leads to it."


def _lets(limits: list[tuple[str, Any]], way: _Alternative, item: str) -> bool:
    return all(item in only.items for _, only in limits if any_covers(only.routes, way.read.clause))


# --- serious harm -------------------------------------------------------------------------------------------


def harm_without_help(edition: Edition) -> Iterator[Found]:
    """For each harm that a way out names: the people about whom no party may be told anything, even so."""
    decider = Decider(edition)
    for read, way_out in reads_of(edition, rules.WayOut):
        condition: rules.Condition = way_out.condition
        parts = [rules.Condition((atom,)) for atom in condition.atoms] if condition.any else [condition]
        for part in parts:
            people = [words for age in _ages(edition) if (words := _left_alone(decider, part, *age))]
            if people:
                whom = " or ".join(people)
                message = (
                    f"where {part.phrase}, nothing may be shared with any party about a person {whom}. "
                    f"Only the way out of {read.clause} is left."
                )
                yield read, message


def _left_alone(decider: Decider, harm: rules.Condition, age: int, stretch: str) -> str:
    """Which people of an age nothing may be shared about, in words; none where it may be about each."""
    personal = [fact for fact in decider.edition.known.facts.values() if fact.about_person]
    sorts = list(itertools.product((True, False), repeat=len(personal)))
    closed = []
    for values in sorts:
        own = {fact.code: value for fact, value in zip(personal, values, strict=True)}
        answer = decider.decide(_in_harm(decider.edition, harm, age, own), frozenset())
        if answer.outcome in (Outcome.REFUSE, Outcome.RETURN):
            closed.append(" and ".join(fact.yes if own[fact.code] else fact.no for fact in personal))
    if len(closed) == len(sorts):
        return stretch
    return f"{stretch} where {' or '.join(closed)}" if closed else ""


def _in_harm(edition: Edition, harm: rules.Condition, age: int, own: dict[str, bool]) -> Request:
    """One party asks another for everything about a person in harm; all is done that must come first."""
    known, on = edition.known, edition.protocol.edition
    done = [before.condition for _, before in edition.rules(rules.Before)]
    stated = {a.fact: a.value for c in (*done, harm) for a in c.atoms if isinstance(a, rules.FactIs)}
    personal_levels = _personal_levels(edition)
    parties = list(known.parties) or [""]
    return Request(
        date=on,
        holder=parties[0],
        requester=parties[-1],
        purpose=_purposes(edition)[0],
        items=tuple(Asked(item=code) for code, item in known.items.items() if item.level in personal_levels),
        date_of_birth=date(on.year - age, 1, 1),
        facts=dict.fromkeys(known.facts, False) | own | stated,
        consents=(),
        papers=(),
        manager=Manager(decision="approved"),
    )


def _personal_levels(edition: Edition) -> set[str]:
    impersonal = {level for _, rule in edition.rules(rules.Impersonal) for level in rule.levels}
    return set(edition.known.levels) - impersonal


def _ages(edition: Edition) -> list[tuple[int, str]]:
    """The stretches of ages that scopes tell apart: the first age of each, and the stretch in words."""
    scopes = [scope for _, scope in edition.rules(rules.Scope)]
    starts = sorted({0} | {age for scope in scopes for age in (scope.least, scope.most + 1)})
    ends = [start - 1 for start in starts[1:]]
    words = [f"aged {start} to {end}" for start, end in zip(starts, ends, strict=False)]
    return list(zip(starts, [*words, f"aged {starts[-1]} or more"], strict=True))
