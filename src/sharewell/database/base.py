"""Named so by Django, which looks for `base` in the package that `DATABASES` names as its engine.

A page asks some twenty times, and most of what that costs is Python's and the way to the server and back: Django makes
a cursor for each asking, in wrappers of wrappers, and waits for each answer. Here a statement may be told instead: it
waits, and goes with the next whose answer somebody needs, or with the commit. None overtakes another.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import InterfaceError
from django.db.backends.postgresql import base
from psycopg import OperationalError

from sharewell.database.journey import Rows, carry


class Told:
    """A statement on its way to the server."""

    __slots__ = ("_database", "answer", "params", "sql")

    def __init__(self, database: DatabaseWrapper, sql: str, params: Sequence[Any]) -> None:
        self._database, self.sql, self.params = database, sql, params
        self.answer: Rows | None = None

    def rows(self) -> Rows:
        """All rows of the answer; none for a statement that answers with none."""
        if self.answer is None:
            self._database.send()
        if self.answer is None:
            raise InterfaceError("It was not done: what it was told in failed before, or was rolled back.")
        return self.answer


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: list[Told] = []
        # Without, psycopg writes the values into the statement, and a pooler between may not know what is prepared.
        self._carries = self.settings_dict["OPTIONS"].get("server_side_binding") is True

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
        return self.ahead(sql, params).rows()

    def tell(self, sql: str, params: Sequence[Any] = ()) -> Told:
        """Have a statement done before all that is asked or told from now on, and before the commit; outside of a
        transaction, now.

        Where it fails that comes up only there: it is for what nobody would answer to before.
        """
        told = self.ahead(sql, params)
        if not self.in_atomic_block:
            self.send()
        return told

    def ahead(self, sql: str, params: Sequence[Any] = ()) -> Told:
        """Have a statement done by the time that its answer is asked, or that of a later one."""
        told = Told(self, sql, params)
        if self.force_debug_cursor or not self._carries:
            with self.cursor() as cursor:
                cursor.execute(sql, params)
                told.answer = cursor.fetchall() if cursor.description else []
            return told
        super().validate_no_broken_transaction()
        run: Any = partial(self._wait, told)
        for wrapper in reversed(self.execute_wrappers):
            run = partial(wrapper, run)
        run(sql, params, False, {"connection": self, "cursor": None})
        return told

    def _wait(self, told: Told, *_: Any) -> None:
        self._waiting.append(told)

    def send(self) -> None:
        """Have all done that waits."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        if self.health_check_enabled and not self.health_check_done:  # type: ignore[attr-defined]
            self.close_if_health_check_failed()
        if self.connection is None:
            self.ensure_connection()
        with self.wrap_database_errors:
            answers = carry(self.connection, [(told.sql, told.params) for told in waiting])
        for told, answer in zip(waiting, answers, strict=True):
            told.answer = answer

    # --- what waits goes before all else that goes to the server ---

    def _cursor(self, name: str | None = None) -> Any:
        self.send()
        return super()._cursor(name)  # type: ignore[misc]

    def validate_no_broken_transaction(self) -> None:
        """Called before each statement of a cursor, which may have been made before what waits."""
        super().validate_no_broken_transaction()
        self.send()

    def _savepoint(self, sid: str) -> None:
        self.tell(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        self.tell(self.ops.savepoint_commit_sql(sid))

    def _commit(self) -> None:
        if not self._waiting:
            return super()._commit()  # type: ignore[misc]
        self._waiting.append(Told(self, "COMMIT", ()))
        return self.send()

    def _rollback(self) -> None:
        self._waiting.clear()
        super()._rollback()  # type: ignore[misc]

    def _close(self) -> None:
        self._waiting.clear()
        super()._close()  # type: ignore[misc]
