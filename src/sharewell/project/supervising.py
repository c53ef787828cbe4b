"""Keeps the parts of the running service alive: the database, the web, the jobs. Whatever dies is started again.

Each part may be killed at any moment by the system or by a person. What was acknowledged is on disk, what was not is
rolled back, so a fresh process simply carries on; a page that was asked for meanwhile waits on the listening socket,
which is ours and outlives them all. Beside each part a spare waits that has imported everything, which is what starting
takes long for: it needs only to be told that it is its turn.
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
KILLED_EARLY = 1  # seconds: one that is killed again and again within so long would only burn the processor
LONGEST_PAUSE = 5  # seconds before a part that keeps ending is started again
SPARE_AFTER = 1  # seconds that a part has run before its spare is made, so that the two do not start side by side
TURN = b"\n"
GRACE = 25  # seconds in which a part whose supervisor has gone finishes what it does


class CannotServe(BadInput):
    """The service cannot begin as asked."""


@dataclass(slots=True, kw_only=True)
class Part:
    """One of our processes, `python -m module`, in a session of its own: a Ctrl-C reaches us alone, and we end it.

    It imports what it needs, then calls `await_turn`.
    """

    name: str
    module: str
    arguments: Sequence[str] = ()
    role: str  # of the database
    passes: Sequence[int] = ()  # file descriptors it inherits
    launched: Callable[[int], None] = lambda _: None  # told of the number of each process that is made
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    spare: subprocess.Popen[bytes] | None = field(default=None, init=False)
    since: float = field(default=0, init=False)  # when its turn began, on the monotonic clock
    spare_since: float = field(default=0, init=False)
    ended_early: int = field(default=0, init=False)  # how often in a row it did not settle
    settled: bool = field(default=False, init=False)

    def start(self) -> None:
        self.since = time.monotonic()
        if self.spare is None or self.spare.poll() is not None:
            self.spare = self._launch()
        self.process, self.spare = self.spare, None
        if self.process.stdin:
            with suppress(BrokenPipeError):  # it has just ended: the next look finds that
                self.process.stdin.write(TURN)

    def look(self) -> None:
        """Start it again if it has ended. Raises CannotServe where it ended by itself before it ever ran well."""
        if self.process is None:
            return
        code, ran = self.process.poll(), time.monotonic() - self.since
        if code is None:
            self.settled = self.settled or ran > SETTLED
            self.ended_early = 0 if ran > SETTLED else self.ended_early
            self._keep_a_spare(ran)
            return
        if code >= 0 and not self.settled:
            raise CannotServe(f"The {self.name} ended by itself; what it said is above.")
        early = ran < (SETTLED if code >= 0 else KILLED_EARLY)
        if early and ran < self._pause():
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGTERM)  # what it had started may finish what it was doing
        self.ended_early = self.ended_early + 1 if early else 0
        self.start()

    def stop(self) -> None:
        if self.spare is not None:
            self.spare.kill()  # it has begun nothing
            self.spare.wait()
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait()

    def _pause(self) -> float:
        return 0 if not self.ended_early else min(LONGEST_PAUSE, LOOKS * 2**self.ended_early)

    def _keep_a_spare(self, ran: float) -> None:
        code = -1 if self.spare is None else self.spare.poll()
        if code is None or ran < SPARE_AFTER:
            return
        if code >= 0 and time.monotonic() - self.spare_since < LONGEST_PAUSE:
            return  # it ended by itself, and the next would too
        self.spare, self.spare_since = self._launch(), time.monotonic()

    def _launch(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", self.module, *self.arguments],
            env=os.environ | {"SHAREWELL_DATABASE_ROLE": self.role},
            stdin=subprocess.PIPE,  # which tells it when its turn is, and ends when we do: see `await_turn`
            bufsize=0,
            pass_fds=self.passes,
            start_new_session=True,
        )
        self.launched(process.pid)
        return process


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
        self.close()
        with suppress(psycopg.OperationalError):  # it died again just as it was there: the next look finds that
            start(self.server)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


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


def await_turn() -> None:
    """Called in a part that has imported what it needs: wait until it is told to begin.

    From then on it ends when its supervisor is gone, however that went: nobody would start it again. What it does may
    be finished; where that hangs, the part and what it has started are killed.
    """
    if os.read(0, 1) != TURN:
        sys.exit()

    def end_with_supervisor() -> None:
        os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=end_with_supervisor, daemon=True).start()
