"""The job process: does what apps put in line, in the database, within the transaction of the act that asked for it.

An app's jobs are in its `jobs.py`. A job may run twice, when a process is killed between doing it and saying so: each
must find out for itself whether it is done. What a job is given lies open in its row: ids, nothing personal.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from typing import Any, cast

from sharewell.project.supervising import await_turn

HEARTBEAT = 10  # seconds between two signs of life of a job process
STALLED = 30  # seconds without one, after which its jobs are put in line again
ASKS_AGAIN = 0.1  # seconds between two looks for a database that has gone
logger = logging.getLogger(__name__)


def prepare() -> None:
    """Import everything that jobs need, which takes longer than all the rest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
    import django

    django.setup()
    from procrastinate import psycopg_connector  # noqa: F401
    from procrastinate.contrib.django import app  # noqa: F401


def run() -> None:
    """Do jobs until told to end; what was begun is finished. A database that goes away is waited for."""
    prepare()
    with suppress(asyncio.CancelledError):
        while True:
            _wait_for_database()
            asyncio.run(_work())
            logger.warning("The job process has lost the database, and begins again")


def _wait_for_database() -> None:
    from django.db import OperationalError, connection

    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            time.sleep(ASKS_AGAIN)
        else:
            connection.close()
            return


async def _work(**changes: Any) -> None:
    """Do jobs until told to end, which raises CancelledError, or until the database has gone."""
    from asgiref.sync import sync_to_async
    from django.db import connections
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.exceptions import ConnectorException
    from procrastinate.psycopg_connector import PsycopgConnector
    from psycopg_pool import AsyncNullConnectionPool

    await sync_to_async(connections.close_all)()  # Django keeps what a lost database has left broken
    task = cast("asyncio.Task[None]", asyncio.current_task())
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, task.cancel)
    # An app of its own connections: jobs that a job puts in line still go through Django's, in its transaction. A new
    # connection for each query, of which there are few: a pool that kept some would sit out a second when they break.
    connector = PsycopgConnector(kwargs=connector_params(), pool_factory=AsyncNullConnectionPool)
    working = app.with_connector(connector)
    try:
        async with working.open_async():
            await working.run_worker_async(
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                delete_jobs="successful",
                shutdown_graceful_timeout=20,
                install_signal_handlers=False,
                **changes,
            )
    except ConnectorException:
        if task.cancelling():
            raise asyncio.CancelledError from None


if __name__ == "__main__":
    from sharewell.project import jobs  # under its own name: procrastinate warns of jobs that belong to a main module

    jobs.prepare()
    await_turn()
    jobs.run()
