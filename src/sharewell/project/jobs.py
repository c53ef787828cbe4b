"""The job process: does what apps put in line, in the database, within the transaction of the act that asked for it.

An app's jobs are in its `jobs.py`. A job may run twice, when a process is killed between doing it and saying so: each
must find out for itself whether it is done. What a job is given lies open in its row: ids, nothing personal.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from sharewell.project.supervising import end_with_supervisor

HEARTBEAT = 10  # seconds between two signs of life of a job process
STALLED = 30  # seconds without one, after which its jobs are put in line again


def run() -> None:
    """Do jobs until told to end; what was begun is finished."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
    import django

    django.setup()
    asyncio.run(_work())


async def _work(**changes: Any) -> None:
    from procrastinate.contrib.django import app

    # An app of its own connection: jobs that a job puts in line still go through Django's, in its transaction.
    working = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with working.open_async():
        await working.run_worker_async(
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
            delete_jobs="successful",
            shutdown_graceful_timeout=20,
            **changes,
        )


if __name__ == "__main__":
    from sharewell.project import jobs  # under its own name: procrastinate warns of jobs that belong to a main module

    end_with_supervisor()
    jobs.run()
