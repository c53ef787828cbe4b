"""The process of the segments: holds the children of every index in memory, and answers look-ups from there.

It makes a process of its own for each generation of segments. One that is old goes on answering until the next is built
and has taken its place, so nobody waits for it. A machine needs memory for two generations, some 400 bytes a child.

What it holds is open. So its memory is never written to a disk when it dies, no other process may look into it, and it
ends with its supervisor.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import time
from multiprocessing.connection import Connection
from typing import Final

from sharewell.project.supervising import await_turn

LIVES: Final = 20 * 60 * 60  # seconds: what changed is remembered for longer (`children.jobs`)
PAUSE: Final = 5  # seconds after one that could not be built
_DUMPABLE, _SIGNAL_AT_END_OF_PARENT = 4, 1  # of prctl(2)


def prepare() -> None:
    """Import everything that answering needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
    import django

    django.setup()
    from sharewell.children.search import answering  # noqa: F401


def run() -> None:
    """Keep a generation answering, for ever."""
    _keep_to_itself()
    before = None
    while True:
        hears, tells = multiprocessing.Pipe(duplex=False)
        next_one = multiprocessing.get_context("fork").Process(target=_live, args=(tells,), daemon=True)
        next_one.start()
        tells.close()
        if not _told(hears, None):  # it ended before it was built
            next_one.join()
            time.sleep(PAUSE)
            continue
        if before is not None:
            before.terminate()
            before.join()
        before = next_one
        _told(hears, LIVES)


def _told(hears: Connection, seconds: float | None) -> bool:
    """Wait so long for a word of a generation; False where it ended, or said nothing."""
    try:
        return hears.poll(seconds) and hears.recv()
    except EOFError:
        return False


def _live(tells: Connection) -> None:
    """Build, take the place of the one before, say so, and answer; say once more when the next must be built."""
    _keep_to_itself()
    from django.conf import settings

    from sharewell.children.records.queries import all_indexes
    from sharewell.children.search.answering import answer, listening
    from sharewell.children.search.segments import build

    living = {index.pk: build(index) for index in all_indexes()}
    with listening(settings.DATA) as listener:
        tells.send(True)
        said = False
        for is_old in answer(listener, living):
            if is_old and not said:
                tells.send(True)
                said = True


def _keep_to_itself() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = ctypes.CDLL(None).prctl
    prctl(_DUMPABLE, 0)
    prctl(_SIGNAL_AT_END_OF_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    from sharewell.project import segments  # under its own name, which the processes it makes find again

    segments.prepare()
    await_turn()
    segments.run()
