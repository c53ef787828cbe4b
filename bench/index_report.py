"""What `bench.index` measured, as the section of docs/measurements.md and its picture."""

from __future__ import annotations

import os
from dataclasses import dataclass

from bench.plotting import plotted

HEADING = "## The children's index"
_HEADS = (
    *("children", "look-up p50 ms", "p95", "p99", "at 1", "at 10", "worst kind"),
    *("registered a second", "p99 ms", "a second, as a load does", "bytes a child"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Children registered."""

    a_second: float
    p99: float  # milliseconds of a transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One size."""

    size: int
    look_ups: dict[str, dict[str, float]]
    singly: Rate
    together: Rate
    bytes_a_child: float
    anchors: tuple[str, ...]


def report(rows: list[Measured], *, seed: int, buffers: str) -> str:
    last = rows[-1]
    return "\n".join(
        [
            HEADING,
            "",
            f"Printed by `python -m bench.index {last.size}`: invented children in families, seed {seed}, in the",
            f"embedded PostgreSQL with {buffers} of shared buffers, on {os.cpu_count()} cores. A look-up is `find`:",
            "names, birth date and postcode with one of twelve kinds of error, as the web's role behind the walls, on",
            "one connection. To register is to search first, and to be on the disk with keys and a leaf of the ledger;",
            "seven in ten are there.",
            "",
            f"| {' | '.join(_HEADS)} |",
            f"|{'---:|' * len(_HEADS)}",
            *(_row(each) for each in rows),
            "",
            "![Time against children](pictures/index.svg)",
            "",
            f"At {last.size:,}, by what is wrong with what is asked:",
            "",
            "| kind of error | p50 ms | p95 | p99 | at 1 | at 10 |",
            "|---|---:|---:|---:|---:|---:|",
            *(f"| {kind} | {_times(told)} |" for kind, told in last.look_ups.items()),
            "",
            *(line for each in rows for line in each.anchors),
            "",
        ]
    )


def _row(each: Measured) -> str:
    worst = min(told["at 10"] for told in each.look_ups.values())
    return (
        f"| {each.size:,} | {_times(each.look_ups['all'])} | {worst:.3f} | {each.singly.a_second:.0f} "
        f"| {each.singly.p99:.1f} | {each.together.a_second:.0f} | {each.bytes_a_child:,.0f} |"
    )


def _times(told: dict[str, float]) -> str:
    times = " | ".join(f"{told[name]:.2f}" for name in ("p50", "p95", "p99"))
    return f"{times} | {told['at 1']:.3f} | {told['at 10']:.3f}"


def picture(rows: list[Measured]) -> str:
    """Both axes by powers of ten: what grows no faster than the index rises no steeper than the dotted line."""
    lines = {
        "look-up, p50": [each.look_ups["all"]["p50"] for each in rows],
        "look-up, p99": [each.look_ups["all"]["p99"] for each in rows],
        "registered": [1000 / each.singly.a_second for each in rows],
    }
    return plotted([each.size for each in rows], lines, across="children in the index", up="milliseconds")
