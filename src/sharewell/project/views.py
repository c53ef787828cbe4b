"""The addresses that belong to no app."""

import logging
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from sharewell.project.readiness import not_ready
from sharewell.ui.navigation import navigation

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
