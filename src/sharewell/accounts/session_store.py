"""Where sessions are kept: in Django's own table, read by a query that is prepared once. Every page begins with it."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from sharewell.prepared import Given, Prepared

_SESSION = Prepared(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.row(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
