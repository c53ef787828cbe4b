"""Requests, and editions, as nobody would think of them: drawn at random over whatever an edition declares.

A request is drawn *towards a route*: most of what the route asks is so, and then some of it is not. Drawn without
aim, hardly any would ever reach a court order. `requests` gives the same to hypothesis, which makes a failing one
small.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies

from sharewell.domain import rules
from sharewell.domain.calendar import Period, Unit
from sharewell.domain.reading import Edition
from sharewell.domain.request import Asked, Consent, Manager, Named, Paper, Request

NOBODY_KNOWS = "An organisation that no text names"
NO_PURPOSE = "a purpose that no text names"
NO_ITEM = "an-item-that-no-text-names"
PARTS = ("the first part", "The  FIRST part", "another part", None, None, None)
MOST_FILLINGS = 48


def requests(edition: Edition) -> strategies.SearchStrategy[Request]:
    return strategies.randoms(use_true_random=False).map(lambda random: a_request(random, edition))


def a_request(random: Random, edition: Edition, *, unknown: bool = True) -> Request:
    """A request towards a route of the edition; with `unknown`, it may leave some things unknown."""
    clause, permission = random.choice(list(edition.rules(rules.Permission)))
    level = random.choice(permission.levels)
    conditions = list(_asked_of(edition, clause, permission))
    impersonal = any(level in r.levels for _, r in edition.rules(rules.Impersonal))
    on = date(2006, 9, 1) + timedelta(days=random.randrange(900))
    named = random.random() < (0.1 if impersonal else 0.96)
    requester = _requester(random, edition, permission.recipient)
    items = tuple(_asked(random, edition, clause, level) for _ in range(random.choice((1, 1, 2, 3, 4))))
    request = Request(
        date=on,
        holder=_holder(random, edition, conditions),
        requester=requester,
        purpose=_purpose(random, edition, clause),
        items=items,
        person_named=named,
        date_of_birth=_born(random, edition, on) if named else None,
        facts=_facts(random, edition, conditions),
        consents=tuple(_consents(random, edition, conditions, items, on, requester)),
        papers=tuple(_papers(random, edition, clause, items, on)),
        manager=Manager(
            decision=random.choice(("none", "approved", "informed", "refused")),
            exceptional_reason=random.choice(("", "", "no manager could be reached")),
        ),
    )
    if random.random() < 0.05:
        kinds = list(edition.known.kinds)
        request = dataclasses.replace(
            request,
            holder_kinds=frozenset(random.sample(kinds, 2)),
            requester_kinds=frozenset(random.sample(kinds, 2)),
        )
    return forgetful(random, edition, request) if unknown and random.random() < 0.6 else request


def _asked_of(edition: Edition, clause: str, permission: rules.Permission) -> Iterator[rules.Condition]:
    """The conditions that a route asks for, by its permission and by what attaches to it."""
    rests = [p for _, r in edition.rules(rules.RestsOn) if rules.any_covers(r.routes, clause) for p in r.provisions]
    found = [permission.condition, *(r.condition for _, r in edition.rules(rules.Before))]
    found += [
        r.condition for _, r in edition.rules(rules.Gateway) if any(rules.any_covers(r.provisions, p) for p in rests)
    ]
    found += [
        r.condition
        for _, r in edition.rules(rules.Bar)
        if r.kind is rules.BarKind.UNLESS and (r.routes is None or rules.any_covers(r.routes, clause))
    ]
    return (condition for condition in found if condition is not None)


def _holder(random: Random, edition: Edition, conditions: list[rules.Condition]) -> str:
    wanted = {a.kind for c in conditions for a in c.atoms if isinstance(a, rules.HolderIs)}
    parties = list(edition.known.parties)
    aimed = [party for party in parties if wanted & edition.known.organisations[party]]
    return random.choice(aimed if aimed and random.random() < 0.8 else parties)


def _requester(random: Random, edition: Edition, recipient: rules.Recipient | None) -> str:
    known = edition.known
    anybody = [*known.organisations, NOBODY_KNOWS]
    if recipient is None or recipient.party:
        aimed = list(known.parties)
    elif recipient.kind is not None:
        aimed = [name for name, kinds in known.organisations.items() if recipient.kind in kinds]
    else:
        aimed = [recipient.organisation or NOBODY_KNOWS]
    return random.choice(aimed if aimed and random.random() < 0.85 else anybody)


def _purpose(random: Random, edition: Edition, clause: str) -> str:
    aimed = [r.purpose for _, r in edition.rules(rules.ServesOnly) if rules.any_covers(r.routes, clause)]
    if aimed and random.random() < 0.85:
        return random.choice(aimed)
    return NO_PURPOSE if random.random() < 0.05 else random.choice(list(edition.known.purposes))


def _asked(random: Random, edition: Edition, clause: str, level: str) -> Asked:
    items = edition.known.items
    of_level = [code for code, item in items.items() if item.level == level]
    for _, only in edition.rules(rules.OnlyItems):
        if rules.any_covers(only.routes, clause) and random.random() < 0.75:
            of_level = [code for code in of_level if code in only.items] or of_level
    code = random.choice(of_level or list(items))
    if random.random() < 0.2:
        code = random.choice([*items, *edition.known.carried, NO_ITEM])
    counted = code in items and any(items[code].level in r.levels for _, r in edition.rules(rules.SmallCount))
    return Asked(
        item=code,
        what=random.choice(PARTS),
        needed=random.random() < 0.88,
        smallest_count=random.choice((0, 1, 5, 6, 100)) if counted else random.choice((None, None, None, 3)),
    )


def _born(random: Random, edition: Edition, on: date) -> date:
    """A day of birth around the ages that the edition tells apart: the birthday, the day before, the day after."""
    scopes = [r for _, r in edition.rules(rules.Scope)]
    ages = [0, 12, *(a for s in scopes for a in (s.least, s.most, s.most + 1))]
    year = on.year - random.choice(ages)
    if random.random() < 0.05:
        return min(on, date(year - year % 4, 2, 29))
    shifted = date(year, on.month, 28 if (on.month, on.day) == (2, 29) else on.day)
    return min(on, shifted + timedelta(days=random.choice((-200, -1, 0, 0, 1))))


def _facts(random: Random, edition: Edition, conditions: list[rules.Condition]) -> dict[str, bool]:
    facts = {code: random.random() < 0.35 for code in edition.known.facts}
    for atom in (atom for condition in conditions for atom in condition.atoms):
        if isinstance(atom, rules.FactIs) and random.random() < 0.75:
            facts[atom.fact] = atom.value
    return facts


def _consents(
    random: Random,
    edition: Edition,
    conditions: list[rules.Condition],
    items: tuple[Asked, ...],
    on: date,
    requester: str,
) -> list[Consent]:
    aimed = [a.giver for c in conditions for a in c.atoms if isinstance(a, rules.Consented)]
    givers = [*random.choices(list(edition.known.givers), k=random.choice((0, 0, 1, 1, 2, 3)))]
    givers += aimed * random.choice((1, 1, 2, 3))  # who has spoken twice may have changed their mind
    return [
        Consent(
            by=giver,
            state=random.choice(("given", "given", "given", "given", "refused", "withdrawn")),
            explicit=random.random() < 0.9,
            date=random.choice((None, *(on + timedelta(days=n) for n in (-9, -2, -1, 0, 0, 1)))),
            items=random.choice((None, None, _some(random, edition, items))),
            recipients=random.choice((None, None, (requester,), (NOBODY_KNOWS,), (NOBODY_KNOWS, requester))),
        )
        for giver in givers
    ]


def _papers(random: Random, edition: Edition, clause: str, items: tuple[Asked, ...], on: date) -> list[Paper]:
    aimed = [r.paper for _, r in edition.rules(rules.NeedsPaper) if rules.any_covers(r.routes, clause)]
    kinds = [*aimed, *random.choices(list(edition.known.papers) or [""], k=random.choice((0, 0, 0, 1, 2)))]
    organisations = list(edition.known.organisations)
    return [
        Paper(
            kind=kind,
            complete=random.random() < 0.88,
            date=random.choice((None, *(on + timedelta(days=n) for n in (-3, 0, 0, 1)))),
            addressed_to=random.choice((None, None, None, None, random.choice(organisations))),
            recipient=random.choice((None, None, None, None, random.choice(organisations))),
            due=random.choice((None, on + timedelta(days=7))),
            items=_some(random, edition, items),
        )
        for kind in kinds
        if kind
    ]


def _some(random: Random, edition: Edition, items: tuple[Asked, ...]) -> tuple[Named, ...]:
    """A list of items as a consent or a paper names them: mostly some of those asked for."""
    named = [Named(a.item, random.choice((None, a.what and " ".join(a.what.lower().split())))) for a in items]
    if random.random() < 0.3:
        named.append(Named(random.choice(list(edition.known.items)), random.choice(("the first part", None))))
    return tuple(random.sample(named, random.randint(1, len(named))))


def forgetful(random: Random, edition: Edition, truth: Request) -> Request:
    """The request with some of it unknown: few enough things for every way to fill them in to be tried."""
    fillings = dict.fromkeys(edition.known.facts, 2) | {
        "consents": 2 ** len(edition.known.givers),
        "evidence": 2 ** len(edition.known.papers),
        "date_of_birth": 1 + 2 * len(list(edition.rules(rules.Scope))) if truth.person_named else 1,
        "smallest_count": 3,
    }
    forgotten, left = [], MOST_FILLINGS
    for question in random.sample(list(fillings), random.choice((1, 1, 2, 2, 3, 4, 5))):
        if fillings[question] <= left:
            forgotten.append(question)
            left //= fillings[question]
    nothing = dataclasses.replace(
        truth,
        facts={},
        consents=None,
        papers=None,
        date_of_birth=None,
        items=tuple(dataclasses.replace(asked, smallest_count=None) for asked in truth.items),
    )
    return told(truth, nothing, forgotten)


def told(request: Request, truth: Request, questions: Iterable[str]) -> Request:
    """The request with these questions answered as the truth has them."""
    facts = dict(request.facts)
    for question in questions:
        if question in _WHERE:
            request = dataclasses.replace(request, **{_WHERE[question]: getattr(truth, _WHERE[question])})
        else:
            facts.pop(question, None)
            facts |= {question: truth.facts[question]} if question in truth.facts else {}
    return dataclasses.replace(request, facts=facts)


_WHERE = {"consents": "consents", "evidence": "papers", "date_of_birth": "date_of_birth", "smallest_count": "items"}


# --- editions ---------------------------------------------------------------------------------------------


def an_edition(random: Random, edition: Edition) -> Edition:
    """The edition with up to four rules more, of kinds and in places that its own text may not have."""
    reads = list(edition.reads)
    for _ in range(random.randint(1, 4)):
        place = random.choice([r for r in reads if r.text in edition.texts[2:]])
        reads.append(dataclasses.replace(place, rule=random.choice(RULES)(random, edition)))
    return dataclasses.replace(edition, reads=tuple(reads))


def shuffled(random: Random, edition: Edition) -> Edition:
    """The same rules read in another order."""
    return dataclasses.replace(edition, reads=tuple(random.sample(edition.reads, len(edition.reads))))


def a_prohibition(random: Random, edition: Edition) -> rules.Bar:
    kind = random.choice(list(rules.BarKind))
    towards = kind in (rules.BarKind.RECIPIENT, rules.BarKind.TOWARDS)
    conditional = kind in (rules.BarKind.IF, rules.BarKind.UNLESS)
    purposes = list(edition.known.purposes.values())
    return rules.Bar(
        kind=kind,
        levels=_some_levels(random, edition) if random.random() < 0.6 else None,
        routes=_some_routes(random, edition) if conditional and random.random() < 0.6 else None,
        recipient=_a_recipient(random, edition) if towards else None,
        purposes_of=random.choice(purposes) if kind is rules.BarKind.PURPOSE else None,
        condition=a_condition(random, edition) if conditional else None,
        unless=a_condition(random, edition) if conditional and random.random() < 0.4 else None,
    )


def a_condition(random: Random, edition: Edition) -> rules.Condition:
    atoms = tuple(_an_atom(random, edition) for _ in range(random.choice((1, 1, 2, 3))))
    return rules.Condition(atoms, any=len(atoms) > 1 and random.random() < 0.5)


def _an_atom(random: Random, edition: Edition) -> rules.Atom:
    known = edition.known
    atoms: tuple[Callable[[], rules.Atom], ...] = (
        lambda: rules.FactIs(random.choice(list(known.facts)), random.random() < 0.5, "a fact"),
        lambda: rules.FactIs(random.choice(list(known.facts)), random.random() < 0.5, "a fact"),
        lambda: rules.Consented(random.choice(list(known.givers)), "somebody consented"),
        lambda: rules.ConsentedToRecipient(tuple(known.givers), "somebody consented to this recipient"),
        lambda: rules.HolderIs(random.choice(list(known.kinds)), "the holder is of a kind"),
        lambda: rules.RequesterIs(random.choice(list(known.kinds)), "the requester is of a kind"),
        lambda: rules.ManagerHas((random.choice(("approved", "refused", "informed")),), "a manager decided"),
        lambda: rules.ExceptionRecorded("an exception is recorded"),
    )
    return random.choice(atoms)()


def _some_levels(random: Random, edition: Edition) -> tuple[str, ...]:
    levels = list(edition.known.levels)
    return tuple(sorted(random.sample(levels, random.randint(1, len(levels)))))


def _some_routes(random: Random, edition: Edition) -> tuple[str, ...]:
    clauses = sorted({clause for clause, _ in edition.rules(rules.Permission)})
    # A reference to a clause also means those beneath it.
    clauses += sorted({clause.split("(")[0] for clause in clauses})
    return tuple(random.sample(clauses, random.randint(1, 3)))


def _a_recipient(random: Random, edition: Edition) -> rules.Recipient:
    kind, organisation = random.choice(list(edition.known.kinds)), random.choice(list(edition.known.organisations))
    return random.choice(
        (rules.Recipient(party=True), rules.Recipient(kind=kind), rules.Recipient(organisation=organisation))
    )


def _clauses_of(edition: Edition, *kinds: type[Any]) -> list[str]:
    return sorted({clause for kind in kinds for clause, _ in edition.rules(kind)})


RULES: tuple[Callable[[Random, Edition], rules.Rule], ...] = (
    a_prohibition,
    lambda random, edition: rules.Permission(
        levels=_some_levels(random, edition),
        condition=a_condition(random, edition),
        recipient=random.choice((None, _a_recipient(random, edition))),
        without_consent=random.random() < 0.5,
    ),
    lambda random, edition: rules.Prevails(
        higher=_some_routes(random, edition),
        lower=(
            random.choice(_clauses_of(edition, rules.Bar, rules.Before, rules.Scope, rules.Wait, rules.NeedsPaper)),
        ),
    ),
    lambda random, edition: rules.AlsoMet(
        clause=random.choice(_clauses_of(edition, rules.Before, rules.Wait)), condition=a_condition(random, edition)
    ),
    lambda random, edition: rules.Wait(
        routes=_some_routes(random, edition),
        waits_for=random.choice(list(rules.WaitsFor)),
        unless=random.choice((None, a_condition(random, edition))),
    ),
    lambda random, edition: rules.Before(
        levels=_some_levels(random, edition), condition=a_condition(random, edition), code="a-step-of-its-own"
    ),
    lambda random, edition: rules.NeedsPaper(
        routes=_some_routes(random, edition), paper=random.choice(list(edition.known.papers))
    ),
    lambda random, edition: rules.OnlyItems(
        routes=_some_routes(random, edition), items=tuple(random.sample(list(edition.known.items), 8))
    ),
    lambda random, edition: rules.SmallCount(
        levels=_some_levels(random, edition),
        least=1,
        most=random.choice((3, 5, 9)),
        step=random.choice(list(edition.known.steps)),
    ),
    lambda random, edition: rules.Gateway(
        provisions=(random.choice([p for _, r in edition.rules(rules.RestsOn) for p in r.provisions]),),
        condition=a_condition(random, edition),
    ),
    lambda random, edition: rules.Scope(
        levels=_some_levels(random, edition)[:1],
        least=random.choice((0, 12)),
        most=random.choice((12, 30)),
        condition=random.choice((None, a_condition(random, edition))),
    ),
    lambda random, edition: rules.FollowUp(
        clause=random.choice(_clauses_of(edition, rules.Wait)),
        condition=a_condition(random, edition),
        act=random.choice(list(edition.known.events)),
        period=Period(random.choice((1, 3)), random.choice(list(Unit))),
    ),
    lambda random, edition: rules.ServesOnly(
        routes=_some_routes(random, edition), purpose=random.choice(list(edition.known.purposes))
    ),
)
