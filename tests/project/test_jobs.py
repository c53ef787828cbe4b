"""Jobs: in line only with the act that asked for them, done by their own process, taken over when that is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from sharewell.project.datadir import read_secrets
from sharewell.project.housekeeping import forget_old, take_over_stalled
from sharewell.project.supervising import CannotServe, Part, keep_alive
from tests.conftest import SERVER

WORK = "import asyncio, django; django.setup(); from sharewell.project import jobs; asyncio.run(jobs._work(wait=False))"


def do_jobs() -> None:
    """A job process that ends when nothing is left in line."""
    kept, password = connection.settings_dict, read_secrets(SERVER.data)["worker"]
    place = urlencode({"host": kept["HOST"], "port": kept["PORT"]}, quote_via=quote)
    url = f"postgresql://worker:{quote(password)}@/{kept['NAME']}?{place}"
    subprocess.run(
        [sys.executable, "-c", WORK],
        env=os.environ | {"DATABASE_URL": url, "SHAREWELL_DATABASE_ROLE": "worker"},
        check=True,
        timeout=300,
    )


def in_line() -> list[tuple[str, str]]:
    return list(ProcrastinateJob.objects.exclude(status="succeeded").values_list("task_name", "status"))


def begun_by_a_process_last_heard_of(seconds: int) -> None:
    with connection.cursor() as cursor:
        heard = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 s') RETURNING id"
        cursor.execute(heard, [seconds])
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])


@pytest.fixture(autouse=True)
def _empty_line(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def test_a_job_is_in_line_only_if_the_act_that_asked_for_it_stands():
    with transaction.atomic():
        forget_old.defer(timestamp=0)
        transaction.set_rollback(True)
    assert in_line() == []
    with transaction.atomic():
        forget_old.defer(timestamp=0)
    assert in_line() == [("sharewell.project.housekeeping.forget_old", "todo")]


def test_the_job_process_does_what_is_in_line_and_forgets_it():
    forget_old.defer(timestamp=0)
    do_jobs()
    assert in_line() == []


def test_what_a_killed_process_had_begun_is_done_by_the_next():
    forget_old.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '31 s') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    take_over_stalled.defer(timestamp=0)
    do_jobs()
    assert in_line() == []


def test_what_a_living_process_has_begun_is_left_to_it():
    forget_old.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 s') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    take_over_stalled.defer(timestamp=0)
    do_jobs()
    assert in_line() == [("sharewell.project.housekeeping.forget_old", "doing")]


def test_every_periodic_job_waits_in_line_once():
    for periodic in app.periodic_registry.periodic_tasks.values():
        assert periodic.task.queueing_lock, f"{periodic.task.name} would pile up while no job process runs"


def test_a_part_that_cannot_begin_ends_the_service_with_one_sentence():
    with pytest.raises(CannotServe, match="The web server ended by itself"):
        keep_alive([Part(name="web server", module="sharewell.nowhere", role="app")], None)
