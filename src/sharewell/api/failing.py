"""Whatever goes wrong, and whoever notices it: a system is told so in the form that it reads, and never on a page."""

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from sharewell.api.fhir import fault
from sharewell.api.problems import problem

OURS: Final = "/api/"
_FHIR: Final = re.compile("/api/fhir(?:/|$)")


def told(request: HttpRequest, status: int, detail: str = "") -> JsonResponse:
    """As an OperationOutcome to whoever speaks FHIR, to others as a problem."""
    return (fault if _FHIR.match(request.path_info) else problem)(status, detail)


def never_a_page(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what fails outside of a route, or breaks one, ends in a page that only a person could read."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        page = response.status_code >= 400 and response.get("Content-Type", "").startswith("text/html")
        if page and request.path_info.startswith(OURS):
            said = told(request, response.status_code)
            response.content, response["Content-Type"] = said.content, said["Content-Type"]
            response["Content-Length"] = str(len(said.content))
        return response

    return respond
