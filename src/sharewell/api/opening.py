"""Whom a token acts for, and whether their role opens the route: the rules of the pages, asked in another way."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from sharewell.api.problems import NotHere, problem
from sharewell.api.queries import held, membership_of
from sharewell.ledger.acts import gathered
from sharewell.partners.context import see, seeing
from sharewell.partners.models import Membership
from sharewell.partners.queries import lapsed
from sharewell.partners.roles import Action, about_people, wanted

LONGEST = 200  # characters of a token: longer ones are not even hashed


class Token(HttpBearer):
    """Opens a route to tokens of whoever may do one of these actions; without any, to every member."""

    def __init__(self, *needs: Action) -> None:
        super().__init__()
        self.needs = needs

    def authenticate(self, request: HttpRequest, token: str) -> Membership | None:
        today = timezone.localdate()
        if not token.isascii() or len(token) > LONGEST or (found := held(token, on=today)) is None:
            return None
        see(organisation=found.organisation)
        acting = membership_of(found, on=today)
        if acting is None:
            return None
        see(organisation=acting.organisation_id, person=acting.user_id)
        if self.needs and not wanted(self, acting):  # type: ignore[arg-type]
            raise PermissionDenied
        if about_people(self, acting) and (missing := lapsed(acting, on=today)):  # type: ignore[arg-type]
            kinds = " and ".join(each.kind.label.lower() for each in missing)
            raise NotHere(f"The {kinds} of whoever this token acts for must be put on record anew first.")
        request.acting = acting  # type: ignore[attr-defined]
        return acting


def one_transaction(
    view: Callable[..., HttpResponse], *, refused: Callable[[int], HttpResponse] = problem
) -> Callable[..., HttpResponse]:
    """As on the pages, what goes wrong half way is not kept, and the database shows no other organisation's rows.

    A browser's cookies count for nothing here, so that no other site's page can act through them.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            with seeing(), gathered():
                response = view(request, *args, **kwargs)
                if response.status_code >= HTTPStatus.BAD_REQUEST:
                    transaction.set_rollback(True)
        except RequestDataTooBig:
            return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response["Allow"]
            response = refused(HTTPStatus.METHOD_NOT_ALLOWED)
            response["Allow"] = allowed
        return response

    return opened


@one_transaction
def nothing_here(request: HttpRequest) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND)
