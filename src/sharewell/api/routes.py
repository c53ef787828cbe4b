"""The routes. Each asks a query, or does an act, of the apps below; no rule is made here."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone
from ninja import Header, NinjaAPI, Path, Query
from ninja.responses import Status

from sharewell.api import answering, schemas
from sharewell.api.opening import Token
from sharewell.api.problems import CONTENT_TYPE, NotHere, Problem, SentOtherwise, answer_errors
from sharewell.api.reading import StrictParser
from sharewell.domain.answer import to_json
from sharewell.domain.request import read_day
from sharewell.ledger import queries as ledger
from sharewell.ledger.keys import policy
from sharewell.ledger.views import receipt as receipt_file
from sharewell.matters.queries import everything_due
from sharewell.once.claims import claim, digest, settle
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action
from sharewell.sharing import actions, queries
from sharewell.sharing.models import Decision

ROOT = "/api/"
PAGE = 25
WAYS = (Action.SEE_OWN, Action.SEE_ALL)

Reference = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=20)]
Key = Annotated[
    UUID, Header(alias="Idempotency-Key", description="Your own random UUID: sent again with the same, it acts once.")
]


class Api(NinjaAPI):
    def get_openapi_schema(self, **_: Any) -> Any:
        """The description, with problems told as what they are: Ninja knows of one content type only."""
        described = super().get_openapi_schema(path_prefix=ROOT)
        problems = {"schema": {"$ref": "#/components/schemas/Problem"}}
        for operations in described["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST:
                        response["content"] = {CONTENT_TYPE: problems}
        return described


api = Api(
    title="Sharewell",
    version="1",
    description="Ask whether information may be shared, and put on record what was.",
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
answer_errors(api)


def _responses(status: int, schema: Any, *problems: int) -> dict[int, Any]:
    return {status: schema} | dict.fromkeys((400, 401, 403, 422, *problems), Problem)


@api.post("ask", auth=Token(Action.ASK), response=_responses(200, schemas.Answer), exclude_unset=True, url_name="ask")
def ask(request: ActingRequest, body: schemas.Ask) -> dict[str, Any]:
    """May this be shared? Nothing is kept."""
    said = answering.stated(body, request.acting)
    day, manager = said.pop("date", None), said.pop("manager", None)
    on = read_day(day, "date") if day else timezone.localdate()
    return to_json(answering.answered(said, request.acting, on=on, manager=manager))


@api.get("requests", auth=Token(*WAYS), response=_responses(200, schemas.Requests), url_name="requests")
def requests(request: ActingRequest, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> dict[str, Any]:
    """The requests that you may see, latest first."""
    pages = Paginator(queries.requests(request.acting), PAGE)
    rows = pages.page(page).object_list if page <= pages.num_pages else []
    return {"requests": list(rows), "page": page, "pages": pages.num_pages}


@api.post(
    "requests",
    auth=Token(Action.ASK),
    response=_responses(201, schemas.Request, 409),
    exclude_unset=True,
    url_name="requests",
)
def make_request(request: ActingRequest, response: HttpResponse, key: Key, body: schemas.NewRequest) -> Any:
    """Decide for today, and keep the request and its decision on record."""

    def write() -> str:
        said = answering.stated(body, request.acting)
        now = timezone.now()
        today = timezone.localdate(now)
        if said.pop("date", None) not in (None, today.isoformat()):
            raise answering.NotYours("date: what is put on record is decided for today; leave it out.")
        answering.answered(said, request.acting, on=today)  # before anything is written: says what is wrong with it
        interview = actions.begin(by=request.acting, on=today, answers=said)
        return actions.decide(interview=interview.pk, by=request.acting, at=now).reference

    return _once(request, response, key, write)


@api.get(
    "requests/{slug:reference}",
    auth=Token(*WAYS),
    response=_responses(200, schemas.Request, 404),
    exclude_unset=True,
    url_name="request",
)
def one_request(request: ActingRequest, reference: Reference) -> dict[str, Any]:
    """A request with the answer that holds. That you looked it up is put on record."""
    decision = _decision(request, reference)
    actions.look_up(request=decision.request, by=request.acting, at=timezone.now())
    return answering.request_of(decision)


@api.post(
    "requests/{slug:reference}/disclosures",
    auth=Token(Action.RECORD),
    response=_responses(201, schemas.Request, 404, 409),
    exclude_unset=True,
    url_name="disclosures",
)
def make_disclosure(
    request: ActingRequest, response: HttpResponse, reference: Reference, key: Key, body: schemas.NewDisclosure
) -> Any:
    """Put on record what was shared. What goes without consent is recorded on the pages, after a proof."""

    def write() -> str:
        decision = _decision(request, reference)
        if queries.goes_without_consent(decision, queries.left_open(decision)):
            raise _takes_a_person("sharing:share", reference)
        actions.share(
            decision=decision,
            by=request.acting,
            at=timezone.now(),
            key=key,
            items=answering.places(body.items, decision),
            how=body.how,
            given_to=body.given_to,
            records=body.records,
        )
        return reference

    return _once(request, response, key, write)


@api.post(
    "requests/{slug:reference}/refusals",
    auth=Token(Action.RECORD),
    response=_responses(201, schemas.Request, 404, 409),
    exclude_unset=True,
    url_name="refusals",
)
def make_refusal(
    request: ActingRequest, response: HttpResponse, reference: Reference, key: Key, body: schemas.NewRefusal
) -> Any:
    """Put on record what was not shared."""

    def write() -> str:
        actions.refuse(
            decision=_decision(request, reference),
            by=request.acting,
            at=timezone.now(),
            key=key,
            records=body.records,
            nothing_shared=body.nothing_shared,
        )
        return reference

    return _once(request, response, key, write)


@api.post(
    "requests/{slug:reference}/decisions",
    auth=Token(Action.RECORD),
    response=_responses(201, schemas.Request, 404, 409),
    exclude_unset=True,
    url_name="decisions",
)
def decide_again(request: ActingRequest, response: HttpResponse, reference: Reference, key: Key) -> Any:
    """Decide the same again, as the texts and the day now stand."""

    def write() -> str:
        row = _decision(request, reference).request
        actions.decide_for_today(request=row, by=request.acting, at=timezone.now(), key=key)
        return reference

    return _once(request, response, key, write)


@api.post(
    "requests/{slug:reference}/exceptional-reasons",
    auth=Token(Action.RECORD),
    response=_responses(201, schemas.Request, 404, 409),
    exclude_unset=True,
    url_name="exceptional-reasons",
)
def make_exceptional_reason(
    request: ActingRequest, response: HttpResponse, reference: Reference, key: Key, body: schemas.NewReason
) -> Any:
    """Put on record why a disclosure cannot wait for a manager, and decide again with it."""

    def write() -> str:
        row = _decision(request, reference).request
        actions.record_exceptional_reason(
            request=row, by=request.acting, at=timezone.now(), key=key, reason=body.reason
        )
        return reference

    return _once(request, response, key, write)


@api.post(
    "requests/{slug:reference}/fulfilments",
    auth=Token(Action.RECORD),
    response=_responses(201, schemas.Request, 404, 409),
    exclude_unset=True,
    url_name="fulfilments",
)
def make_fulfilment(
    request: ActingRequest, response: HttpResponse, reference: Reference, key: Key, body: schemas.NewFulfilment
) -> Any:
    """Put on record that a duty which a disclosure started is done; `due` names what is owed."""

    def write() -> str:
        made = list(queries.disclosures(_decision(request, reference).request))
        if body.disclosure > len(made):
            raise answering.NotYours("disclosure: the request has no such disclosure.")
        disclosure = made[body.disclosure - 1]
        now = timezone.now()
        actions.fulfil(disclosure=disclosure, clause=body.clause, what=body.what, by=request.acting, at=now)
        return reference

    return _once(request, response, key, write)


# --- what takes a person --------------------------------------------------------------------------------
# A token cannot prove that somebody is there (RFC 9470 has the same in mind for tokens that can be asked for anew).

_REFUSED = dict.fromkeys((401, 403), Problem)


@api.post(
    "requests/{slug:reference}/approvals",
    auth=Token(Action.APPROVE),
    response=_REFUSED | {404: Problem},
    url_name="approvals",
)
def approve(request: ActingRequest, reference: Reference) -> None:
    """Not done here: a manager decides on the pages, after proving who they are."""
    row = _decision(request, reference).request
    raise _takes_a_person("sharing:request", row.reference)


@api.post("emergency-openings", auth=Token(Action.BREAK_GLASS), response=_REFUSED, url_name="emergency-openings")
def break_glass(request: ActingRequest) -> None:
    """Not done here: a record is opened in an emergency on the pages, after proving who you are."""
    raise _takes_a_person("sharing:emergency")


@api.post("editions", auth=Token(Action.PUBLISH), response=_REFUSED, url_name="editions")
def publish(request: ActingRequest) -> None:
    """Not done here: a text is published on the pages, after proving who you are."""
    raise _takes_a_person("protocols:check")


def _takes_a_person(name: str, *args: str) -> NotHere:
    address = settings.SITE_ADDRESS + reverse(name, args=args)
    return NotHere(f"A token does not prove that you are there. Do this yourself, after proving who you are: {address}")


@api.get(
    "requests/{slug:reference}/receipts",
    auth=Token(*WAYS),
    response=_responses(200, schemas.Receipts, 404),
    url_name="receipts",
)
def receipts(request: ActingRequest, reference: Reference) -> dict[str, Any]:
    """The acts of a request as they stand in the ledger."""
    signed = ledger.signed_up_to(policy())
    entered = ledger.entered_about(queries.entered_about(_decision(request, reference).request))
    rows = [each for each in entered if each.act != "look-up"]
    return {"receipts": [{"number": e.index, "act": e.act, "at": e.at, "ready": e.index < signed} for e in rows]}


@api.get(
    "requests/{slug:reference}/receipts/{number}",
    auth=Token(*WAYS),
    response=_responses(200, None, 404),
    url_name="receipt",
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)
def receipt(request: ActingRequest, reference: Reference, number: Annotated[int, Path(ge=0, le=10**9)]) -> HttpResponse:
    """The receipt of one act, which anybody can check without asking us."""
    return receipt_file(queries.entered_about(_decision(request, reference).request), number)


@api.get("due", auth=Token(Action.SEE_MATTERS), response=_responses(200, schemas.Dues), url_name="due")
def due(request: ActingRequest) -> dict[str, Any]:
    """What waits for your organisation, what is late first."""
    today = timezone.localdate()
    names = ("protocol", "reference", "what", "bearer", "clause", "due", "done_on", "why")
    rows = everything_due(request.acting, on=today)
    return {"due": [{name: getattr(row, name) for name in names} | {"state": row.state(today)} for row in rows]}


@api.get("protocols", auth=Token(), response=_responses(200, schemas.Protocols), url_name="protocols")
def protocols(request: ActingRequest) -> dict[str, Any]:
    """The protocols in force that your organisation is a party to."""
    found = queries.protocols_of(request.acting.organisation.name, on=timezone.localdate())
    return {"protocols": [{"id": t.id, "title": t.title, "edition": t.edition, "hash": t.hash} for t in found]}


def _once(request: ActingRequest, response: HttpResponse, key: UUID, write: Callable[[], str]) -> Any:
    """Do it, or find that it was done: either way the answer is the request as it now stands."""
    person = request.acting.user_id
    first = claim(person, key, digest([request.acting.pk, request.path, request.body]))
    if first is None:
        address = reverse("api:request", args=[write()])
        settle(person, key, led_to=address)
    else:
        address = first.led_to
        if bytes(first.told) != digest([request.acting.pk, request.path, request.body]):
            raise SentOtherwise("Idempotency-Key: this key was sent before with something else; take a new one.")
    response["Location"] = address
    decision = _decision(request, resolve(address).kwargs["reference"])
    return Status(HTTPStatus.CREATED.value, answering.request_of(decision))


def _decision(request: ActingRequest | HttpRequest, reference: str) -> Decision:
    decision = queries.decision_of(request.acting, reference)  # type: ignore[union-attr]
    if decision is None:
        raise Http404
    return decision
