"""Look-ups with each of the twelve kinds of error: through the database, in a segment, and through both together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.progress import Progress

from sharewell.children.models import Index
from sharewell.children.records import facts
from sharewell.children.search import nearby, segments
from sharewell.children.search.finding import find
from sharewell.linking.inventing import errors, families

Told = dict[str, float]
"""Milliseconds on the clock and of this process, and the share of children that came first and among ten."""
Find = Callable[[Mapping[str, str]], Sequence[int]]
"""The rows that may be meant, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One size, by the kind of error; "all" are all of them."""

    database: dict[str, Told]
    segment: dict[str, Told]
    """The engine alone."""
    through: dict[str, Told]
    """A segment asked first, and the children it tells of read from the database; without the socket between them."""
    built: float
    """Seconds."""
    bytes_a_child: float


def looked(index: Index, people: families.Population, size: int, *, each: int, seed: int) -> Looked:
    """
    Args:
        each: look-ups of each kind of error.
    """

    def through_find(details: Mapping[str, str]) -> list[int]:
        return [candidate.opened.first for candidate in find(index, details).candidates]

    def told(by: Find) -> dict[str, Told]:
        return look_ups(people, size, by, each=each, seed=seed)

    database = told(through_find)
    begun = time.perf_counter()
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("the segment", total=size)
        living = segments.build(index, progress=lambda read: progress.advance(bar, read))
    built = time.perf_counter() - begun
    segment = told(lambda details: [near.child for near in living.find(facts.row(details), most=10)])
    with _asked(living):
        through = told(through_find)
    return Looked(
        database=database, segment=segment, through=through, built=built, bytes_a_child=living.segment.size / size
    )


@contextmanager
def _asked(living: segments.Living) -> Iterator[None]:
    def ask(index: int, row: Mapping[str, str]) -> list[tuple[int, float]] | None:
        return [(near.child, near.weight) for near in living.find(row, most=24)] if living.keep_up() else None

    before, nearby.ask = nearby.ask, ask
    try:
        yield
    finally:
        nearby.ask = before


def look_ups(people: families.Population, size: int, by: Find, *, each: int, seed: int) -> dict[str, Told]:
    """By the kind of error, and "all"."""
    for _ in range(2):  # once for nothing: what lies on the disk is in memory then, and all is compiled
        told = _once(people, size, by, each=each, seed=seed)
    return told


def _once(people: families.Population, size: int, by: Find, *, each: int, seed: int) -> dict[str, Told]:
    random = np.random.default_rng(seed + size)
    taken: dict[str, list[tuple[float, float, int]]] = {}
    for kind in errors.ASKED:
        places = random.integers(0, size, each)
        asked = [(at, errors.asked(people.child(at), kind, seed=seed).details) for at in places]
        taken[kind] = []
        for at, details in asked:
            begun, worked = time.perf_counter(), time.thread_time()
            found = by(details)
            spent, work = time.perf_counter() - begun, time.thread_time() - worked
            rank = next((n for n, child in enumerate(found, 1) if child == at + 1), 99)
            taken[kind].append((spent * 1000, work * 1000, rank))
    every = [one for of_kind in taken.values() for one in of_kind]
    return {kind: _summary(of_kind) for kind, of_kind in (taken | {"all": every}).items()}


def _summary(taken: Sequence[tuple[float, float, int]]) -> Told:
    times, work, ranks = (np.array(column) for column in zip(*taken, strict=True))
    p50, p95, p99 = (float(each) for each in np.percentile(times, (50, 95, 99)))
    own50, own99 = (float(each) for each in np.percentile(work, (50, 99)))
    first, among = float((ranks == 1).mean()), float((ranks <= 10).mean())
    return {"p50": p50, "p95": p95, "p99": p99, "own p50": own50, "own p99": own99, "at 1": first, "at 10": among}
