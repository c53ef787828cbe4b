"""An edition as plain logic, for engines that are not ours: which tests open each route, and what each item is like.

Independent of both our evaluators; only for requests that leave nothing unknown, and only for open or not open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharewell.domain import rules
from sharewell.domain.reading import Edition
from sharewell.domain.request import Asked, Consent, Named, Request, normal
from sharewell.domain.rules import BarKind, any_covers, covers

# --- logic ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Has:
    """A set of words holds a word."""

    words: str
    word: str


@dataclass(frozen=True)
class OneOf:
    """A word is one of these."""

    word: str
    among: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """A number lies between two, both included."""

    number: str
    least: int
    most: int


@dataclass(frozen=True)
class Not:
    test: Test


@dataclass(frozen=True)
class All:
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Some:
    tests: tuple[Test, ...]


Test = Has | OneOf | Between | Not | All | Some
ALWAYS = All(())


def no(test: Test) -> Test:
    return test.test if isinstance(test, Not) else Not(test)


def every(*tests: Test) -> Test:
    left = tuple(test for test in tests if test != ALWAYS)
    return left[0] if len(left) == 1 else All(left)


# --- an item of a request, as every engine sees it --------------------------------------------------------


def seen(asked: Asked, request: Request, edition: Edition) -> dict[str, Any]:
    """The words, sets of words and numbers that tests are about."""
    known = edition.known
    kinds = known.organisations.get
    requester = request.requester_kinds if request.requester_kinds is not None else kinds(request.requester, ())
    holder = request.holder_kinds if request.holder_kinds is not None else kinds(request.holder, ())
    party = ["a party"] if request.requester in known.parties else []
    here = [p for p in request.papers or () if p.complete and _by(p.date, request)]
    here = [p for p in here if (p.addressed_to or request.holder) == request.holder]
    here = [p for p in here if (p.recipient or request.requester) == request.requester]
    so = {"person named": request.person_named, "needed": asked.needed}
    so["exception"] = bool(request.manager.exceptional_reason)
    return {
        "recipient": sorted({*party, *requester, f"named {request.requester}"}),
        "holder": sorted(holder),
        "purpose": request.purpose,
        "facts": sorted(code for code, value in request.facts.items() if value),
        "so": sorted(word for word, value in so.items() if value),
        "manager": request.manager.decision,
        "age": _age(request),
        "count": asked.smallest_count if asked.smallest_count is not None else 1_000_000,
        "item": asked.item,
        "consents": sorted(giver for giver in known.givers if _opened(giver, asked, request, edition)),
        "told": sorted({c.by for c in request.consents or () if _tells(c, request)}),
        "papers": sorted({p.kind for p in here}),
        "naming": sorted({p.kind for p in here if any(_covers(n, asked) for n in p.items)}),
    }


def _by(day: date | None, request: Request) -> bool:
    return day is None or day <= request.date


def _age(request: Request) -> int:
    """Birthdays passed: of somebody born on 29 February, in a common year on 1 March; -1 for nobody."""
    born, day = request.date_of_birth, request.date
    if born is None:
        return -1
    birthdays = [(year, born.month, born.day) for year in range(born.year, day.year + 1)]
    return sum(birthday <= (day.year, day.month, day.day) for birthday in birthdays) - 1


def _covers(named: Named, asked: Asked) -> bool:
    return named.item == asked.item and (named.what is None or named.what == normal(asked.what))


def _overlaps(named: Named, asked: Asked) -> bool:
    return _covers(named, asked) or (named.item == asked.item and asked.what is None)


def _opened(giver: str, asked: Asked, request: Request, edition: Edition) -> bool:
    """The words of a giver about the item, told in their order; a word of no date against comes last, one for first."""
    told = []
    for consent in request.consents or ():
        about = consent.by == giver and _by(consent.date, request)
        if not about or (consent.recipients is not None and request.requester not in consent.recipients):
            continue
        if consent.state == "given":
            if consent.explicit and (consent.items is None or any(_covers(n, asked) for n in consent.items)):
                told.append(((consent.date or date.min).toordinal(), 0, True))
        elif consent.items is None or any(_overlaps(n, asked) for n in consent.items):
            if consent.state == "refused" and giver in edition.known.several:
                return False
            told.append(((consent.date or date.max).toordinal(), 1, False))
    return bool(told) and sorted(told)[-1][2]


def _tells(consent: Consent, request: Request) -> bool:
    named = consent.recipients is not None and request.requester in consent.recipients
    return named and consent.state == "given" and consent.explicit and _by(consent.date, request)


# --- the routes of an edition -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A permission for one level: it opens what passes `opens` and nothing of `stops`."""

    clause: str
    level: str
    opens: tuple[Test, ...]
    stops: tuple[tuple[str, Test], ...]  # the clause that stops it, and when


def ways(edition: Edition) -> Iterator[Way]:
    for clause, permission in edition.rules(rules.Permission):
        for level in permission.levels:
            opens = [_recipient(permission.recipient), _condition(permission.condition)]
            yield Way(clause, level, tuple(opens), tuple(_stops(edition, clause, level)))


def _stops(edition: Edition, clause: str, level: str) -> Iterator[tuple[str, Test]]:
    """Whatever holds the route up while it is so: bars, needs and waits alike."""

    def held_by(kind: type[Any]) -> Iterator[tuple[str, Any]]:
        for by, rule in edition.rules(kind):
            set_aside = any(
                any_covers(p.higher, clause) and any_covers(p.lower, by) for _, p in edition.rules(rules.Prevails)
            )
            about_level = getattr(rule, "levels", None) is None or level in rule.levels
            about_route = getattr(rule, "routes", None) is None or any_covers(rule.routes, clause)
            if about_level and about_route and not set_aside:
                yield by, rule

    def also(by: str) -> tuple[Test, ...]:
        return tuple(_condition(r.condition) for _, r in edition.rules(rules.AlsoMet) if covers(r.clause, by))

    impersonal = [c for c, r in edition.rules(rules.Impersonal) if level in r.levels]
    named = Has("so", "person named")
    yield (impersonal[0], named) if impersonal else (edition.known.levels[level], no(named))
    rests = [p for _, r in edition.rules(rules.RestsOn) if any_covers(r.routes, clause) for p in r.provisions]
    for by, rule in edition.rules(rules.NeedsBasis):
        if not impersonal and not any(any_covers(rule.provisions, provision) for provision in rests):
            yield by, ALWAYS
    for by, rule in held_by(rules.Gateway):
        if any(any_covers(rule.provisions, provision) for provision in rests):
            yield by, no(_condition(rule.condition))
    served = list(held_by(rules.ServesOnly))
    for by, rule in served:
        yield by, no(OneOf("purpose", (rule.purpose,)))
    for by, bar in held_by(rules.Bar):
        if bar.kind is not BarKind.PURPOSE or not served:
            yield by, _bar(bar, edition)
    scopes = list(held_by(rules.Scope))
    if scopes:
        within = [every(Between("age", s.least, s.most), _condition(s.condition)) for _, s in scopes]
        yield scopes[0][0], no(Some(tuple(within)))
    for by, rule in held_by(rules.OnlyItems):
        yield by, no(OneOf("item", rule.items))
    for by, rule in held_by(rules.NeedsPaper):
        yield by, no(Has("naming", rule.paper))
    for by, rule in held_by(rules.Before):
        yield by, no(Some((_condition(rule.condition), *also(by))))
    for by, rule in held_by(rules.SmallCount):
        yield by, Between("count", rule.least, rule.most)
    for by, rule in held_by(rules.Wait):
        done = ("approved",) if rule.waits_for is rules.WaitsFor.APPROVAL else ("approved", "informed", "refused")
        unless = (_condition(rule.unless),) if rule.unless else ()
        yield by, no(Some((OneOf("manager", done), *unless, *also(by))))


def _bar(bar: rules.Bar, edition: Edition) -> Test:
    towards = _recipient(bar.recipient)
    condition = _condition(bar.condition)
    purposes = tuple(p for p, c in edition.known.purposes.items() if bar.purposes_of and covers(bar.purposes_of, c))
    stops: Test = {
        BarKind.RECIPIENT: no(towards),
        BarKind.TOWARDS: every(towards, condition),
        BarKind.PURPOSE: no(OneOf("purpose", purposes)),
        BarKind.NEED: no(Has("so", "needed")),
        BarKind.IF: every(towards, condition),
        BarKind.UNLESS: every(towards, no(condition)),
    }[bar.kind]
    return stops if bar.unless is None else every(stops, no(_condition(bar.unless)))


def _recipient(recipient: rules.Recipient | None) -> Test:
    if recipient is None:
        return ALWAYS
    if recipient.party:
        return Has("recipient", "a party")
    return Has("recipient", recipient.kind or f"named {recipient.organisation}")


def _condition(condition: rules.Condition | None) -> Test:
    if condition is None:
        return ALWAYS
    tests = tuple(_atom(atom) for atom in condition.atoms)
    return Some(tests) if condition.any else every(*tests)


def _atom(atom: rules.Atom) -> Test:
    match atom:
        case rules.FactIs():
            return Has("facts", atom.fact) if atom.value else no(Has("facts", atom.fact))
        case rules.Consented():
            return Has("consents", atom.giver)
        case rules.ConsentedToRecipient():
            return Some(tuple(Has("told", giver) for giver in atom.givers))
        case rules.HolderIs():
            return Has("holder", atom.kind)
        case rules.RequesterIs():
            return Has("recipient", atom.kind)
        case rules.ManagerHas():
            return OneOf("manager", atom.decisions)
        case rules.ExceptionRecorded():
            return Has("so", "exception")
