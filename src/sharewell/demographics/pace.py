"""At most so many requests a second, whichever processes of this machine send them.

A limit that each process counted for itself would be none. What is kept is one number in a file: when the next turn is,
on the clock that all processes share and that nobody sets.
"""

from __future__ import annotations

import fcntl
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from sharewell.domain.errors import BadInput

LONGEST_QUEUE: Final = 60.0
"""Seconds: a turn farther off was kept before the machine was started anew, when the clock began again."""
APART: Final = 1.05
"""Turns are this much farther apart than they need to be: on their way, requests come nearer to one another."""
BUSY: Final = "Too many numbers are being looked for at this moment. Try again in a minute."


class TooBusy(BadInput):
    """Too many others are waiting for their turn."""


def wait_for_turn(file: Path, *, per_second: float, patience: float) -> None:
    """Return when it is our turn. Raises TooBusy, and takes no turn, where that is more than `patience` seconds off."""
    with file.open("a+", errors="replace") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)  # until the file is shut
        kept.seek(0)
        now, turn = time.monotonic(), 0.0
        with suppress(ValueError):  # a machine that lost its power while it was written may leave anything
            turn = float(kept.read())
        turn = turn if now <= turn <= now + LONGEST_QUEUE else now
        if turn - now > patience:
            raise TooBusy(BUSY)
        kept.truncate(0)
        kept.write(repr(turn + APART / per_second))
    time.sleep(max(0.0, turn - time.monotonic()))
