"""Answering look-ups from segments, on the socket that `nearby` asks: one after the other, as new as the database."""

from __future__ import annotations

import json
import os
import selectors
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedRWPair
from pathlib import Path
from typing import Final

from django.db import Error, connection

from sharewell.children.search.nearby import NAME, near_by
from sharewell.children.search.segments import Living

MOST: Final = 24
"""Rows that are told of: a child may be several, one of each organisation."""
_LOOKS: Final = 1.0  # seconds between two looks for what is new while nobody asks


@contextmanager
def listening(data: Path) -> Iterator[socket.socket]:
    """The socket on which whoever asks from now on is answered: the one before loses its name."""
    with near_by(data) as directory, socket.socket(socket.AF_UNIX) as listener:
        fresh = f"{directory}/{NAME}.{os.getpid()}"
        listener.bind(fresh)
        os.chmod(fresh, 0o600)
        listener.listen(64)
        os.rename(fresh, f"{directory}/{NAME}")
        yield listener


def answer(listener: socket.socket, living: Mapping[int, Living]) -> Iterator[bool]:
    """Answer whoever asks, one after the other, for ever; yields between answers whether a segment is old."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(listener, selectors.EVENT_READ)
        while True:
            ready = waiting.select(_LOOKS)
            for key, _ in ready:
                if key.fileobj is listener:
                    asker = listener.accept()[0]
                    waiting.register(asker, selectors.EVENT_READ, asker.makefile("rwb"))
                elif not _answered(key.data, living):
                    waiting.unregister(key.fileobj)
                    with suppress(OSError):  # closing sends once more what whoever had no patience never took
                        key.data.close()
                    key.fileobj.close()  # type: ignore[union-attr]
            if not ready:
                for each in living.values():
                    _keep_up(each)
            yield any(each.is_old for each in living.values())


def _answered(asker: BufferedRWPair, living: Mapping[int, Living]) -> bool:
    """Answer one question; False where whoever asked has gone."""
    with suppress(OSError, ValueError):
        index, row = json.loads(asker.readline())
        found = living[index].find(row, most=MOST) if index in living and _keep_up(living[index]) else None
        told = None if found is None else [[near.child, near.weight] for near in found]
        asker.write(json.dumps(told).encode() + b"\n")
        asker.flush()
        return True
    return False


def _keep_up(living: Living) -> bool:
    """Whether it is as new as the database."""
    try:
        return living.keep_up()
    except Error:
        connection.close()  # the next look begins a new one
        return False
