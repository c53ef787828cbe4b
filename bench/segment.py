"""What a segment of N children answers in: `python -m bench.segment [N] [FILE]`, by default a million.

Its memory is made straight from invented children, so that twelve million take minutes: from an index every child is
read and opened (`bench.index`, and its "built, s"). Look-ups are the engine's alone, one at a time, of twelve kinds of
error, SHAREWELL_BENCH_LOOK_UPS (200) of each. FILE's section "A segment" is written anew.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")

import django

django.setup()

import numpy as np  # noqa: E402 (after Django)
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402

from bench import sections  # noqa: E402
from bench.index_look_ups import Told, look_ups  # noqa: E402
from bench.memory import most  # noqa: E402
from sharewell.children.records import facts  # noqa: E402
from sharewell.children.search.asking import YEARS  # noqa: E402
from sharewell.domain.linkage.millions.rows import no_names, stacked  # noqa: E402
from sharewell.linking.inventing import families  # noqa: E402
from sharewell.linking.learning.children_model import FIELDS, model  # noqa: E402
from sharewell.linking.segments import arrow_rows  # noqa: E402
from sharewell.linking.segments.segment import Segment  # noqa: E402

SEED = int(os.environ.get("SHAREWELL_BENCH_SEED", "1"))
LOOK_UPS = int(os.environ.get("SHAREWELL_BENCH_LOOK_UPS", "200"))
CHUNK = 500_000
console = Console(stderr=True)


def made(people: families.Population, size: int) -> Segment:
    """The ids of its children are their places and one."""
    parts, names = [], no_names()
    for begin in track(range(0, size, CHUNK), "the segment's rows", console=console):
        children = people.arrow(np.arange(begin, min(begin + CHUNK, size)))
        part = arrow_rows.rows(FIELDS, arrow_rows.written(FIELDS, children), names)
        names = part.names
        parts.append(replace(part, names=no_names()))
    every = stacked(parts, names)
    parts.clear()
    return Segment(model(), every, np.arange(1, size + 1), years=YEARS)


def report(size: int) -> str:
    people, begun = families.population(size, seed=SEED), time.perf_counter()
    segment = made(people, size)
    built = time.perf_counter() - begun

    def find(details: Mapping[str, str]) -> list[int]:
        return [near.child for near in segment.find(facts.row(details))]

    told = look_ups(people, size, find, each=LOOK_UPS, seed=SEED)
    memory = most()
    return "\n".join(
        [
            "## A segment",
            "",
            f"Printed by `python -m bench.segment {size}`: {size:,} invented children in memory,",
            f"{segment.size / size:.0f} bytes a child, made in {built:,.0f} s straight from what was invented",
            f"({memory:.1f} GB at the most, with all of that). {LOOK_UPS} look-ups of each kind, one after",
            "the other, timed for the engine alone.",
            "",
            "| kind of error | p50 ms | p95 | p99 | at 1 | at 10 |",
            "|---|---:|---:|---:|---:|---:|",
            *(f"| {kind} | {' | '.join(_told(each))} |" for kind, each in told.items()),
            "",
        ]
    )


def _told(each: Told) -> list[str]:
    return [
        *(f"{each[name]:.2f}" for name in ("p50", "p95", "p99")),
        *(f"{each[name]:.3f}" for name in ("at 1", "at 10")),
    ]


def main() -> None:
    written = report(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    sections.tell(written, *sys.argv[2:])


if __name__ == "__main__":
    main()
