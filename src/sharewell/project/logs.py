"""What may be written to a log: one line of JSON for each thing, where and when and how it went, never about whom.

Nothing that somebody typed gets in: no address, no message of an exception (they quote the values of rows). What does
get in is JSON, so that it cannot pretend to be another line.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")  # an id that a proxy before us may have given
REQUEST: ContextVar[str] = ContextVar("request", default="")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
TOLD = ("route", "status", "milliseconds", "acting")  # of a request; `acting` is the id of a membership


class Impersonal(logging.Formatter):
    """A record as JSON: `time`, `level`, `where`, `said`, and what is known of the request."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "where": record.name,
            "said": _said(record),
        }
        if request := REQUEST.get():
            line["request"] = request
        line |= {name: value for name in TOLD if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["at"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])]
        return json.dumps(line, ensure_ascii=True)


def _said(record: logging.LogRecord) -> str:
    """The message; of Django's about a request only the first words, since the rest is the address."""
    if hasattr(record, "request") and isinstance(record.args, tuple) and record.args:
        return str(record.args[0])
    return record.getMessage()


CONSOLE: dict[str, object] = {
    "formatters": {"impersonal": {"()": "sharewell.project.logs.Impersonal"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "impersonal"}},
}
logger = logging.getLogger("sharewell.request")


def logged(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: gives each request an id, which its answer and every line about it carry, and logs how it went."""

    def respond(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        name = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        token, begun = REQUEST.set(name), time.perf_counter()
        try:
            response = get_response(request)
            told = {
                "route": request.resolver_match.view_name if request.resolver_match else None,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - begun) * 1000, 1),
                "acting": getattr(getattr(request, "acting", None), "pk", None),
            }
            logger.info("%s", request.method if request.method in METHODS else "other", extra=told)
            response[HEADER] = name
            return response
        finally:
            REQUEST.reset(token)

    return respond
