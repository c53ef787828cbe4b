"""Whom each request acts for. Every page asks for a person and an organisation unless its view says otherwise."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from sharewell.accounts.models import User
from sharewell.partners.models import Membership
from sharewell.partners.queries import acting_membership

CHOSEN = "acting"  # the session's key: the id of the membership chosen

View = TypeVar("View", bound=Callable[..., HttpResponse])


class ActingRequest(HttpRequest):
    """What the middleware promises to every view that does not opt out."""

    user: User
    acting: Membership


def organisation_not_required(view: View) -> View:
    """For the few pages of a signed-in person who has not chosen, or has lost, their organisation."""
    view.organisation_required = False  # type: ignore[attr-defined]
    return view


class Acting:
    """Sets `request.acting`; asks people to sign in, or to choose whom they act for; a leaver is out at once.

    Public pages opt out with Django's own `login_not_required`; there `request.acting` may be None.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.acting = (  # type: ignore[attr-defined]
            acting_membership(user, on=timezone.localdate(), chosen=request.session.get(CHOSEN))
            if isinstance(user, User)
            else None
        )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if getattr(view, "organisation_required", True) and request.acting is None:  # type: ignore[attr-defined]
            return redirect(f"{reverse('partners:acting')}?{urlencode({'next': request.get_full_path()})}")
        return None
