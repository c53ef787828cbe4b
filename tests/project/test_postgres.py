"""The embedded server: what is acknowledged stays, whoever kills what; nobody enters without a password."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sharewell.project.datadir import SECRETS, read_secrets
from sharewell.project.postgres import (
    SUPERVISOR,
    DatabaseNotDurable,
    DatabaseUnavailable,
    Server,
    is_running,
    refuse_unless_durable,
    start,
    stop,
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of its own, that may be killed."""
    server = Server(data=Path(tempfile.mkdtemp(prefix="sharewell-kill-")))
    start(server)
    yield server
    stop(server)
    shutil.rmtree(server.data)


def kill(server: Server) -> None:
    os.kill(int((server.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def test_starting_a_running_server_changes_nothing(server):
    start(server)
    assert start(server) is False
    assert is_running(server)


def test_a_killed_server_starts_again_with_everything_acknowledged(server):
    with server.connect("owner") as connection:
        connection.execute("CREATE TABLE acknowledged (number int)")
    kills = int(os.environ.get("SHAREWELL_KILLS", "3"))
    for number in range(kills):
        with server.connect("app") as connection:
            connection.execute("INSERT INTO acknowledged VALUES (%s)", [number])
        kill(server)
        assert start(server) is True
    with server.connect("app") as connection:
        assert connection.execute("SELECT count(*) FROM acknowledged").fetchone() == (kills,)


def test_stopping_is_clean_and_stopping_again_does_nothing(server):
    start(server)
    assert stop(server) is True
    assert stop(server) is False
    assert not is_running(server)
    assert start(server) is True
    assert "not properly shut down" not in server.log.read_text().rpartition("starting PostgreSQL")[2]


def test_nobody_enters_without_the_password(server):
    for role in ("app", "owner", SUPERVISOR):
        with pytest.raises(psycopg.OperationalError, match="password"):
            server.connect(role, password="a guess")
    assert server.data.joinpath("secrets.json").stat().st_mode & 0o777 == 0o600


def test_the_web_role_writes_rows_and_changes_no_table(server):
    with server.connect("owner") as connection:
        connection.execute("CREATE TABLE kept (number int)")
    with server.connect("app") as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
        for forbidden in ("TRUNCATE kept", "DROP TABLE kept", "CREATE TABLE other (number int)", "CREATE ROLE other"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)
        rights = connection.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert rights.fetchone() == (False, False)


def test_the_log_never_quotes_what_a_statement_held(server):
    with server.connect("app") as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT 'Somebody Private'::int")
    assert "Private" not in server.log.read_text()


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_database_that_could_lose_what_it_acknowledged_is_refused(server, setting):
    with server.connect("app") as connection:
        refuse_unless_durable(connection)
        connection.execute(f"SET {setting} = off")
        with pytest.raises(DatabaseNotDurable, match=f"{setting} set to off"):
            refuse_unless_durable(connection)


def test_a_server_that_cannot_start_says_why_in_one_sentence(server):
    stop(server)
    version = server.cluster / "PG_VERSION"
    kept = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(DatabaseUnavailable, match=r"did not start: .*incompatible"):
            start(server)
    finally:
        version.write_text(kept)


def test_a_long_path_gets_a_short_socket():
    deep = Server(data=Path("/srv") / ("d" * 90))
    assert len(str(deep.sockets)) < 60
    assert Server(data=Path("/srv/sharewell")).sockets == Path("/srv/sharewell/postgres")


def test_each_secret_is_made_once(server):
    before = read_secrets(server.data)
    start(server)
    assert read_secrets(server.data) == before
    assert len(set(before.values())) == len(SECRETS)
