"""One supervisor at a time is in charge of an installation; what one that was killed has left behind is ended first.

`supervisor` in the data directory is locked by the supervisor alone, `parts` by it and by each of its parts, which
inherit the lock: it is free when none of them lives. A lock goes with its process, however that ended.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from sharewell.domain.errors import BadInput
from sharewell.project.datadir import keep_secrets

PATIENCE = 5  # seconds that what was left has to finish in; it began to end when its supervisor went
DYING = 30  # seconds that a killed process has to be gone in: a slow disk may hold it
DATABASE = "database"


class AlreadyRunning(BadInput):
    """Another supervisor is in charge of this installation, or what it left behind is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """`parts` lists what was started, a line for each: the number of a process, or that the database was."""

    parts: TextIOWrapper
    took_over_database: bool  # one that a killed supervisor had started: ours now, so that we stop it at the end

    def note(self, started: int | str) -> None:
        self.parts.write(f"{started}\n")
        self.parts.flush()


@contextmanager
def in_charge(data: Path) -> Iterator[Charge]:
    """Be in charge of the installation in `data`, which may not exist yet. Raises AlreadyRunning."""
    keep_secrets(data)
    with open(data / "supervisor", "a") as ours, open(data / "parts", "a+") as parts:
        if not _locked(ours):
            raise AlreadyRunning(
                f"Sharewell already runs on the data in {data}. "
                "Stop it first, or set SHAREWELL_DATA to another directory."
            )
        parts.seek(0)
        left = parts.read().split()
        _end([int(line) for line in left if line.isdigit()], parts)
        parts.truncate(0)
        charge = Charge(parts=parts, took_over_database=DATABASE in left)
        if charge.took_over_database:
            charge.note(DATABASE)
        try:
            yield charge
        finally:
            parts.truncate(0)


def _end(left: list[int], parts: TextIOWrapper) -> None:
    """Wait until no process that inherited `parts` lives; kill those that outlast our patience.

    Raises AlreadyRunning where one cannot be killed either.
    """
    if _is_free(parts, within=PATIENCE):
        return
    for group in left:
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(group) == group:  # each part began a session of its own
                os.killpg(group, signal.SIGKILL)
    if not _is_free(parts, within=DYING):
        raise AlreadyRunning("What an earlier Sharewell left behind does not end. End its processes, then start again.")


def _is_free(file: TextIOWrapper, *, within: float) -> bool:
    """Wait until it is locked by us, for so many seconds."""
    until = time.monotonic() + within
    while not (locked := _locked(file)) and time.monotonic() < until:
        time.sleep(0.05)
    return locked


def _locked(file: TextIOWrapper) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
