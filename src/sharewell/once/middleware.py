"""Every form carries a key. The first sending acts; the same again, even meanwhile, is led to where the first led.

The key goes in with the act, in its transaction, so there is never one without the other. A second sending waits on
it: if the first comes to nothing, the second is the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from sharewell.once.claims import claim, digest, settle
from sharewell.once.models import Posted
from sharewell.ui.views import problem

FIELD = "key"
NO_KEY = "The form came without its key, so nothing was recorded. Open the page again."
OTHERWISE = "This form was sent before with other answers, and those were recorded. Open the page again to see them."
PASSING = {"csrfmiddlewaretoken", FIELD}  # what a form carries that says nothing


class Once:
    """Follows `Acting`, whose transaction it shares. Who is not signed in has nothing to do twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        with transaction.atomic(savepoint=False):
            return self._respond(request, request.user, key)  # type: ignore[arg-type]

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """A form of ours without a key could act twice, so it does not act.

        Pages of libraries guard themselves, and what is open to strangers, such as a browser's report, is no act.
        """
        ours = view.__module__.startswith("sharewell.") and getattr(view, "login_required", True)
        if ours and request.method == "POST" and request.user.is_authenticated and _key(request) is None:
            return problem(request, HTTPStatus.BAD_REQUEST, NO_KEY)
        return None

    def _respond(self, request: HttpRequest, person: AbstractBaseUser, key: UUID) -> HttpResponse:
        told = _told(request)
        first = claim(person.pk, key, told)
        if first is not None:
            if bytes(first.told) != told:
                return problem(request, HTTPStatus.CONFLICT, OTHERWISE)
            return HttpResponseRedirect(first.led_to)
        response = self.get_response(request)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or transaction.get_rollback():
            transaction.set_rollback(True)
            return response
        if response.has_header("Location"):
            settle(person.pk, key, led_to=response["Location"])
        else:
            # A form shown again with what is wrong: it did nothing yet.
            Posted.objects.filter(person_id=person.pk, key=key).delete()
        return response


def _key(request: HttpRequest) -> UUID | None:
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _told(request: HttpRequest) -> bytes:
    """A hash of where the form was sent and what it said."""
    said: list[Any] = [request.get_full_path()]
    said += sorted((name, values) for name, values in request.POST.lists() if name not in PASSING)
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            said.append((name, file.name, hashlib.sha256(b"".join(file.chunks())).hexdigest()))
            file.seek(0)
    return digest(said)
