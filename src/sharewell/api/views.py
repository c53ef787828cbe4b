"""The tokens of a person's own systems: made, shown once, and taken back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharewell.accounts.reauthentication import recently_proved
from sharewell.api import actions, queries
from sharewell.api.forms import TokenForm
from sharewell.api.models import Token
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import open_to_members
from sharewell.ui.forms import sent
from sharewell.ui.views import question


@open_to_members
@require_safe
def tokens(request: ActingRequest) -> HttpResponse:
    rows = queries.tokens(request.acting)
    shown = {"tokens": rows, "today": timezone.localdate(), "me": request.user.pk}
    return render(request, "api/tokens.jinja", shown)


@open_to_members
@require_http_methods(["GET", "HEAD", "POST"])
@recently_proved
def make(request: ActingRequest) -> HttpResponse:
    """The token is in this one answer, and nowhere else."""
    form = TokenForm(sent(request), on=timezone.localdate())
    if form.is_valid():
        try:
            key = UUID(request.POST["key"])  # `once` lets no form of ours through without one
            secret = actions.make_token(**form.cleaned_data, by=request.acting, at=timezone.now(), key=key)
            return render(request, "api/made.jinja", {"secret": secret, "name": form.cleaned_data["name"]})
        except actions.CannotMake as refusal:
            form.add_error(None, str(refusal))
    return question(request, form, heading="Make a token", continue_label="Make it", back=reverse("tokens"))


@open_to_members
@require_POST
@recently_proved
def revoke(request: ActingRequest, token: int) -> HttpResponse:
    try:
        actions.revoke_token(token=token, by=request.acting, at=timezone.now())
    except Token.DoesNotExist:
        raise Http404 from None
    return redirect("tokens")
