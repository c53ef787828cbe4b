"""Reads, each of one organisation's own rows: whoever asks for information sees nothing of what its holder keeps.

What a person sees of their organisation's requests is settled here, in `requests`, and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Now
from django.utils import timezone

from sharewell.accounts.models import User
from sharewell.domain.answer import to_json
from sharewell.domain.errors import BadInput
from sharewell.domain.library import Library
from sharewell.domain.reading import STANDING, Edition
from sharewell.domain.request import normal
from sharewell.domain.rules import Permission
from sharewell.domain.text import Text
from sharewell.ledger.acts import about
from sharewell.partners.models import Capacity, Membership, Organisation
from sharewell.partners.roles import ROLES, Action
from sharewell.prepared import Ahead, Given, Prepared
from sharewell.protocols.queries import library
from sharewell.sharing.facts import Kinds, Scene, decided
from sharewell.sharing.models import (
    Decision,
    Disclosure,
    Fulfilment,
    Interview,
    Opening,
    Request,
    Review,
    Sent,
    Withholding,
)

NOT_PROTOCOLS = {*STANDING, "readings"}


class TextsGone(BadInput):
    """A text that a decision rests on is no longer published here, so that the decision cannot be given again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the organisation owes after a disclosure. `due` is None where no day is named yet."""

    what: str
    bearer: str
    due: date | None
    state: str  # open or late
    clause: str
    protocol: str
    reference: str  # of the request
    disclosure: int | None  # the row whose duty it is; None while nothing has been shared


# --- interviews -----------------------------------------------------------------------------------------


def interviews(user: User, organisation: Organisation, *, on: date) -> QuerySet[Interview]:
    """The interviews that a person has begun for an organisation and can still go on with."""
    return Interview.objects.filter(user=user, organisation=organisation, until__gte=on).select_related("sealed_under")


def protocols_of(party: str, *, on: date) -> tuple[Text, ...]:
    """The protocols in force of which an organisation is a party, by title."""
    published = library()
    ids = {text.id for text in published.texts if text.kind not in NOT_PROTOCOLS and text.edition <= on}
    editions = [published.edition(text_id, on=on) for text_id in ids]
    held = [e.protocol for e in editions if party in e.known.parties and not e.problems]
    return tuple(sorted(held, key=lambda text: text.title))


def scene(interview: Interview, *, on: date) -> Scene:
    """What the pages of an interview are made from. Raises NotPublished where its protocol has gone."""
    holder = interview.organisation.name
    chosen = interview.answers.get("protocol")
    return Scene(
        answers=interview.answers,
        holder=holder,
        on=on,
        protocols=protocols_of(holder, on=on),
        registered=tuple(Organisation.objects.exclude(name=holder).values_list("name", flat=True)),
        edition=library().edition(chosen, on=on) if chosen else None,
    )


def register_kinds(*, holder: str, requester: str) -> Kinds:
    """What the register says that two organisations are; None for one that it does not have."""
    found = dict(Organisation.objects.filter(name__in=(holder, requester)).values_list("name", "kinds"))
    return {"holder": found.get(holder), "requester": found.get(requester)}


def same_name(typed: str, names: tuple[str, ...]) -> str:
    """The name that is meant, whatever the case and spaces it is typed with; else what was typed."""
    return next((name for name in names if normal(name) == normal(typed)), " ".join(typed.split()))


# --- requests and what became of them -------------------------------------------------------------------


def requests(viewer: Membership) -> QuerySet[Request]:
    """The requests that a person may see, latest first, each with the `outcome` of its latest decision."""
    return (
        _with_outcome(viewer.organisation)
        .filter(_seen_by(viewer))
        .select_related("made_by", "organisation", "sealed_under")
    )


def _with_outcome(organisation: Organisation) -> QuerySet[Request]:
    latest = Decision.objects.filter(request=OuterRef("pk")).order_by("-number")
    outcome = Subquery(latest.values_list("outcome")[:1])
    return Request.objects.filter(organisation=organisation).annotate(outcome=outcome)


def _seen_by(viewer: Membership) -> Q:
    return _seen_as(Capacity(viewer.capacity), viewer.user_id)


def _seen_as(capacity: Capacity, user: Any, request: str = "") -> Q:
    """The requests that a person in a capacity sees; `request` leads to them from the rows that are asked for."""
    if Action.SEE_ALL in ROLES[capacity]:
        return Q()
    if Action.SEE_OWN not in ROLES[capacity]:
        return Q(pk__in=())
    opened = Opening.objects.filter(by=user, until__gt=Now()).values("request")
    return Q((f"{request}made_by", user)) | Q((f"{request}pk__in", opened))


def waiting(viewer: Membership) -> QuerySet[Request]:
    """The requests whose latest answer waits for a designated manager."""
    return requests(viewer).filter(outcome="refer", sealed_under__wrapped__isnull=False)  # type: ignore[misc]


def decision_of(viewer: Membership, reference: str) -> Decision | None:
    """The decision that holds for a request that a person may see; None where there is no such request."""
    return _decision_of(Capacity(viewer.capacity)).row(
        viewer=viewer.user_id, organisation=viewer.organisation_id, reference=reference
    )


@cache
def _decision_of(capacity: Capacity) -> Prepared[Decision]:
    rows = Decision.objects.filter(
        _seen_as(capacity, Given("viewer"), "request__"),
        request__organisation=Given("organisation"),
        request__reference=Given("reference"),
    )
    related = rows.select_related("request__organisation", Decision.sealed_by)
    return Prepared(lambda: related.order_by("-number")[:1])


def latest_decision(request: Request) -> Decision:
    return (
        Decision.objects.filter(request=request)
        .select_related("request__organisation", Decision.sealed_by, "by")
        .latest("number")
    )


def disclosures(request: Request) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(decision__request=request).select_related("by", Disclosure.sealed_by)


def withholdings(request: Request) -> QuerySet[Withholding]:
    return Withholding.objects.filter(decision__request=request).select_related("by", Withholding.sealed_by)


def rows_of(request: Request) -> list[Model]:
    """The rows of a request that whoever may see it may read whole: not why somebody opened it in an emergency."""
    done = Fulfilment.objects.filter(disclosure__decision__request=request)
    return [request, *request.decisions.all(), *disclosures(request), *withholdings(request), *done]


def entered_about(request: Request) -> list[str]:
    """The rows of a request, as the ledger names what an entry is about."""
    opened = [*request.openings.all(), *Review.objects.filter(opening__request=request)]
    return [about(row) for row in [*rows_of(request), *opened]]


def gone(organisation: int, reference: str) -> Ahead[Disclosure]:
    """What was shared under a request of an organisation, by any decision; asked ahead for `left_open`."""
    return _GONE.ahead(organisation=organisation, reference=reference)


def left_open(decision: Decision, before: Ahead[Disclosure] | None = None) -> list[dict[str, Any]]:
    """The items that may go under the decision and have not gone yet under any decision of the request."""
    if not decision.answer["share"]:
        return []
    before = before or gone(decision.organisation_id, decision.request.reference)
    shared = [item for row in before.rows() for item in row.items]
    return [item for item in decision.answer["share"] if not _among(item, shared)]


_GONE = Prepared(
    lambda: (
        Disclosure.objects.filter(organisation=Given("organisation"), decision__request__reference=Given("reference"))
        .select_related(Disclosure.sealed_by)
        .only("key", "items", *(f"{Disclosure.sealed_by}__{name}" for name in ("wrapped", "erased_at", "erased_under")))
        .order_by()
    )
)


def goes_without_consent(decision: Decision, items: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of these items of its answer goes by a clause that permits it without consent."""
    without = {clause for clause, rule in edition_of(decision).rules(Permission) if rule.without_consent}
    return any(not without.isdisjoint(item["clauses"]) for item in items)


def left_withheld(decision: Decision) -> list[dict[str, Any]]:
    """The items that may not go under the decision, and whose refusal is not on record yet."""
    if not decision.answer["withhold"]:
        return []
    kept = [item for row in withholdings(decision.request) for item in row.items]
    return [item for item in decision.answer["withhold"] if not _among(item, kept)]


def _among(item: Mapping[str, Any], others: list[dict[str, Any]]) -> bool:
    return any((item["item"], item.get("what")) == (other["item"], other.get("what")) for other in others)


def edition_of(decision: Decision) -> Edition:
    """The very texts that the decision was taken under. Raises TextsGone."""
    return _edition(frozenset(decision.texts.values()), decision.request.protocol, decision.at)


def scene_of(decision: Decision, edition: Edition) -> Scene:
    """The answers that a decision was taken on, as the pages see them."""
    request = decision.request
    on = date.fromisoformat(decision.considered["date"])
    return Scene(
        answers=request.answers, holder=request.organisation.name, on=on, protocols=(), registered=(), edition=edition
    )


def replay(decision: Decision, *, manager: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Decide again under the very same texts: the same answer, or what it would be with another manager's word."""
    stated = decision.considered | ({} if manager is None else {"manager": dict(manager)})
    answer, _ = decided(stated, kinds=decision.kinds, library=_library_of(decision))
    return to_json(answer)


def manager_choices(decision: Decision) -> tuple[str, ...]:
    """What a designated manager can say that changes the answer, each different from the others."""
    answers = [decision.answer]
    choices = []
    for choice in ("informed", "approved", "refused"):
        answer = replay(decision, manager=decision.considered["manager"] | {"decision": choice})
        if answer not in answers:
            answers.append(answer)
            choices.append(choice)
    return tuple(choices)


def exception_allowed(decision: Decision) -> bool:
    """Whether putting an exceptional reason on record changes the answer."""
    reason = {"exceptional_reason": "a reason"}
    return replay(decision, manager=decision.considered["manager"] | reason) != decision.answer


def _library_of(decision: Decision) -> Library:
    return _only(frozenset(decision.texts.values()))


@lru_cache(64)  # a page asks for it several times
def _edition(hashes: frozenset[str], protocol: str, at: datetime) -> Edition:
    return _only(hashes).edition(protocol, on=timezone.localdate(at))


@lru_cache(32)
def _only(hashes: frozenset[str]) -> Library:
    texts = [text for text in library().texts if text.hash in hashes]
    if len(texts) < len(hashes):
        raise TextsGone("A text that this decision rests on is no longer published here.")
    return Library(texts)


# --- for those who see no person ------------------------------------------------------------------------


def counted(organisation: Organisation) -> Counter[tuple[str, str]]:
    """How many requests of each protocol have each outcome."""
    rows = _with_outcome(organisation).order_by()
    return Counter(rows.values_list("protocol", "outcome"))  # type: ignore[misc]


def trail(organisation: Organisation) -> QuerySet[Any, tuple[datetime, str, int]]:
    """All that the organisation's people did with requests, latest first: when, what kind of row, and which."""

    def acts(kind: type[Sent] | type[Fulfilment], path: str) -> QuerySet[Any, Any]:
        rows = kind.objects.filter(**{f"{path}organisation": organisation}).order_by()
        return rows.values_list("at", Value(kind.__name__), "pk")

    others = (acts(kind, path) for kind, path in _ACTS.items() if kind is not Decision)
    return acts(Decision, _ACTS[Decision]).union(*others, all=True).order_by("-at")


def acts_named(rows: Iterable[tuple[datetime, str, int]]) -> list[Sent | Fulfilment]:
    """The rows that a part of `trail` names, in its order, each with its request and who did it."""
    wanted = [(kind, pk) for _, kind, pk in rows]
    found: dict[tuple[str, int], Sent | Fulfilment] = {}
    for kind, path in _ACTS.items():
        pks = [pk for name, pk in wanted if name == kind.__name__]
        named = kind.objects.filter(pk__in=pks).select_related("by", f"{path}sealed_under")
        found |= {(kind.__name__, row.pk): row for row in named}
    return [found[each] for each in wanted]


# From each kind of act, the way to its request.
_ACTS: dict[type[Sent] | type[Fulfilment], str] = {
    Decision: "request__",
    Disclosure: "decision__request__",
    Withholding: "decision__request__",
    Fulfilment: "disclosure__decision__request__",
}


# --- what follows ---------------------------------------------------------------------------------------


def due(viewer: Membership, *, on: date) -> list[Due]:
    """What the organisation owes after what it shared, and for papers that wait for a manager, soonest first.

    Only of the requests that the viewer may see.
    """
    organisation = viewer.organisation
    shared = Disclosure.objects.filter(decision__request__in=requests(viewer).values("pk")).exclude(follow_up=[])
    found = []
    for row in shared.select_related("decision__request").prefetch_related("fulfilments"):
        done = {(f.clause, f.what) for f in row.fulfilments.all()}
        duties = [duty for duty in row.follow_up if (duty["clause"], duty["what"]) not in done]
        found += [_due(duty, row.decision.request, organisation, on, row.pk) for duty in duties]
    for request in waiting(viewer).exclude(decisions__disclosures__isnull=False):
        duties = latest_decision(request).answer["follow_up"]
        found += [_due(duty, request, organisation, on, None) for duty in duties]
    return sorted(found, key=lambda row: (row.due or date.max, row.reference, row.clause))


def _due(duty: Mapping[str, Any], request: Request, bearer: Organisation, on: date, disclosure: int | None) -> Due:
    day = date.fromisoformat(duty["due"]) if duty["due"] else None
    return Due(
        what=duty["what"],
        bearer=bearer.name,
        due=day,
        state="late" if day and day < on else "open",
        clause=duty["clause"],
        protocol=request.protocol,
        reference=request.reference,
        disclosure=disclosure,
    )


def happened_under(*, organisation: Organisation, protocol: str) -> dict[str, str]:
    """How many of the organisation's decisions under a protocol cite each clause, in words."""
    rows = Decision.objects.filter(request__organisation=organisation, request__protocol=protocol)
    cited = Counter(clause for clauses in rows.values_list("clauses", flat=True) for clause in clauses)
    return {clause: f"Cited in {n} decision{'' if n == 1 else 's'}" for clause, n in cited.items()}


def interview_made(interview: UUID, *, user: User, organisation: Organisation) -> Request | None:
    """The request that an interview ended in, if it did."""
    return Request.objects.filter(id=interview, made_by=user, organisation=organisation).first()
