"""`Patient/$match` for systems that speak FHIR R4: the same look-up as on the page, with the same reason and record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Body, Header, NinjaAPI

from sharewell.api.opening import Token
from sharewell.api.problems import DETAILS, answer_errors
from sharewell.api.reading import StrictParser
from sharewell.children.nhs.patients import details_of, person_of
from sharewell.children.records.queries import index_of
from sharewell.children.search import look_ups
from sharewell.children.search.weighing import Candidate, Found
from sharewell.domain.fhir.capability import capability
from sharewell.domain.fhir.match import (
    CONTENT_TYPE,
    Grade,
    Match,
    chosen,
    in_json,
    read_asked,
    write_answer,
    write_fault,
)
from sharewell.domain.fhir.patient import BadResource
from sharewell.domain.linkage.deciding.decide import Outcome
from sharewell.domain.linkage.deciding.guard import SURE
from sharewell.domain.linkage.weighing.model import probability
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action

ROOT = "/api/fhir/"

Purpose = Annotated[str, Header(alias="Look-Up-Purpose", max_length=100, description="for what, of the index’s list")]
Reason = Annotated[
    str, Header(alias="Look-Up-Reason", pattern=look_ups.REASON, max_length=look_ups.LONGEST, description="your case")
]
Resource = Annotated[Any, Body(description="Parameters with a Patient as “resource”, or a Patient alone")]

CODES: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "structure",
    HTTPStatus.UNAUTHORIZED: "login",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "not-supported",
    HTTPStatus.NOT_ACCEPTABLE: "not-supported",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-long",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "not-supported",
    HTTPStatus.UNPROCESSABLE_ENTITY: "business-rule",
    HTTPStatus.INTERNAL_SERVER_ERROR: "exception",
    HTTPStatus.SERVICE_UNAVAILABLE: "transient",
}
"""Of the value set issue-type, by HTTP status."""


def fault(status: int, detail: str = "", *, at: str = "") -> JsonResponse:
    """An OperationOutcome, which in FHIR is what a problem is elsewhere."""
    found = HTTPStatus(status)
    said = detail or DETAILS.get(found, found.description or found.phrase)
    body = write_fault(CODES.get(found, "processing"), said, at=at)
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


ONLY_JSON: Final = "FHIR R4 is spoken here, in JSON alone: application/fhir+json."


def negotiated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who wants or sends FHIR's XML is told so, and is not answered with something else."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not in_json(request.GET.get("_format") or request.headers.get("Accept", "")):
            return fault(HTTPStatus.NOT_ACCEPTABLE, ONLY_JSON)
        if request.method == "POST" and not in_json(request.headers.get("Content-Type", "")):
            return fault(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, ONLY_JSON)
        return view(request, *args, **kwargs)

    return answered


def nothing_here(request: HttpRequest) -> HttpResponse:
    return fault(HTTPStatus.NOT_FOUND)


class Fhir(NinjaAPI):
    def get_openapi_schema(self, **_: Any) -> Any:
        described = super().get_openapi_schema(path_prefix=ROOT)
        answered = {CONTENT_TYPE: {"schema": {"type": "object", "required": ["resourceType"]}}}
        for operations in described["paths"].values():
            for operation in operations.values():
                for response in operation["responses"].values():
                    response["content"] = answered
        return described


fhir = Fhir(
    title="Sharewell, for systems that speak FHIR R4",
    version="1",
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="fhir",
    parser=StrictParser(),
)
_FAULTS = dict.fromkeys((400, 401, 403, 406, 413, 415, 422), None)


@fhir.get("metadata", response={200: None, 406: None}, url_name="metadata")
def metadata(request: HttpRequest) -> HttpResponse:
    """What can be asked here, for systems that have no token yet: the same for everybody."""
    return JsonResponse(capability(url=request.build_absolute_uri(ROOT)), content_type=CONTENT_TYPE)


@fhir.post("Patient/$match", auth=Token(Action.LOOK_UP), response={200: None} | _FAULTS, url_name="match")
def match(request: ActingRequest, purpose: Purpose, reason: Reason, body: Resource) -> HttpResponse:
    """Which children of the index may be this one? That you asked, and why, goes on record."""
    asked, now, acting = read_asked(body), timezone.now(), request.acting
    found = look_ups.search(
        index=index_of(acting.organisation),
        asked=details_of(asked.person),
        purpose=purpose,
        reason=reason,
        by=acting,
        at=now,
    )
    named = chosen([_match(request, found, each) for each in found.candidates], asked)
    return JsonResponse(write_answer(named, at=timezone.localtime(now)), content_type=CONTENT_TYPE)


def _match(request: HttpRequest, found: Found, candidate: Candidate) -> Match:
    return Match(
        reference=candidate.reference,
        url=request.build_absolute_uri(reverse("children:child", args=[candidate.reference])),
        person=person_of(candidate.told),
        score=probability(candidate.weight),
        grade=_grade(found, candidate),
    )


def _grade(found: Found, candidate: Candidate) -> Grade:
    """Certain is what would be linked without a person's eyes; the first alone can be."""
    if candidate is found.candidates[0] and found.decision.outcome is Outcome.LINK:
        return Grade.CERTAIN
    return Grade.PROBABLE if candidate.weight >= SURE else Grade.POSSIBLE


answer_errors(fhir, fault, not_as_described=HTTPStatus.BAD_REQUEST)
fhir.add_exception_handler(BadResource, lambda request, error: fault(HTTPStatus.BAD_REQUEST, str(error), at=error.at))
