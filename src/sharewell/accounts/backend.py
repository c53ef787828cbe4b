"""Who is signed in: as the library finds them, by a query that is prepared once. Every page asks."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context

from sharewell.accounts.models import User
from sharewell.prepared import Given, Prepared

_USER = Prepared(lambda: User.objects.filter(pk=Given("pk")))


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        user = _came_with_the_session(user_id) or _USER.row(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _came_with_the_session(user_id: int) -> User | None:
    ahead = getattr(getattr(context.request, "session", None), "person", None)
    user: User | None = ahead.row() if ahead else None
    return user if user is not None and user.pk == user_id else None
