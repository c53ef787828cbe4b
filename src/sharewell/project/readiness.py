"""Whether the service can do what it is for. What is wrong is for the log alone: a stranger learns only that it is."""

from __future__ import annotations

from functools import cache
from time import time

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from sharewell.ledger.models import Leaf
from sharewell.project.postgres import DatabaseNotDurable, refuse_unless_durable

APART = 5  # seconds: more between two clocks, and days and limits are no longer what people think


class NotMigrated(Exception):
    """The database is not at this version yet. An exception, so that the answer is only kept once it is a good one."""


def not_ready() -> str:
    """What is wrong, in a few words; nothing where all is well."""
    try:
        connection.ensure_connection()
        refuse_unless_durable(connection.connection)
        _migrated()
        return _clock()
    except (DatabaseError, InterfaceError):
        return "the database does not answer"
    except NotMigrated:
        return "the database is not at this version"
    except DatabaseNotDurable:
        return "the database may lose what it acknowledges"


@cache
def _migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated


def _clock() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (theirs,) = cursor.fetchone()
    if abs(float(theirs) - time()) > APART:
        return "the clock is not the database's"
    last = Leaf.objects.order_by("-index").values_list("at", flat=True).first()
    return "the clock has gone back behind the last act" if last and last.timestamp() > time() + APART else ""
