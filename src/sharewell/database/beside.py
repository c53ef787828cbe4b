"""Work of ours that is done while the database does its own.

    with beside(next_rows()) as following:
        take_in(rows)              # while it waits for answers, steps are taken
    rows = following.all()         # and those for which there was no time

It saves the waiting and takes no thread, which would stand in the way of the one that hears the answer. No step may ask
the database: the connection is waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, NoReturn, TypeVar

from django.db import InterfaceError, connection

Made = TypeVar("Made")


class Beside(Generic[Made]):
    """Steps, each of which makes something."""

    def __init__(self, steps: Iterator[Made]) -> None:
        self._steps, self._made = steps, list[Made]()
        self._failed: Exception | None = None

    def step(self) -> bool:
        """Take the next, if there is one. It raises nothing: that would fall to whoever waits for an answer."""
        try:
            with connection.execute_wrapper(_refuse):
                self._made.append(next(self._steps))
        except StopIteration:
            return False
        except Exception as error:
            self._failed, self._steps = error, iter(())
            return False
        return True

    def all(self) -> list[Made]:
        """What each step made. Raises what one of them raised."""
        while self.step():
            pass
        if self._failed is not None:
            raise self._failed
        return self._made


_at_hand: ContextVar[Beside[Any] | None] = ContextVar("what is done while an answer is awaited", default=None)


@contextmanager
def beside(steps: Iterator[Made]) -> Iterator[Beside[Made]]:
    """Have steps taken whenever an answer of the database is awaited, until the block ends."""
    work = Beside(steps)
    token = _at_hand.set(work)
    try:
        yield work
    finally:
        _at_hand.reset(token)


def step() -> bool:
    """Take a step of what is at hand; False where nothing is."""
    work = _at_hand.get()
    return work is not None and work.step()


def _refuse(*_: Any) -> NoReturn:
    raise InterfaceError("What is done while an answer is awaited may not ask the database.")
