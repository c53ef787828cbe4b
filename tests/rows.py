"""The rows that tests begin with: what takes long to make is made once, and put back from then on.

Much of what hundreds of tests begin with is the same, and to make it takes longer than most of them do. What it leaves
in the tables is kept once and copied in again for each: the same rows to the last bit, with the same keys and proofs.
A sequence never goes back, so that no new row meets one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone

# A migration makes these, and nothing else does: they stay while everything else goes.
MIGRATED = {"django_content_type", "auth_permission"}
# A role may be let set this alone: rows come and go in any order, and no trigger asks what they refer to.
UNCHECKED, CHECKED = "SET session_replication_role = replica", "RESET session_replication_role"
MAY_LEAVE_UNCHECKED = "GRANT SET ON PARAMETER session_replication_role TO owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What `make` made on a day, in tables that were empty: each table's rows as COPY writes them."""

    make: Callable[[], Any]
    day: date
    rows: Mapping[str, bytes]


def keep(make: Callable[[], Any]) -> Kept:
    """Make it to see what it leaves, and leave nothing."""
    with transaction.atomic():
        day = timezone.localdate()
        make()
        rows = {table: _copied(table) for table in _filled(_tables()) if table not in MIGRATED}
        transaction.set_rollback(True)
    return Kept(make=make, day=day, rows=rows)


def put_back(kept: Kept) -> None:
    """Have what was kept: on another day, or where somebody has put rows in a table of its, it is made anew."""
    if kept.day != timezone.localdate() or _filled(kept.rows):
        kept.make()
        return
    with transaction.atomic(), _unchecked() as cursor:
        for table, rows in kept.rows.items():
            with cursor.copy(f"COPY {_quoted(table)} FROM STDIN") as copy:
                copy.write(rows)


def _copied(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {_quoted(table)} TO STDOUT") as copy:
        return b"".join(copy)


def emptied(_: TransactionTestCase) -> None:
    """Remove what a test committed: from the tables that hold any, where Django makes every file of every one anew.

    Jobs too, which Django leaves, since their tables are not its own: another test would find them waiting.
    """
    jobs = [model._meta.db_table for model in apps.get_app_config("procrastinate").get_models()]
    tables = [*(table for table in _tables() if table not in MIGRATED), *jobs]
    with transaction.atomic(), _unchecked() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, tables))} IN EXCLUSIVE MODE")  # a late request ends first
        for table in _filled(tables):
            cursor.execute(f"DELETE FROM {_quoted(table)}")


@cache
def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _filled(tables: Iterable[str]) -> list[str]:
    """Those of the tables that hold a row."""
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {_quoted(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)


@contextmanager
def _unchecked() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(UNCHECKED)
        yield cursor
        cursor.execute(CHECKED)
