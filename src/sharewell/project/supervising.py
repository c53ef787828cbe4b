"""Keeps the parts of the running service alive: the database, the web, the jobs. Whatever dies is started again.

Each part may be killed at any moment by the system or by a person. What was acknowledged is on disk, what was not is
rolled back, so a fresh process simply carries on; a page that was asked for meanwhile waits on the listening socket,
which is ours and outlives them all.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from sharewell.domain.errors import BadInput
from sharewell.project.postgres import Server, start

LOOKS = 0.1  # seconds between two looks at the parts
SETTLED = 10  # seconds: a part that has run so long has started well
LONGEST_PAUSE = 5  # seconds before a part that keeps ending is started again


class CannotServe(BadInput):
    """The service cannot begin as asked."""


@dataclass(slots=True, kw_only=True)
class Part:
    """One of our processes, `python -m module`, in a session of its own: a Ctrl-C reaches us alone, and we end it."""

    name: str
    module: str
    arguments: Sequence[str] = ()
    role: str  # of the database
    passes: Sequence[int] = ()  # file descriptors it inherits
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    since: float = field(default=0, init=False)  # when it was last started, on the monotonic clock
    ended_early: int = field(default=0, init=False)  # how often in a row it did not settle
    settled: bool = field(default=False, init=False)

    def start(self) -> None:
        self.since = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, *self.arguments],
            env=os.environ | {"SHAREWELL_DATABASE_ROLE": self.role},
            stdin=subprocess.PIPE,  # which ends when we do: see `end_with_supervisor`
            pass_fds=self.passes,
            start_new_session=True,
        )

    def look(self) -> None:
        """Start it again if it has ended. Raises CannotServe where it ended by itself before it ever ran well."""
        if self.process is None:
            return
        code, ran = self.process.poll(), time.monotonic() - self.since
        if code is None:
            self.settled = self.settled or ran > SETTLED
            self.ended_early = 0 if ran > SETTLED else self.ended_early
            return
        if code >= 0 and not self.settled:
            raise CannotServe(f"The {self.name} ended by itself; what it said is above.")
        if ran < self._pause():
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGTERM)  # what it had started may finish what it was doing
        self.ended_early += 1
        self.start()

    def _pause(self) -> float:
        return 0 if not self.ended_early else min(LONGEST_PAUSE, LOOKS * 2**self.ended_early)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait()


@dataclass(slots=True, kw_only=True)
class Watch:
    """Notices at once when the embedded server has died: its end of an open connection closes."""

    server: Server
    connection: psycopg.Connection | None = field(default=None, init=False)

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the server has died, and then start it again."""
        try:
            if self.connection is None:
                self.connection = self.server.connect("app")
            if not select.select([self.connection], [], [], seconds)[0]:
                return
        except (psycopg.OperationalError, ValueError):
            pass
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        start(self.server)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()


def keep_alive(parts: Sequence[Part], server: Server | None) -> None:
    """Run the parts, and start again whatever dies, until interrupted; then end them in the order given."""
    watch = Watch(server=server) if server else None
    wait: Callable[[float], None] = watch.wait if watch else time.sleep
    try:
        for part in parts:
            part.start()
        while True:
            wait(LOOKS)
            for part in parts:
                part.look()
    finally:
        for part in parts:
            part.stop()
        if watch:
            watch.close()


def end_with_supervisor() -> None:
    """Called in a part: end in order when its supervisor is gone, however it went; nobody would start us again."""

    def wait() -> None:
        os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
