"""Where sessions are kept: in Django's own table, read by a query that is prepared once. Every page begins with it.

Whose it is according to the list of sessions is asked in the same journey. What the session itself says is what counts:
`backend` takes the person only where it is the same.
"""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from sharewell.accounts.models import User
from sharewell.prepared import Ahead, Given, Prepared

_SESSION = Prepared(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))
_PERSON = Prepared(lambda: User.objects.filter(usersession__session_key=Given("key")))


class SessionStore(db.SessionStore):
    person: Ahead[User] | None = None

    def _get_session_from_db(self) -> Session | None:
        self.person = _PERSON.ahead(key=self.session_key)
        found = _SESSION.row(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
