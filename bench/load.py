"""What `sharewell index load` takes in: `python -m bench.load [ROWS] [FILE]`, by default 10,000 rows and then 100,000.

The command itself is run on an installation of its own, as whoever runs one would: extracts of invented children, of
whom one in ten is named twice, misspelt and under another id. Each is loaded row by row, then again unchanged; one of
ten thousand rows is loaded whole too, into an index of its own. FILE's section "Loading" is written anew.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench import sections
from sharewell.linking.inventing import errors, families
from sharewell.project.postgres import Server, is_running, stop

KEEPER, BY = "Haringey Council", "haringey/childrens-index"
PARTNERS = """
from sharewell.project import serving
with serving.database():
    from sharewell.project.demo import seed
    seed()
"""
CLI = "from sharewell.project.cli import main; main()"
TELLS_MEMORY = "import atexit; from bench.memory import most; atexit.register(lambda: print(most()))\n"
MOST_WHOLE = 10_000  # rows: a file of all or nothing holds everybody else up


def written(file: Path, rows: int, *, seed: int) -> None:
    # None who comes of age this year or last, with a year that is misspelt: such a record would have ended by now.
    old = str(date.today().year - 16)
    children = [child for child in families.children(rows * 5 // 4, seed=seed) if child.birth_date > old]
    children = children[: rows - rows // 10]
    kinds, random = [make for kind, make in errors.DELIVERED.items() if "misspelt" in kind], errors.Random(seed)
    again = [kinds[n % len(kinds)](child, random) for n, child in enumerate(children[: rows // 10])]
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["id", *families.DETAILS])
        for at, child in enumerate([*children, *again]):
            writer.writerow([f"{seed}-{at}", *(getattr(child, name) for name in families.DETAILS)])


def run(data: Path, *arguments: object, code: str = CLI) -> tuple[str, float, float]:
    """What it prints, seconds, and the most memory that it took in megabytes. Raises CalledProcessError."""
    begun, told = time.perf_counter(), os.environ | {"SHAREWELL_DATA": str(data)}
    command = [sys.executable, "-c", TELLS_MEMORY + code, *map(str, arguments)]
    ran = subprocess.run(command, env=told, stdout=subprocess.PIPE, text=True, check=True)
    out, _, gigabytes = ran.stdout.rstrip().rpartition("\n")
    return out, time.perf_counter() - begun, float(gigabytes) * 1000


def measured(data: Path, sizes: list[int]) -> list[str]:
    rows = []
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("loading", total=sum(sizes) * 2 + min(MOST_WHOLE, sizes[-1]))
        for size in sizes:
            name, file = f"{size} rows", data / f"{size}.csv"
            written(file, size, seed=size)
            run(data, "index", "found", name, "--keeper", KEEPER, "--protocol", BY)
            for how in ("row by row", "again, unchanged"):
                rows.append(_row(size, how, *run(data, *_load(file, name))))
                progress.advance(bar, size)
        size = min(MOST_WHOLE, sizes[-1])
        run(data, "index", "found", "whole", "--keeper", KEEPER, "--protocol", BY)
        written(data / "whole.csv", size, seed=7)
        rows.append(_row(size, "all or nothing", *run(data, *_load(data / "whole.csv", "whole"), "--all-or-nothing")))
        progress.advance(bar, size)
    return rows


def _load(file: Path, index: str) -> tuple[object, ...]:
    return ("index", "load", file, "--from", KEEPER, "--index", index, "--json")


def _row(size: int, how: str, out: str, seconds: float, megabytes: float) -> str:
    told = json.loads(out)
    became = ", ".join(f"{told[what]:,} {what}" for what in ("new", "linked", "possible", "unchanged") if what in told)
    return f"| {size:,} | {how} | {size / seconds:,.0f} | {megabytes:,.0f} | {became} |"


def report(rows: list[str]) -> str:
    return "\n".join(
        [
            "## Loading",
            "",
            f"Printed by `python -m bench.load`: `sharewell index load` on {os.cpu_count()} cores, including its start",
            "and the reading of the file, until rows are on the disk with keys and leaves of the ledger. One row in",
            "ten names a child a second time, misspelt and under another id.",
            "",
            "| rows | how | rows a second | most memory, MB | what became of them |",
            "|---:|---|---:|---:|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    sizes = [int(sys.argv[1])] if len(sys.argv) > 1 and sys.argv[1].isdigit() else [10_000, 100_000]
    data = Path(tempfile.mkdtemp(prefix="sharewell-bench-"))
    try:
        run(data, "database", "start")
        run(data, code=PARTNERS)
        told = report(measured(data, sizes))
    finally:
        if is_running(server := Server(data=data)):
            stop(server)
        shutil.rmtree(data)
    sections.tell(told, *(each for each in sys.argv[1:] if not each.isdigit()))


if __name__ == "__main__":
    main()
