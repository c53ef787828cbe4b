"""Pages that hold nobody's data: the statements in the footer, and what is shown when things go wrong."""

import sys
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from sharewell.ui.forms import Form


@dataclass(frozen=True, slots=True)
class Problem:
    title: str
    lines: tuple[str, ...]


PROBLEMS = {
    400: Problem(
        "The request could not be read",
        ("What your browser sent was not in a form this service understands.", "Go back and try again."),
    ),
    403: Problem(
        "You do not have permission to do this",
        ("If you need it for your work, ask the person who looks after Sharewell in your organisation.",),
    ),
    404: Problem(
        "Page not found",
        (
            "If you typed the address, check it is correct. If you pasted it, check you copied all of it.",
            "The page may also be one that your organisation may not see.",
        ),
    ),
    405: Problem(
        "This address cannot be opened this way",
        (
            "It only takes a form sent from one of this service’s own pages.",
            "Go back and use the page’s button.",
        ),
    ),
    409: Problem(
        "Someone was there before you",
        (
            "This changed while you were looking at it, so nothing of yours was recorded.",
            "Open the page again to see it as it is now.",
        ),
    ),
    500: Problem(
        "Sorry, there is a problem with the service",
        (
            "The fault is ours. What you were doing was not recorded; try again in a few minutes.",
            "If someone is at risk now, do not wait for this service: use your organisation’s own procedure.",
        ),
    ),
    503: Problem(
        "Sorry, the service is not available just now",
        (
            "We do not know whether what you sent was recorded. Go back and send it again: it is recorded once.",
            "If someone is at risk now, do not wait for this service: use your organisation’s own procedure.",
        ),
    ),
}
DATABASE_GONE = (OperationalError, InterfaceError)
EXPIRED = Problem(
    "This page was open too long",
    (
        "For safety it could no longer be sent, so nothing was recorded.",
        "Go back, load the page again and send it once more. Your browser must accept our cookies.",
    ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link out of a page that could go no further."""

    words: str
    address: str


def problem(request: HttpRequest | None, status: int, *lines: str, on: Way | None = None) -> HttpResponse:
    """Return the page for an error status; `lines` say what happened in this case instead of in general.

    Args:
        on: how one goes on, where that is not the page that one came from.
    """
    shown = PROBLEMS[status]
    return _page(request, status, Problem(shown.title, lines or shown.lines), on=on)


def question(request: HttpRequest, form: Form, **shown: str) -> HttpResponse:
    """Return the page that asks one form; the layout says what else it may be told."""
    return render(request, "layouts/question.jinja", {"form": form, **shown})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request: who is signed in is asked of the database, which may be what failed.
    if not isinstance(sys.exception(), DATABASE_GONE):
        return problem(None, 500)
    response = problem(None, 503)
    response["Retry-After"] = "2"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, EXPIRED)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility.jinja")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/privacy.jinja")


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/help.jinja")


def _page(request: HttpRequest | None, status: int, shown: Problem, *, on: Way | None = None) -> HttpResponse:
    told = {"problem": shown, "on": on or came_from(request)}
    page = loader.render_to_string("ui/problem.jinja", told, request, using="jinja2")
    return HttpResponse(page, status=status)


def came_from(request: HttpRequest | None) -> Way | None:
    """The page of ours that somebody came from, as their browser tells it; None where it is this very one."""
    told = urlsplit(request.headers.get("Referer", "")) if request else None
    if request is None or told is None or told.netloc != request.META.get("HTTP_HOST"):
        return None
    try:
        resolve(told.path)
    except Resolver404:  # what is no page of ours is not repeated
        return None
    back = urlunsplit(("", "", told.path, told.query, ""))
    here = request.method != "POST" and back == request.get_full_path()
    return None if here else Way("Go back to where you were", back)
