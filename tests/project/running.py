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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sharewell.project.postgres import Server
from tests.project.driving import NotAcknowledged, Person

PATIENCE = 300  # seconds; on a machine with nothing else to do it takes ten
HOST = "127.0.0.1"


class Running:
    """A running service. `killable` are its processes by what they do; there may be several of a kind."""

    def __init__(self, process: subprocess.Popen[str], data: Path, port: int) -> None:
        self.process, self.port, self.server = process, port, Server(data=data)

    def person(self) -> Person:
        return Person(HOST, self.port, patience=PATIENCE)

    def waits_until_it_answers(self) -> float:
        """Return the seconds that passed until a page came that needs the database."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            with suppress(NotAcknowledged):
                if Person(HOST, self.port, patience=1).get("/ready").status == 200:
                    return time.monotonic() - begun
            time.sleep(0.01)
        raise AssertionError("It never answered.")

    def waits_for(self, kind: str) -> float:
        """Return the seconds that passed until there is a process of a kind."""
        begun = time.monotonic()
        while not self.killable(kind):
            assert time.monotonic() - begun < PATIENCE, f"There is no {kind}."
            time.sleep(0.01)
        return time.monotonic() - begun

    def killable(self, kind: str) -> list[int]:
        if kind == "database":
            with suppress(OSError, IndexError):
                return _alive([int((self.server.cluster / "postmaster.pid").read_text().split()[0])])
            return []
        if kind == "database connection":
            return [child for pid in self.killable("database") for child in _children(pid)]
        parts = _children(self.process.pid)
        if kind == "job process":
            return [pid for pid in parts if "sharewell.project.jobs" in _command(pid)]
        web = [pid for pid in parts if "gunicorn" in _command(pid)]
        return web if kind == "web" else [child for pid in web for child in _children(pid)]


@contextmanager
def running(command: str = "demo") -> Iterator[Running]:
    data, port = Path(tempfile.mkdtemp(prefix="sharewell-drill-")), free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", "from sharewell.project.cli import main; main()", command, "--port", str(port)],
        env={k: v for k, v in os.environ.items() if k != "SHAREWELL_DATABASE_ROLE"} | {"SHAREWELL_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
    )
    service = Running(process, data, port)
    try:
        service.waits_until_it_answers()
        yield service
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
        shutil.rmtree(data)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                state, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(owner) == parent and state != "Z":
                    found.append(int(entry.name))
    return found


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and _state(pid) != "Z"]


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""
