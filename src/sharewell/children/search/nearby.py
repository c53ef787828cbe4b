"""Asking the process that keeps the segments (`answering`) who of an index may be meant.

A line of JSON each way: an index and what is asked, written one way; the numbers of the children's rows that agree
best, and their weights. Whoever asks shows nothing of a child but what the database then shows them. Where nobody
answers, or not at once, the look-up goes to the database alone: it is the slower way, and finds as surely.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from sharewell.domain.linkage.weighing.compare import Row

NAME: Final = "segments"
"""Of the socket, in the data directory."""
PATIENCE: Final = 0.5
"""Seconds to wait for an answer."""
NOT_AGAIN: Final = 2.0
"""Seconds for which nobody is asked after nobody answered."""


class _Asking(threading.local):
    """A thread's own connection: one question at a time."""

    connection: socket.socket | None = None
    answers: BinaryIO
    not_before = 0.0

    def ask(self, question: bytes) -> bytes:
        """Raises OSError."""
        if self.connection is None:
            self.connection = socket.socket(socket.AF_UNIX)
            self.connection.settimeout(PATIENCE)
            with near_by(settings.DATA) as directory:
                self.connection.connect(f"{directory}/{NAME}")
            self.answers = self.connection.makefile("rb")
        self.connection.sendall(question)
        return self.answers.readline()

    def give_up(self) -> None:
        """What is answered too late must never be taken for the answer to another question."""
        if self.connection is not None:
            self.connection.close()
        self.connection, self.not_before = None, time.monotonic() + NOT_AGAIN


_asking = _Asking()


def ask(index: int, row: Row) -> list[tuple[int, float]] | None:
    """The rows of an index that agree best and their weights, the best first; None where there is no segment to ask."""
    if not settings.SEGMENTS or time.monotonic() < _asking.not_before:
        return None
    try:
        answered: list[tuple[int, float]] | None = json.loads(_asking.ask(json.dumps([index, row]).encode() + b"\n"))
    except (OSError, ValueError):
        _asking.give_up()
        return None
    return answered


@contextmanager
def near_by(directory: Path) -> Iterator[str]:
    """A name of the directory that is short enough for a socket's: the system allows some hundred bytes."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}"
    finally:
        os.close(opened)
