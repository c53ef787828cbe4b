"""Puts the running service together: database, tables, static files, web server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sharewell.domain.errors import BadInput
from sharewell.project.datadir import data_directory, keep_secrets
from sharewell.project.postgres import Server, is_running, start, stop

WORKERS, THREADS = 2, 4


class CannotServe(BadInput):
    """The web service cannot begin as asked."""


def demo(*, host: str, port: int) -> None:
    """Serve an invented partnership until interrupted."""
    _refuse_taken(host, port)
    with _database():
        from sharewell.project.demo import PASSWORD, seed

        _say(f"\nThe password of everybody here is {PASSWORD}\n")
        for person in seed():
            _say(f"  {person.email:<36} {person.capacity}, {person.organisation}")
        _run_web(host, port)


def serve(*, host: str, port: int) -> None:
    """Serve until interrupted."""
    _refuse_taken(host, port)
    with _database():
        _run_web(host, port)


def migrate() -> None:
    """Bring the database to this version; an embedded one is left running, or not, as it was found."""
    with _database():
        pass


@contextmanager
def _database() -> Iterator[None]:
    """The database, durable and up to date, with Django set up as its owner; then stopped if it was started here."""
    data = data_directory()
    keep_secrets(data)  # with an outside database too: every worker must sign sessions with the same key
    embedded = None if os.environ.get("DATABASE_URL") else Server(data=data)
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell starts what it puts in the background deaf to SIGINT
        signal.signal(ending, _as_interrupt)
    started = start(embedded) if embedded else False
    try:
        _bring_up_to_date()
        yield
    except KeyboardInterrupt:
        _say("\nStopping.")
    finally:
        if embedded and started and is_running(embedded):
            stop(embedded)


def _bring_up_to_date() -> None:
    os.environ["SHAREWELL_DATABASE_ROLE"] = "owner"  # in this process alone: the web's own gets another
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
    import django
    from django.core.management import call_command
    from django.db import OperationalError, connection

    from sharewell.project.postgres import DatabaseUnavailable, refuse_unless_durable

    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise DatabaseUnavailable(f"The database does not answer: {str(error).splitlines()[0]}") from error
    refuse_unless_durable(connection.connection)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _run_web(host: str, port: int) -> None:
    """Run the web server until it or we are told to end; its requests are given time to finish."""
    _say(f"\nSharewell answers on http://{host}:{port}/ (Ctrl-C stops it).\n")
    command = [
        *(sys.executable, "-m", "gunicorn", "sharewell.project.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--no-control-socket", "--log-level", "warning", "--graceful-timeout", "20"),
    ]
    # Its own session: a Ctrl-C reaches us alone, and we end it in order, before its database.
    web = subprocess.Popen(command, env=os.environ | {"SHAREWELL_DATABASE_ROLE": "app"}, start_new_session=True)
    try:
        if web.wait():
            raise CannotServe("The web server ended by itself; what it said is above.")
    finally:
        web.terminate()
        web.wait()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Sharewell cannot answer on {host}:{port}: {error.strerror}. Choose another with --port or --host."
            ) from error


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (said to the person who started us)
