"""How long a sign-in lasts: it ends by itself, when nothing happens for a while, and in any case after a working day.

A session keeps three moments, in seconds since 1970: when it began, when something last happened in it, and when the
person last proved who they are (`reauthentication.py`).
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from sharewell.accounts.models import User

BEGAN, SEEN, PROVED = "began", "seen", "proved"
OWN = "own_sign_in"  # the attribute of the views at which a person mends their own sign-in
MINUTE = 60


def begin(sender: object, request: HttpRequest, user: object, **_: Any) -> None:
    """A sign-in starts the session's clocks, and is itself a proof of who the person is."""
    request.session.update(dict.fromkeys((BEGAN, SEEN, PROVED), time.time()))


def is_over(session: Any, *, now: float) -> bool:
    """Whether nothing happened for too long, or the working day is over; a session without clocks is over."""
    idle, whole = now - session.get(SEEN, 0), now - session.get(BEGAN, 0)
    return idle > settings.SESSION_IDLE_SECONDS or whole > settings.SESSION_COOKIE_AGE


class Sessions:
    """Ends a sign-in whose time is over; holds to a second step whoever the organisation asks for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if is_over(request.session, now=now):
                end_this(request)
            elif now - request.session[SEEN] >= MINUTE:  # once a minute: not a write for every page
                request.session[SEEN] = now
                _sessions(request.user).filter(session_key=request.session.session_key).update(
                    last_seen_at=timezone.now()
                )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, OWN, False) or not getattr(view, "login_required", True):
            return None
        if settings.SECOND_STEP_REQUIRED and request.user.is_authenticated and lacks_second_step(request):
            return redirect(f"{reverse('mfa_index')}?required")
        return None


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether a password alone opened this session; a partner's own sign-in answers for its own second step."""
    from allauth.account.authentication import get_authentication_records
    from allauth.mfa.utils import is_mfa_enabled

    if is_mfa_enabled(request.user):
        return False
    return not any(record["method"] == "socialaccount" for record in get_authentication_records(request))


def listed(user: User) -> list[UserSession]:
    """The person's sessions that last, latest first; what is left of others is swept away."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.last_seen_at, reverse=True)


def end_one(user: User, pk: int) -> None:
    for session in _sessions(user).filter(pk=pk):
        session.end()


def end_all(user: User, *, but: str | None = None) -> None:
    """End every session of a person, except that with the key `but`."""
    for session in _sessions(user).exclude(session_key=but or ""):
        session.end()


def end_this(request: HttpRequest) -> None:
    _sessions(request.user).filter(session_key=request.session.session_key).delete()
    logout(request)


def _sessions(user: Any) -> Any:
    return UserSession.objects.filter(user=user)
