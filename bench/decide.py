"""How fast a decision is, beside two other engines in the same run: `python -m bench.decide [FILE]`.

The same rules, the same requests with nothing unknown, one after the other for each request. Ours is the full answer
with clauses, reasons, level, records and follow-ups; of the others the bare verdict, with their policies read, their
inputs made and their items grouped before the clock starts.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import cedarpy
import regopy
from rich.console import Console
from rich.markdown import Markdown

from sharewell.domain.answer import to_json
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.reading import Edition
from sharewell.domain.request import Asked
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled
from tests.domain.cedar import Cedar
from tests.domain.generated import a_request
from tests.domain.rego import Rego

REQUESTS, BULK, ON = 3_000, 10_000, date(2006, 9, 1)
HOLIDAYS = bank_holidays("GB/ENG")
OURS, JSON, CEDAR, REGO = "full answer", "full answer as JSON", "Cedar, verdict alone", "Rego, verdict alone"


def micros(run: Callable[[], Any]) -> float:
    start = time.perf_counter_ns()
    run()
    return (time.perf_counter_ns() - start) / 1_000


def side_by_side(edition: Edition) -> dict[str, list[float]]:
    """Microseconds of each request by each engine, the engines taking turns so that they meet the same machine."""
    random, decider, cedar, rego = Random(1), Decider(edition), Cedar(edition), Rego(edition)
    times: dict[str, list[float]] = {OURS: [], JSON: [], CEDAR: [], REGO: []}
    for at in range(REQUESTS):
        request = a_request(random, edition, unknown=False)
        asked = cedar.asked(request)
        inputs = [regopy.Input(each) for each in rego.asked(request)]
        runs: dict[str, Callable[[], Any]] = {
            OURS: lambda r=request: decider.decide(r, HOLIDAYS),
            JSON: lambda r=request: to_json(decider.decide(r, HOLIDAYS)),
            CEDAR: lambda a=asked: cedarpy.is_authorized_batch(a, cedar.policies, cedar.entities),
            REGO: lambda i=inputs: [rego.verdict(each) for each in i],
        }
        for name in (CEDAR, REGO, OURS, JSON):
            took = micros(runs[name])
            if at >= REQUESTS // 10:  # the first ones warm everybody up
                times[name].append(took)
    return times


def in_bulk(edition: Edition) -> dict[str, float]:
    """Milliseconds for one request with very many items."""
    random, decider, cedar = Random(2), Decider(edition), Cedar(edition)
    codes = list(edition.known.items)
    items = tuple(Asked(item=code) for code in islice(cycle(codes), BULK))
    request = replace(a_request(random, edition, unknown=False), items=items)
    asked = cedar.asked(request)
    return {
        OURS: min(micros(lambda: decider.decide(request, HOLIDAYS)) for _ in range(5)) / 1_000,
        CEDAR: min(
            micros(lambda: cedarpy.is_authorized_batch(asked, cedar.policies, cedar.entities)) for _ in range(2)
        ) / 1_000,
    }  # fmt: skip


def an_edition() -> tuple[Edition, dict[str, float]]:
    """An edition, with what its texts, reading and compiling cost: milliseconds and mebibytes."""
    bundled().decider("haringey/children", on=ON)  # imports and patterns are paid for once a process
    before, start = resident(), time.perf_counter()
    edition = bundled().edition("haringey/children", on=ON)
    read = time.perf_counter()
    decider = Decider(edition)
    compiled, grown = time.perf_counter(), resident() - before
    tracemalloc.start()
    again = bundled()
    again.decider("haringey/children", on=ON)
    allocated, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del decider, again  # both are held until here
    costs = {"read": (read - start) * 1e3, "compiled": (compiled - read) * 1e3}
    return edition, costs | {"allocated": allocated / 2**20, "resident": grown / 2**20}


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def report() -> str:
    edition, costs = an_edition()
    times, bulk = side_by_side(edition), in_bulk(edition)
    middle = statistics.median(times[OURS])
    rows = []
    for name, taken in times.items():
        p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
        rows.append(f"| {name} | {p50:.0f} | {p99:.0f} | {p50 / middle:.1f} |")
    return "\n".join(
        [
            "# Measurements",
            "",
            "Printed by `python -m bench.decide`; `make bench` runs it. Times depend on the machine and on what else",
            "it is doing. The ratios are from one run, in which the engines took turns on the same requests and rules.",
            "",
            f"## One decision ({REQUESTS:,} generated requests of 1 to 4 items under {edition.protocol.id})",
            "",
            "Ours is the full answer: every item with its clauses and reasons, the level, records, follow-ups and",
            "what would change it. Cedar (a parsed policy set) and Rego (a built bundle) give one verdict per item.",
            "",
            "| | p50, µs | p99, µs | p50 against ours |",
            "|---|---:|---:|---:|",
            *rows,
            "",
            f"## {BULK:,} items in one request",
            "",
            f"Ours {bulk[OURS]:.0f} ms; Cedar in one batch {bulk[CEDAR]:.0f} ms, "
            f"{bulk[CEDAR] / bulk[OURS]:.0f} times ours.",
            "",
            "## One edition",
            "",
            f"The bundled texts are read from files in {costs['read']:.0f} ms, and the edition is compiled in",
            f"{costs['compiled']:.0f} ms. By Python's count, texts, edition and routes take",
            f"{costs['allocated']:.1f} MiB; the process grew by {costs['resident']:.1f} MiB.",
            "",
        ]
    )


def main() -> None:
    written = report()
    Console().print(Markdown(written))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(written)


if __name__ == "__main__":
    main()
