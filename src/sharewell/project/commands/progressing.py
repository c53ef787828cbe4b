"""How far a long work has come: a bar at a terminal; elsewhere a line now and then, for whoever reads its log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

import typer

EVERY: Final = 30.0
"""Seconds between two lines: a program that waits for one sentence is told nothing of what takes less."""


@contextmanager
def progress(what: str, total: int | None, *, shown: bool = True) -> Iterator[Callable[[int], None]]:
    """What to call with how many more are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield _lines(what, total) if shown else lambda _: None
        return
    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bars, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda some: bar.advance(task, some)


def _lines(what: str, total: int | None) -> Callable[[int], None]:
    done, told = 0, monotonic()

    def tell(some: int) -> None:
        nonlocal done, told
        done += some
        if monotonic() - told >= EVERY:
            told = monotonic()
            typer.echo(f"{what}: {done:,}{f' of {total:,}' if total else ''} …", err=True)

    return tell
