"""Puts the running service together: database, tables, static files, web server."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import psycopg

from sharewell.project.charge import DATABASE, Charge, in_charge
from sharewell.project.datadir import data_directory, keep_secrets
from sharewell.project.postgres import DatabaseUnavailable, Server, alone, in_use, is_running, start
from sharewell.project.supervising import CannotServe, Part, keep_alive


def demo(*, host: str, port: int) -> None:
    """Serve an invented partnership until interrupted."""
    os.environ.setdefault("SHAREWELL_QUIET", "1")  # else whom to sign in as scrolls away at the first page
    os.environ.setdefault("SHAREWELL_ADDRESS", f"http://localhost:{port}")  # else its letters lead to another port
    with in_charge(data_directory()) as charge, _listen(host, port) as listener, database(charge) as server:
        from sharewell.project.demo import PASSWORD, seed, seed_children

        _say(f"\nThe password of everybody here is {PASSWORD}\n")
        for person in (*seed(), *seed_children()):
            _say(f"  {person.email:<36} {person.capacity}, {person.organisation}")
        _run(listener, server, charge)


def serve(*, host: str, port: int) -> None:
    """Serve until interrupted."""
    with in_charge(data_directory()) as charge, _listen(host, port) as listener, database(charge) as server:
        _run(listener, server, charge)


def jobs() -> None:
    """Run the jobs alone until interrupted, beside a service that runs elsewhere."""
    os.environ["SHAREWELL_DATABASE_ROLE"] = "worker"
    from sharewell.project import jobs

    jobs.run()


def migrate() -> None:
    """Bring the database to this version; an embedded one is left running, or not, as it was found."""
    with database():
        pass


@contextmanager
def database(charge: Charge | None = None) -> Iterator[Server | None]:
    """The embedded server, if it is that, durable and up to date, with Django set up as its owner; then stopped if it
    was started here, or by the supervisor whose place we took.

    Raises DatabaseUnavailable, also where it stops answering later.
    """
    from django.db import InterfaceError, OperationalError

    data = data_directory()
    keep_secrets(data)  # with an outside database too: every worker must sign sessions with the same key
    embedded = None if os.environ.get("DATABASE_URL") else Server(data=data)
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell starts what it puts in the background deaf to SIGINT
        signal.signal(ending, _as_interrupt)
    if charge and embedded and not is_running(embedded):
        charge.note(DATABASE)
    with in_use(embedded) if embedded else nullcontext(_nothing) as to_be_stopped:
        started = start(embedded) if embedded else False
        try:
            with alone(Server(data=data)):  # two commands that begin at once would write the same static files
                _bring_up_to_date()
            yield embedded
        except KeyboardInterrupt:
            if not charge:
                raise  # a service may be told to end; a command that was did not do what it should
            _say("\nStopping.")
        except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
            said = str(error).splitlines()[0]
            raise DatabaseUnavailable(f"The database stopped answering: {said}. Run it again.") from error
        finally:
            if started or (charge and charge.took_over_database):
                to_be_stopped()


def _nothing() -> None:
    """For a database that is not ours to stop."""


def _bring_up_to_date() -> None:
    os.environ["SHAREWELL_DATABASE_ROLE"] = "owner"  # in this process alone: the web's own gets another
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
    import django
    from django.core.management import call_command
    from django.db import OperationalError, connection

    from sharewell.project.postgres import refuse_unless_fit

    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise DatabaseUnavailable(f"The database does not answer: {str(error).splitlines()[0]}") from error
    refuse_unless_fit(connection.connection)
    for name in ("DATABASE_URL", "DATABASE_WORKER_URL"):  # a role may have settings of its own
        if url := os.environ.get(name):
            with psycopg.connect(url) as as_role:
                refuse_unless_fit(as_role)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _run(listener: socket.socket, server: Server | None, charge: Charge) -> None:
    """Run the web and the jobs until told to end; requests and jobs are given time to finish."""
    host, port = listener.getsockname()[:2]
    _say(f"\nSharewell answers on http://{host}:{port}/ (Ctrl-C stops it).\n")
    descriptor, held = listener.fileno(), charge.parts.fileno()
    gunicorn = ("--config", "python:sharewell.project.web", "--bind", f"fd://{descriptor}")
    web = Part(
        name="web server",
        module="sharewell.project.web",
        arguments=(*gunicorn, "sharewell.project.wsgi:application"),
        role="app",
        passes=(descriptor, held),
        launched=charge.note,
    )
    jobs = Part(
        name="job process",
        module="sharewell.project.jobs",
        role="worker",
        passes=(held,),
        launched=charge.note,
    )
    segments = Part(
        name="process of segments",
        module="sharewell.project.segments",
        role="app",
        passes=(held,),
        launched=charge.note,
    )
    from django.conf import settings  # set up by now

    keep_alive([web, jobs, *([segments] if settings.SEGMENTS else [])], server)


def _listen(host: str, port: int) -> socket.socket:
    """The socket that pages are asked for on: ours, so that a web server started anew finds who waits on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        number = error.errno or 0  # below nought where a name has no address
        why = os.strerror(number) if number > 0 else error.strerror  # Python adds words of its own
        raise CannotServe(
            f"Sharewell cannot answer on {host}:{port}: {why}. Choose another with --port or --host."
        ) from error


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (said to the person who started us)
