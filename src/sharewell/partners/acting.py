"""Whom each request acts for, and whether their role opens the page. A page that names nobody is shut.

What is about people opens only on a day on which the person's vetting and training both hold.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from sharewell.accounts.models import User
from sharewell.ledger.acts import gathered
from sharewell.partners.context import see, seeing
from sharewell.partners.models import Membership
from sharewell.partners.queries import LastDays, Standing, acting_membership, ends_soon, lapsed, last_days, who_may
from sharewell.partners.roles import Action, about_people, may, wanted

CHOSEN = "acting"  # the session's key: the id of the membership chosen
UNSENT = "unsent"  # asks the page for signing in to say that what was sent is lost

View = TypeVar("View", bound=Callable[..., HttpResponse])


class ActingRequest(HttpRequest):
    """What the middleware promises to every view that does not opt out."""

    user: User
    acting: Membership


def organisation_not_required(view: View) -> View:
    """For the few pages of a signed-in person who has not chosen, or has lost, their organisation."""
    view.organisation_required = False  # type: ignore[attr-defined]
    return view


def opens(view: Callable[..., HttpResponse], membership: Membership | None) -> bool:
    """Whether a page is there for somebody who acts under this membership."""
    if not getattr(view, "login_required", True) or not getattr(view, "organisation_required", True):
        return True
    return membership is not None and (hasattr(view, "open_to_members") or bool(wanted(view, membership)))


class Acting:
    """Sets `request.acting`; asks people to sign in, or to choose whom they act for; a leaver is out at once.

    A view says whom it is for: `needs(…)` or `open_to_members` of `roles`. Public pages opt out with Django's own
    `login_not_required`; there `request.acting` may be None. The navigation asks `request.opens(view)`, and templates
    `request.may("RECORD")` and `request.ends_soon()`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user, today = request.user, timezone.localdate()
        if not isinstance(user, User):
            return self._respond(request, None, today)
        # One transaction from here on: the database shows the rows of this organisation to no other.
        with seeing(person=user.pk), gathered():
            acting = acting_membership(user, on=today, chosen=request.session.get(CHOSEN))
            if acting:
                see(organisation=acting.organisation_id, person=user.pk)
            # Nearly every page asks for these: they come with what is asked next.
            ahead = last_days(acting, on=today) if acting else None
            response = self._respond(request, acting, today, ahead)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)  # what went wrong half way is not kept
        return response

    def _respond(
        self, request: HttpRequest, acting: Membership | None, today: date, ahead: LastDays | None = None
    ) -> HttpResponse:
        request.acting = acting  # type: ignore[attr-defined]
        request.opens = partial(opens, membership=acting)  # type: ignore[attr-defined]
        request.may = lambda name: may(acting, Action[name])  # type: ignore[attr-defined]
        request.last_days = ahead  # type: ignore[attr-defined]
        request.ends_soon = partial(ends_soon, acting, on=today, ahead=ahead)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            sign_in = redirect_to_login(request.get_full_path())
            # A form that arrives after the sign-in has ended is lost: whoever sent it is told so.
            return sign_in if request.method in ("GET", "HEAD") else redirect(f"{sign_in.url}&{UNSENT}")
        if getattr(view, "organisation_required", True) and request.acting is None:  # type: ignore[attr-defined]
            return redirect(f"{reverse('partners:acting')}?{urlencode({'next': request.get_full_path()})}")
        acting = request.acting  # type: ignore[attr-defined]
        if not opens(view, acting):
            raise PermissionDenied
        if about_people(view, acting):
            ahead: LastDays | None = request.last_days  # type: ignore[attr-defined]
            if missing := lapsed(acting, on=timezone.localdate(), ahead=ahead):
                return _lapsed_page(request, acting, missing)
        return None


def _lapsed_page(request: HttpRequest, acting: Membership, missing: tuple[Standing, ...]) -> HttpResponse:
    others = who_may(Action.ACCREDIT, acting.organisation, on=timezone.localdate()).exclude(user=acting.user)
    return render(request, "partners/lapsed.jinja", {"missing": missing, "whom_to_ask": others}, status=403)
