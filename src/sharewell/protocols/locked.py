"""Rows that their app's actions add, and nothing changes or removes. Each enters the ledger as it is added.

The database holds to it too: a migration names each such table in `walls.rows_are_kept`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NoReturn

from django.db import models

from sharewell.ledger.acts import Entry, about, enter, row_values
from sharewell.prepared import insert, insert_all, tell


class RowLocked(Exception):
    """Our own fault: something other than an action tried to write a row that is kept as it is."""


class LockedRows(models.QuerySet[Any]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RowLocked(f"{self.model._meta.label} rows are added by its app's actions alone, and never changed.")

    update = delete = bulk_create = bulk_update = _refuse


class Locked(models.Model):
    # Columns that no entry commits to: `worked_out` says what they must hold, or what is sealed proves them.
    uncommitted: ClassVar[tuple[str, ...]] = ()

    objects = LockedRows.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # else Django's own plain manager would be a door left open

    def save(self, *args: Any, by_action: bool = False, **kwargs: Any) -> None:
        if not by_action or not self._state.adding:
            raise RowLocked(f"{self._meta.label} rows are added by its app's actions alone, and never changed.")
        add([self])

    def worked_out(self) -> dict[str, Any]:
        """Columns that repeat what others say, because the database cannot read those."""
        return {}

    def entry(self) -> Entry:
        """What the ledger says of the row: each kind of row makes it with `entered`."""
        raise NotImplementedError

    def entered(self, act: str, **told: Any) -> Entry:
        """An entry that is about this row and commits to the whole of it."""
        return Entry(act=act, about=about(self), committed=row_values(self), **told)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RowLocked(f"{self._meta.label} rows are kept.")


def add(rows: Sequence[Locked]) -> None:
    """For actions alone: add rows of one kind that are new, and enter each in the ledger."""
    for row in rows:
        for column, value in row.worked_out().items():
            setattr(row, column, value)
    if len(rows) == 1:
        insert(rows[0])
    else:
        insert_all(rows)
    for row in rows:
        enter(row.entry())


def take_turns(row: models.Model) -> None:
    """Wait until no other transaction holds its turn at this row, and hold ours until the transaction ends.

    Locking the row itself would take the right to change it, which the web does not have. It is what is asked next that
    waits.
    """
    tell("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{row._meta.db_table} {row.pk}"])
