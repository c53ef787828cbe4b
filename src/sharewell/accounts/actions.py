"""Writes that concern how a person signs in. Each enters the ledger as it happens, by whomever it is asked for."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from sharewell.accounts import letters, sessions
from sharewell.accounts.models import User
from sharewell.ledger.acts import Entry, about, act, enter


@act()
def invite(*, user: User, site: str) -> None:
    """E-mail the person a link, good once and for three days, where they choose how they sign in.

    `site` is this service's own address, such as `request.build_absolute_uri("/")`. A person who signs in already may
    be invited again: the link lets them choose a new password, and takes nothing away.
    """
    path = reverse(
        "invited", args=[urlsafe_base64_encode(str(user.pk).encode()), default_token_generator.make_token(user)]
    )
    _enter("invitation", user)
    letters.send(letters.invitation(address=site.rstrip("/") + path), to=user)


@act()
def start_afresh(*, user: User, site: str) -> None:
    """Void every way a person signs in, end their sessions and invite them again: for a lost phone or a stolen one."""
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    sessions.end_all(user)
    _enter("ways-to-sign-in-voided", user)
    invite(user=user, site=site)


def invited_person(key: str, token: str) -> User | None:
    """Whose link it is; None where it was used, is too old, or never was one."""
    try:
        user = User.objects.filter(pk=int(force_str(urlsafe_base64_decode(key))[:18])).first()
    except (ValueError, OverflowError):
        return None
    return user if user and default_token_generator.check_token(user, token) else None


@act()
def set_password(*, user: User, password: str) -> None:
    """Give the person a new password. Every session but the one that asks for it ends with the old one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    _enter("password-set", user)


def _enter(what: str, user: User) -> None:
    enter(Entry(act=what, about=about(user), at=timezone.now()))
