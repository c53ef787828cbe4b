"""The few of allauth's pages we use, under its own names, which its code looks up, and our own beside them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from sharewell.accounts import views
from sharewell.accounts.reauthentication import recently_proved
from sharewell.accounts.sessions import OWN

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """A page about a person's own sign-in, whomever they act for; open to whoever still lacks a second step."""

    @wraps(view)
    def page(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    page.organisation_required = False  # type: ignore[attr-defined]
    setattr(page, OWN, True)
    return page


def guarded(view: View) -> View:
    """The same, for whoever has just proved who they are."""
    return own(recently_proved(view, reading=True))


urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="account_login"),
    path("sign-in/passkey", login_not_required(views.SignInWithPasskey.as_view()), name="mfa_login_webauthn"),
    path("sign-in/code", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/again", login_not_required(views.start_again), name="start_again"),
    path("sign-in/with/<slug:provider_id>", login_not_required(views.partner_login), name="partner_login"),
    path("sign-in/with/<slug:provider_id>/answer", login_not_required(views.partner_callback), name="partner_callback"),
    path("sign-in/inactive", account.account_inactive, name="account_inactive"),
    path("sign-out", own(views.sign_out), name="account_logout"),
    path("welcome/<key>/<token>", login_not_required(views.invited), name="invited"),
    path("welcome", login_not_required(views.welcome), name="welcome"),
    path("your-sign-in", own(views.your_sign_in), name="mfa_index"),
    path("your-sign-in/password", guarded(views.password), name="password"),
    path("your-sign-in/sessions", own(views.end_session), name="end_session"),
    path("your-sign-in/proved", own(views.proved), name="proved"),
    path("your-sign-in/passkeys/add", guarded(views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("your-sign-in/passkeys/<int:pk>/remove", guarded(views.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("your-sign-in/app/add", guarded(totp.activate_totp), name="mfa_activate_totp"),
    path("your-sign-in/app/remove", guarded(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("your-sign-in/codes", guarded(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("your-sign-in/codes/new", guarded(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
]
