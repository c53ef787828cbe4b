"""Proof, again, that it is still the same person: before what may not be done by whoever finds a screen unlocked.

    @recently_proved
    def share(request, …):

A post that comes without a recent proof is answered, at the same address, by a page that asks for one and carries all
that was posted in hidden fields. The proof comes back with the post, is taken out of it, and the view sees the post as
it was first sent: nothing is lost, nothing is kept here meanwhile, and nothing is done before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from sharewell.accounts.forms import ProofPasskeyForm
from sharewell.accounts.models import User
from sharewell.accounts.sessions import PROVED
from sharewell.ui import fields
from sharewell.ui.forms import Form

View = TypeVar("View", bound=Callable[..., HttpResponse])
MARK = "proof-of"  # the hidden field that tells a proof from the page's own posts: the method that waits for it
PROOF = (MARK, "proof-password", "proof-code", "proof-credential")


def is_recent(request: HttpRequest, *, now: float) -> bool:
    """Whether the person proved who they are in the last minutes; signing in is a proof."""
    return bool(now - request.session.get(PROVED, 0) <= settings.PROOF_LASTS_SECONDS)


def note_proof(request: HttpRequest) -> None:
    request.session[PROVED] = time.time()


def recently_proved(view: View, *, reading: bool = False) -> View:
    """Ask for a proof before the view is given a post; with `reading`, before the page is shown at all."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        posted = request.method == "POST"
        if not request.user.is_authenticated or not (posted or reading):
            return view(request, *args, **kwargs)
        answered = posted and MARK in request.POST
        recent = is_recent(request, now=time.time())
        form = ProofForm(request, request.POST if answered and not recent else None)
        if not recent:
            if not form.is_valid():
                return _ask(request, form)
            note_proof(request)
        if answered and request.POST[MARK] == "GET":
            return redirect(request.get_full_path())
        if answered:
            request.POST = _carried(request.POST)  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


class ProofForm(Form):
    """One of the ways the person has: a passkey, a code, or, for those who have neither, the password."""

    code = fields.TextField(
        "Code",
        hint="The 6 digits your authenticator app shows now, or one of your recovery codes.",
        autocomplete="one-time-code",
        inputmode="numeric",
        width=10,
        required=False,
    )
    password = fields.PasswordField("Password", autocomplete="current-password", required=False)

    def __init__(self, request: HttpRequest, data: Mapping[str, Any] | None) -> None:
        super().__init__(data, prefix="proof")
        self.person: User = request.user  # type: ignore[assignment]
        self.ways = ways(self.person)
        for name in ("code", "password"):
            if name not in self.ways:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = {name: value for name in self.ways if (value := self.data.get(f"proof-{name}", ""))}
        if not given:
            raise ValidationError("Prove that it is you, then continue")
        for name, value in given.items():
            TRIED[name](self.person, value)
        return self.cleaned_data


def ways(person: User) -> list[str]:
    """How this person can prove who they are, best first. A password does not stand in for what is stronger."""
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    found = ["credential"] if Authenticator.Type.WEBAUTHN in kinds else []
    if kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}:
        found.append("code")
    return found or (["password"] if person.has_usable_password() else [])


def _try_credential(person: User, value: str) -> None:
    form = ProofPasskeyForm({"credential": value}, user=person)
    if not form.is_valid():
        raise ValidationError("That passkey did not prove it is you. Try again, or use another of your passkeys")
    form.save()


def _try_code(person: User, value: str) -> None:
    form = ReauthenticateForm({"code": value}, user=person)
    if not form.is_valid():
        raise ValidationError({"code": form.errors["code"]})
    form.save()


def _try_password(person: User, value: str) -> None:
    try:
        right = get_adapter().reauthenticate(person, value)
    except ValidationError as wait:
        raise ValidationError({"password": wait.messages}) from None
    if not right:
        raise ValidationError({"password": "Check your password: it is not the one we know"})
    reauthenticate_by_password(get_adapter().request)


TRIED: Mapping[str, Callable[[User, str], None]] = {
    "credential": _try_credential,
    "code": _try_code,
    "password": _try_password,
}


def _ask(request: HttpRequest, form: ProofForm) -> HttpResponse:
    carried = _carried(request.POST)
    return render(
        request,
        "accounts/prove.jinja",
        {
            "form": form,
            "mark": MARK,
            "waiting": request.POST.get(MARK) or request.method,
            "carried": [(name, value) for name, values in carried.lists() for value in values],
            "passkey": begin_authentication(form.person) if "credential" in form.ways else None,
            "partner": None if form.ways else SocialAccount.objects.filter(user=form.person).first(),
        },
    )


def _carried(posted: QueryDict) -> QueryDict:
    """What was posted besides the proof itself and the page's own token."""
    kept = posted.copy()
    for name in (*PROOF, "csrfmiddlewaretoken"):
        kept.pop(name, None)
    return kept
