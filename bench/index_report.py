"""What `bench.index` measured, as the section of docs/measurements.md and its picture."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

from bench.index_look_ups import Looked, Told
from bench.plotting import plotted

_HEADS = (
    *("children", "look-up p50 ms", "p95", "p99", "at 1", "at 10", "worst kind"),
    *("registered a second", "p99 ms", "a second, as a load does", "bytes a child"),
)
_OF_SEGMENTS = (
    *("children", "in the segment p50 ms", "p99", "of the processor p50", "p99", "at 1", "at 10", "worst kind"),
    *("with what is shown p50 ms", "p99", "built, s", "bytes a child"),
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
    looked: Looked
    singly: Rate
    together: Rate
    bytes_a_child: float
    anchors: tuple[str, ...]


def as_json(rows: list[Measured]) -> str:
    return json.dumps([asdict(each) for each in rows], indent=1)


def from_json(kept: str) -> list[Measured]:
    told = json.loads(kept)
    return [
        Measured(
            size=each["size"],
            looked=Looked(**each["looked"]),
            singly=Rate(**each["singly"]),
            together=Rate(**each["together"]),
            bytes_a_child=each["bytes_a_child"],
            anchors=tuple(each["anchors"]),
        )
        for each in told
    ]


def report(rows: list[Measured], *, seed: int, buffers: str) -> str:
    last = rows[-1]
    return "\n".join(
        [
            "## The children's index",
            "",
            f"Printed by `python -m bench.index {last.size}`: invented children in families, seed {seed}, in the",
            f"embedded PostgreSQL with {buffers} of shared buffers, on {os.cpu_count()} cores. A look-up is `find`:",
            "names, birth date and postcode with one of twelve kinds of error, as the web's role behind the walls, on",
            "one connection. A registration searches first, and is then on the disk with its keys and a leaf of the",
            "ledger; seven in ten are there already. A load takes in the same from a file, fifty rows at a time.",
            "The tables were read once beforehand, so they are in memory as far as it reaches.",
            "",
            f"| {' | '.join(_HEADS)} |",
            f"|{'---:|' * len(_HEADS)}",
            *(_row(each) for each in rows),
            "",
            "In a segment, the same look-ups are timed for the engine alone. “With what is shown” also reads the",
            "children it names from the database, opens them and weighs them again. “Of the processor” is this",
            "process's own time.",
            "",
            f"| {' | '.join(_OF_SEGMENTS)} |",
            f"|{'---:|' * len(_OF_SEGMENTS)}",
            *(_of_segment(each) for each in rows),
            "",
            "![Time against children](pictures/index.svg)",
            "",
            f"At {last.size:,}, by the kind of error in what is asked:",
            "",
            "| kind of error | p50 ms | p95 | p99 | at 1 | at 10 | segment p50 | p95 | p99 | at 1 | at 10 |",
            f"|---|{'---:|' * 10}",
            *(
                f"| {kind} | {_times(told)} | {_times(last.looked.segment[kind])} |"
                for kind, told in last.looked.database.items()
            ),
            "",
            *(line for each in rows for line in each.anchors),
            "",
        ]
    )


def _row(each: Measured) -> str:
    found = each.looked.database
    return (
        f"| {each.size:,} | {_times(found['all'])} | {_worst(found):.3f} | {each.singly.a_second:.0f} "
        f"| {each.singly.p99:.1f} | {each.together.a_second:.0f} | {each.bytes_a_child:,.0f} |"
    )


def _of_segment(each: Measured) -> str:
    looked = each.looked
    alone, through = looked.segment["all"], looked.through["all"]
    told = " | ".join(f"{alone[name]:.2f}" for name in ("p50", "p99", "own p50", "own p99"))
    found = f"{alone['at 1']:.3f} | {alone['at 10']:.3f} | {_worst(looked.segment):.3f}"
    shown = f"{through['p50']:.2f} | {through['p99']:.2f}"
    return f"| {each.size:,} | {told} | {found} | {shown} | {looked.built:,.0f} | {looked.bytes_a_child:.0f} |"


def _worst(found: dict[str, Told]) -> float:
    return min(told["at 10"] for told in found.values())


def _times(told: Told) -> str:
    times = " | ".join(f"{told[name]:.2f}" for name in ("p50", "p95", "p99"))
    return f"{times} | {told['at 1']:.3f} | {told['at 10']:.3f}"


def picture(rows: list[Measured]) -> str:
    """Both axes by powers of ten: what grows no faster than the index rises no steeper than the dotted line."""
    lines = {
        "look-up, p50": [each.looked.database["all"]["p50"] for each in rows],
        "look-up, p99": [each.looked.database["all"]["p99"] for each in rows],
        "segment, p50": [each.looked.segment["all"]["p50"] for each in rows],
        "segment, p99": [each.looked.segment["all"]["p99"] for each in rows],
        "registered": [1000 / each.singly.a_second for each in rows],
    }
    return plotted([each.size for each in rows], lines, across="children in the index", up="milliseconds")
