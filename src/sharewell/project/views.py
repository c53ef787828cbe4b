"""The addresses that belong to no app."""

import json
import logging
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sharewell.project.readiness import not_ready
from sharewell.ui.navigation import navigation

LARGEST_REPORT = 20_000  # bytes
logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the first thing a person comes for."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    destinations = navigation(request)
    return redirect(destinations[0].href if destinations else "partners:acting")


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all: whoever starts processes asks it."""
    return HttpResponse("alive", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when whoever asks for a page would get one, else 503: whoever sends people here asks it."""
    found = not_ready()
    if found:
        logger.warning("Not ready: %s", found)
    said, status = ("not ready", HTTPStatus.SERVICE_UNAVAILABLE) if found else ("ready", HTTPStatus.OK)
    return HttpResponse(said, status=status, content_type="text/plain")


@login_not_required
@csrf_exempt  # a browser sends it by itself, and it changes nothing
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """A browser tells that a page asked for what its policy forbids. Kept: which rule, and nothing of where or who."""
    for rule in _broken_rules(request.read(LARGEST_REPORT)):
        logger.warning("A page asked for what its policy forbids: %s", rule)
    return HttpResponse(status=204)


def _broken_rules(body: bytes) -> list[str]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    reports = told if isinstance(told, list) else [told]
    bodies = [r.get("csp-report", r.get("body")) for r in reports[:10] if isinstance(r, dict)]
    rules = [b.get("effectiveDirective", b.get("effective-directive")) for b in bodies if isinstance(b, dict)]
    # Anybody may send one: only the name of a rule is let through to the log.
    return [rule for rule in rules if isinstance(rule, str) and rule.replace("-", "").isalpha() and len(rule) < 40]
