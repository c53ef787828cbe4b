"""Errors as RFC 9457 problem details: what is wrong and what to do in a sentence, and nothing of the inside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sharewell.domain.errors import BadInput
from sharewell.sharing.actions import CannotRecord

CONTENT_TYPE = "application/problem+json"


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


class SentOtherwise(BadInput):
    """A key came a second time with something else to do."""


class NotHere(BadInput):
    """The API does not do this: says where it is done."""


DETAILS: Mapping[HTTPStatus, str] = {
    HTTPStatus.UNAUTHORIZED: "Send a token that holds today, in the header “Authorization: Bearer …”.",
    HTTPStatus.FORBIDDEN: "The role of whoever this token acts for does not allow this.",
    HTTPStatus.NOT_FOUND: "There is nothing here, or nothing that your organisation may see.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method; the description says which it takes.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The fault is ours. Nothing was recorded; try again in a few minutes.",
    HTTPStatus.SERVICE_UNAVAILABLE: "It is not known whether what you sent was recorded. Send it again.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is longer than that of any request need be.",
}
# The most special first: the first row that fits counts.
STATUS: tuple[tuple[type[BadInput], HTTPStatus], ...] = (
    (SentOtherwise, HTTPStatus.CONFLICT),
    (CannotRecord, HTTPStatus.CONFLICT),
    (NotHere, HTTPStatus.FORBIDDEN),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
)


def problem(status: int, detail: str = "") -> JsonResponse:
    found = HTTPStatus(status)
    told = {
        "type": "about:blank",
        "title": found.phrase,
        "status": status,
        "detail": detail or DETAILS.get(found, found.description or found.phrase),
    }
    response = JsonResponse(told, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def answer_errors(
    api: NinjaAPI,
    tell: Callable[..., HttpResponse] = problem,
    *,
    not_as_described: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> None:
    """Have whatever a route raises told in one form."""

    def add(kind: type[Exception], told: Callable[[HttpRequest, Any], tuple[int, str]]) -> None:
        api.add_exception_handler(kind, lambda request, error: tell(*told(request, error)))

    add(AuthenticationError, lambda request, error: (HTTPStatus.UNAUTHORIZED, ""))
    add(PermissionDenied, lambda request, error: (HTTPStatus.FORBIDDEN, ""))
    add(Http404, lambda request, error: (HTTPStatus.NOT_FOUND, ""))
    add(HttpError, lambda request, error: (error.status_code, _message_of(error)))
    add(BadInput, lambda request, error: (_status_of(error), not_quoting(str(error), request.body)))
    add(ValidationError, lambda request, error: (not_as_described, _first_fault(error)))


def _message_of(error: Any) -> str:
    """Of a body that cannot be read what our own parser says: Ninja puts words in its place that tell nothing."""
    inner = error.__cause__
    return str(inner.message if isinstance(inner, HttpError) else error.message)


def _status_of(error: BadInput) -> HTTPStatus:
    return next(status for kind, status in STATUS if isinstance(error, kind))


def not_quoting(said: str, sent: bytes) -> str:
    """A sentence without the words of what was sent that it quotes: they may tell of a person, and answers are logged.

    Where the fault is and what is allowed there it still says. At a terminal, where the file is, the words may stand.
    """
    if "“" not in said:
        return said
    try:
        words = _words(json.loads(sent))
    except (ValueError, RecursionError):
        return said
    for word in words:
        for shown in (word, word[:57] + "…", word[:60]):  # long ones are quoted by how they begin
            said = said.replace(f"“{shown}”", "what was sent")
    return said


def _words(sent: Any) -> set[str]:
    """Every word and name of a JSON value, without the spaces around it."""
    if isinstance(sent, dict):
        return {str(key).strip() for key in sent} | {word for each in sent.values() for word in _words(each)}
    if isinstance(sent, list):
        return {word for each in sent for word in _words(each)}
    return {str(sent).strip()}


def _first_fault(error: Any) -> str:
    """Where the first fault is and what is wrong with it; what was sent is not said again."""
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body")[:200]
    return f"{where or 'the body'}: {first['msg']}."
