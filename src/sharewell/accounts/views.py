"""Signing in, and the pages on which a person looks after their own sign-in.

What is hard to get right is allauth's: its views, given our pages and our words. Each passkey that is made here is one
that signs in by itself: it is kept in the authenticator, and the authenticator has verified its person.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView, logout
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import SignupWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal import flows as webauthn_flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.adapter import get_adapter as get_partner_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from requests import RequestException

from sharewell.accounts import actions, sessions
from sharewell.accounts.browsers import in_words
from sharewell.accounts.forms import PasswordForm
from sharewell.accounts.models import User
from sharewell.accounts.provider import Adapter as PartnerAdapter
from sharewell.accounts.provider import partner_refused
from sharewell.ui.forms import sent

INVITED = "invited"  # the session's key: the link by which an invited person came


class SignIn(LoginView):
    """A passkey first, then a partner's own sign-in, then e-mail address and password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = get_partner_adapter().list_providers(self.request)
        return super().get_context_data(**kwargs) | {"partners": own, "refused": "refused" in self.request.GET}


class SignInWithPasskey(LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'refused': 'passkey'})}")


@require_GET
def partner_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the partner's own sign-in page. By a link, since the policy of our pages lets no form lead elsewhere."""
    return _partner_view(OAuth2LoginView, request, provider_id)


@require_GET
def partner_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it, with the partner's answer."""
    return _partner_view(OAuth2CallbackView, request, provider_id)


def _partner_view(kind: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = kind.adapter_view(PartnerAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, OAuth2Error, KeyError, ValueError):  # the partner is down, or says what is no answer
        return partner_refused(request)
    return response


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Forget a sign-in that is half done: until then the sign-in page leads back to its second step."""
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("account_login")


@require_safe
def your_sign_in(request: HttpRequest) -> HttpResponse:
    """How I sign in, and where I am signed in now."""
    person: User = request.user  # type: ignore[assignment]
    mine = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    kinds = {each.type: each.wrap() for each in mine}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "accounts/your_sign_in.jinja",
        {
            "passkeys": [each.wrap() for each in mine if each.type == Authenticator.Type.WEBAUTHN],
            "app": kinds.get(Authenticator.Type.TOTP),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "sessions": [_session_row(each) for each in sessions.listed(person)],
            "required": settings.SECOND_STEP_REQUIRED and sessions.lacks_second_step(request),
        },
    )


def _session_row(session: UserSession) -> dict[str, Any]:
    return {
        "id": session.pk,
        "browser": in_words(session.user_agent),
        "began": session.created_at,
        "seen": session.last_seen_at,
        "this": session.is_current(),
    }


class AddPasskey(AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(**kwargs)  # first: it begins a registration of its own
        return shown | {"options": webauthn.begin_registration(self.request.user, passwordless=True)}


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    form = PasswordForm(person, sent(request))
    if form.is_valid():
        actions.set_password(user=person, password=form.cleaned_data["password"])
        update_session_auth_hash(request, person)
        sessions.end_all(person, but=request.session.session_key)
        get_adapter().send_notification_mail("account/email/password_changed", person)
        return redirect("mfa_index")
    return render(request, "accounts/password.jinja", {"form": form, "back": reverse("mfa_index")})


def sign_out(request: HttpRequest) -> HttpResponse:
    """Once it is done, the browser forgets what it may have kept of the pages before (ASVS V14.3.1)."""
    response: HttpResponse = logout(request)
    if not request.user.is_authenticated:
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out of one of my sessions, or of all but this one."""
    person: User = request.user  # type: ignore[assignment]
    which = request.POST.get("session", "")
    if which == "others":
        sessions.end_all(person, but=request.session.session_key)
    elif which.isdecimal():
        sessions.end_one(person, int(which[:18]))
    return redirect("mfa_index")


@require_GET
def invited(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Take the link out of the address: an address is kept in histories and told to other sites."""
    request.session[INVITED] = [key, token]
    return redirect("welcome")


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """An invited person's first page: a passkey, or a password. Opening it, as mail filters do, does not use it up."""
    key, token = request.session.get(INVITED, ["", ""])
    person = actions.invited_person(key, token)
    if person is None:
        return render(request, "accounts/link_over.jinja", status=404)
    posted = sent(request)
    # A link by e-mail may open a door that had no second lock yet, and never one that had.
    offered = not is_mfa_enabled(person)
    by_passkey = offered and posted is not None and "credential" in posted
    passkey_form = SignupWebAuthnForm(posted if by_passkey else None, user=person)
    form = PasswordForm(person, None if by_passkey else posted)
    if passkey_form.is_valid():
        given = passkey_form.cleaned_data
        made = webauthn_flows.signup_authenticator(request, person, given["name"], given["credential"])
        del request.session[INVITED]
        return webauthn_flows.perform_passwordless_login(request, made, Login(user=person))
    if form.is_valid():
        actions.set_password(user=person, password=form.cleaned_data["password"])
        del request.session[INVITED]
        record_authentication(request, person, method="password")
        return perform_login(request, Login(user=person))
    return render(
        request,
        "accounts/welcome.jinja",
        {
            "form": form,
            "email": person.email,
            "passkey_form": passkey_form,
            "options": webauthn.begin_registration(person, passwordless=True) if offered else None,
        },
    )


@require_safe
def proved(request: HttpRequest) -> HttpResponse:
    """Where a partner's own sign-in comes back to after it proved a person again."""
    return render(request, "accounts/proved.jinja")
