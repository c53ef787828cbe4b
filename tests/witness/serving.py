"""A real witness, served as `sharewell witness serve` serves it, and a log that sends it checkpoints."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sharewell.domain.merkle.witness import write_request
from tests.domain.merkle.made import LOG, Ledger
from tests.project.running import PATIENCE, free_port

SHAREWELL = [sys.executable, "-c", "from sharewell.project.cli import main; main()"]


@dataclass
class Served:
    home: Path
    port: int
    process: subprocess.Popen[bytes]

    def post(self, body: str | bytes, path: str = "/add-checkpoint", method: str = "POST") -> http.client.HTTPResponse:
        """The answer, with what it says already read into `.said`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body if isinstance(body, bytes) else body.encode())
            response = connection.getresponse()
            response.said = response.read().decode()  # type: ignore[attr-defined]
        finally:
            connection.close()
        return response

    def kill(self) -> None:
        """As a power cut would: the server and all its workers at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SHAREWELL, "witness", *arguments],
        env=os.environ | {"SHAREWELL_WITNESS": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@contextmanager
def served(home: Path) -> Iterator[Served]:
    port = free_port()
    process = subprocess.Popen(
        [*SHAREWELL, "witness", "serve", "--port", str(port)],
        env=os.environ | {"SHAREWELL_WITNESS": str(home)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield Served(home, port, process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def request(ledger: Ledger, old: int, new: int) -> str:
    return write_request(old, ledger.proof(old, new), str(ledger.note(new, LOG)))


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the witness does not answer")
