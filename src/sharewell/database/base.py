"""Named so by Django, which looks for `base` in the package that `DATABASES` names as its engine.

A page asks some twenty times, and most of what an asking costs is Python's: Django makes a cursor for each, in wrappers
of wrappers. `ask` has one cursor for all, and answers to whoever listens in on statements just as Django's do.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Cursor, OperationalError

Rows = list[tuple[Any, ...]]


class DatabaseWrapper(base.DatabaseWrapper):
    _own: Cursor | None = None

    def is_usable(self) -> bool:
        """Whether the server still listens. One on this machine closes its end as it dies, and the system tells us so
        without asking it; one across a network may go without a word."""
        if not self.settings_dict["HOST"].startswith("/"):
            return super().is_usable()
        try:
            return not select.select([self.connection], [], [], 0)[0]  # nothing is on its way between two requests
        except (ValueError, OSError, OperationalError):  # it is closed on our side
            return False

    def ask(self, sql: str, params: Sequence[Any] = ()) -> Rows:
        """All rows of the answer; none for a statement that answers with none."""
        if self.force_debug_cursor:  # a test counts the statements
            with self.cursor() as cursor:
                cursor.execute(sql, params)
                return _answer(cursor)
        if self.health_check_enabled and not self.health_check_done:  # type: ignore[attr-defined]
            self.close_if_health_check_failed()
        if self.connection is None:
            self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            if self._own is None or self._own.connection is not self.connection:
                self._own = self.connection.cursor()
            run: Any = partial(_run, self._own)
            for wrapper in reversed(self.execute_wrappers):
                run = partial(wrapper, run)
            run(sql, params, False, {"connection": self, "cursor": self._own})
            return _answer(self._own)

    def _savepoint(self, sid: str) -> None:
        self.ask(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        self.ask(self.ops.savepoint_commit_sql(sid))


def _run(cursor: Any, sql: str, params: Sequence[object], many: bool, context: object) -> None:
    cursor.execute(sql, params)


def _answer(cursor: Any) -> Rows:
    # Not its `description`, which makes an object of each column.
    return cursor.fetchall() if cursor.pgresult.nfields else []
