"""The whole service running as its owner runs it, `sharewell demo`, with its processes open to be killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from sharewell.project.postgres import SUPERVISOR, Server
from tests.project.driving import NotAcknowledged, Person

PATIENCE = 300  # seconds; on a machine with nothing else to do it takes ten
HOST = "127.0.0.1"


class Running:
    """A running service. `killable` are its processes by what they do; there may be several of a kind."""

    def __init__(self, command: str, data: Path) -> None:
        self.command, self.port, self.server = command, free_port(), Server(data=data)
        self.start()

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if k != "SHAREWELL_DATABASE_ROLE"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", MAIN, self.command, "--port", str(self.port)],
            env=environment | {"SHAREWELL_DATA": str(self.server.data)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=PATIENCE)

    def person(self) -> Person:
        return Person(HOST, self.port, patience=PATIENCE)

    def waits_until_it_answers(self) -> float:
        """Return the seconds that passed until a page came that needs the database."""

        def answers() -> bool:
            assert self.process.poll() is None, "It ended instead of answering."
            return self._answers()

        return _until(answers)

    def waits_until_whole(self, workers: int) -> float:
        """Return the seconds that passed until a page came, every part was there with its own, and a job process had
        put itself down for work after the first so many."""
        return _until(
            lambda: all(self.killable(kind) for kind in PARTS) and self._answers() and self.workers() > workers
        )

    def workers(self) -> int:
        """How many job processes have put themselves down for work, ever; 0 while the database does not say."""
        with suppress(psycopg.OperationalError), self.server.connect(SUPERVISOR) as connection:
            row = connection.execute("SELECT last_value FROM procrastinate_workers_id_seq").fetchone()
            return int(row[0]) if row else 0
        return 0

    def _answers(self) -> bool:
        with suppress(NotAcknowledged):
            return Person(HOST, self.port, patience=1).get("/ready").status == 200
        return False

    def processor_seconds(self) -> dict[str, float]:
        """What the web and the database have used of the processors, with those of their processes that ended."""
        firsts = {"web": self.killable("web"), "database": self.killable("database")}
        return {
            part: sum(_used(pid) + sum(map(_used, children_of(pid))) for pid in pids) for part, pids in firsts.items()
        }

    def killable(self, kind: str) -> list[int]:
        if kind == "database":
            with suppress(OSError, IndexError):
                return alive([int((self.server.cluster / "postmaster.pid").read_text().split()[0])])
            return []
        if kind == "database connection":
            return [child for pid in self.killable("database") for child in children_of(pid)]
        if kind == "web worker":
            return [child for pid in self.killable("web") for child in children_of(pid)]
        parts = sorted(children_of(self.process.pid), key=_begun)
        jobs = [pid for pid in parts if "sharewell.project.jobs" in command_of(pid)]
        web = [pid for pid in parts if "sharewell.project.web" in command_of(pid)]
        if kind == "spare":  # made after the one whose place it may take
            return jobs[1:] + web[1:]
        return (web if kind == "web" else jobs)[:1]


PARTS = ("database", "web", "web worker", "job process")
MAIN = "from sharewell.project.cli import main; main()"


@contextmanager
def running(command: str = "demo", kept: Path | None = None) -> Iterator[Running]:
    """
    Args:
        kept: its data directory, in place of a new one that is removed.
    """
    data = kept or Path(tempfile.mkdtemp(prefix="sharewell-drill-"))
    service = Running(command, data)
    try:
        service.waits_until_it_answers()
        yield service
    finally:
        service.stop()
        if not kept:
            shutil.rmtree(data)


def _until(true: Callable[[], bool]) -> float:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < PATIENCE, "It never came back."
        time.sleep(0.01)
    return time.monotonic() - begun


def free_port() -> int:
    """A port that is given to nobody else while these tests run: it stays bound, and a server may listen there."""
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind((HOST, 0))
    _bound.append(probe)
    return int(probe.getsockname()[1])


_bound: list[socket.socket] = []


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def children_of(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                state, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(owner) == parent and state != "Z":
                    found.append(int(entry.name))
    return found


def _begun(pid: int) -> int:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    return 0


def alive(pids: Iterable[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and _state(pid) != "Z"]


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _used(pid: int) -> float:
    """Seconds of the processors: its own, and those of its children that it has seen end."""
    with suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0


def command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""
