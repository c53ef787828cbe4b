"""Errors as RFC 9457 problem details: what is wrong and what to do in a sentence, and nothing of the inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
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


def answer_errors(api: NinjaAPI) -> None:
    def add(kind: type[Exception], status: int) -> None:
        api.add_exception_handler(kind, lambda request, error: problem(status))

    add(AuthenticationError, HTTPStatus.UNAUTHORIZED)
    add(PermissionDenied, HTTPStatus.FORBIDDEN)
    add(Http404, HTTPStatus.NOT_FOUND)
    api.add_exception_handler(BadInput, _bad_input)
    api.add_exception_handler(ValidationError, _not_as_described)
    api.add_exception_handler(HttpError, lambda request, error: problem(error.status_code, message_of(error)))


def message_of(error: Any) -> str:
    """Of a body that cannot be read what our own parser says: Ninja puts words in its place that tell nothing."""
    inner = error.__cause__
    return str(inner.message if isinstance(inner, HttpError) else error.message)


def _bad_input(request: HttpRequest, error: Any) -> JsonResponse:
    said = not_quoting(str(error), request.body)
    return problem(next(status for kind, status in STATUS if isinstance(error, kind)), said)


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


def _not_as_described(request: HttpRequest, error: Any) -> JsonResponse:
    """Where the first fault is and what is wrong with it; what was sent is not said again."""
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body")[:200]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where or 'the body'}: {first['msg']}.")
