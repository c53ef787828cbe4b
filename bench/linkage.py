"""How well and how fast extracts are linked: `python -m bench.linkage [FOLDER] [FILE]`.

FOLDER holds the public sets, febrl/dataset*.csv (FEBRL 1 to 4) and splink/*.csv and *.parquet (fake_1000 and
historical_50k); without it they are left out. Any others may stand in labelled/, each in a folder of its name: one CSV
file or two, whose column “cluster” says who is who. FILE's section "Linkage" is written anew. SHAREWELL_BENCH_CHILDREN
(200,000) sizes the invented families.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from random import Random

import numpy as np
from rich.console import Console

from bench import sections
from sharewell.domain.linkage.values.fields import Kind
from sharewell.domain.linkage.values.table import Table, table
from sharewell.domain.linkage.weighing import bulk, compare
from sharewell.linking import linker
from sharewell.linking.candidates import candidates
from sharewell.linking.inventing import errors, families
from sharewell.linking.learning import children_model, splink_model
from sharewell.linking.reading import extracts
from sharewell.linking.reading.opening import opened

CHILDREN = int(os.environ.get("SHAREWELL_BENCH_CHILDREN", "200000"))
FEBRL_ID = "soc_sec_id"
FIELDS = tuple(field for field in children_model.FIELDS if field.kind is not Kind.IDENTIFIER)


def public(folder: Path) -> Iterator[str]:
    """A row of the table for each public set, with and without the number that identifies."""
    febrl, others = folder / "febrl", folder / "splink"
    number = re.compile(r"\d+")
    for name, files in (
        *((f"FEBRL {n}", [febrl / f"dataset{n}.csv"]) for n in (1, 2, 3)),
        ("FEBRL 4", [febrl / "dataset4a.csv", febrl / "dataset4b.csv"]),
    ):
        for told, said in (({}, "with"), ({FEBRL_ID: "ignore"}, "without")):
            yield scored(f"{name}, {said} the number", files, told, lambda row, _: number.search(row)[0])
    for name, file in (
        ("fake_1000", "fake_1000.csv"),
        ("historical_50k", "historical_figures_with_errors_50k.parquet"),
    ):
        yield scored(name, [others / file], {}, lambda _, cluster: cluster)
    for own in sorted((folder / "labelled").glob("*")):
        yield scored(own.name, sorted(own.glob("*.csv")), {}, lambda _, cluster: cluster)


def scored(name, files, told, of_row) -> str:
    start = time.perf_counter()
    read = [extracts.read(file) for file in files]
    opening = opened(read, told=told)
    found = linker.link(opening.table, len(read[0]))
    took = time.perf_counter() - start
    clusters = [cluster for e in read for cluster in e.columns.get("cluster", [""] * len(e))]
    people: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for at, (row, cluster) in enumerate(zip(opening.ids, clusters, strict=True)):
        people[of_row(row, cluster)][at >= len(read[0])].append(at)
    two = len(read) == 2
    true = {pair for own in people.values() for pair in (product(*own) if two else combinations(own[0], 2))}
    links = links_of(found)
    right = len(links & true)
    f1 = 2 * right / (len(links) + len(true))
    return f"| {name} | {right / len(links):.5f} | {right / len(true):.5f} | {f1:.5f} | {took:.1f} |"


def links_of(found: linker.Linked) -> set[tuple[int, int]]:
    return set(zip(found.left[found.links].tolist(), found.right[found.links].tolist(), strict=True))


def invented(seed: int) -> tuple[Table, int, set[tuple[int, int]], list[str]]:
    """An index with families, and an extract a tenth its size of which three in ten are not in the index."""
    every, random = families.children(CHILDREN, seed=seed), Random(seed)
    chosen = random.sample(range(CHILDREN), CHILDREN // 10)
    unseen = set(chosen[: len(chosen) * 3 // 10])
    index = [child for at, child in enumerate(every) if at not in unseen]
    place = {child.id: at for at, child in enumerate(index)}
    seen = [every[at] for at in chosen if at not in unseen]
    written = list(errors.extract(seen, [every[at] for at in sorted(unseen)], seed=seed + 1))
    rows = index + [child for child, _, _ in written]
    raw = {field.name: [getattr(row, field.name) for row in rows] for field in FIELDS}
    truth = {(place[true], len(index) + at) for at, (_, true, _) in enumerate(written) if true}
    return table(FIELDS, raw), len(index), truth, [error for _, _, error in written]


def guarded(seed: int) -> tuple[list[str], linker.Linked, Table, int]:
    made, left_rows, truth, _ = invented(seed)
    rows, found = [], None
    for said, guard in (("without the guard", False), ("with the guard", None)):
        found = linker.link(made, left_rows, guarded=guard)
        links = links_of(found)
        right = len(links & truth)
        wrong = len(links) - right
        rows.append(f"| {seed} | {said} | {right / len(links):.5f} | {right / len(truth):.5f} | {wrong} |")
    return rows, found, made, left_rows


def report(folder: Path | None) -> str:
    console = Console(stderr=True)
    console.print("Families")
    guards, found, made, left_rows = guarded(1)
    guards += guarded(2)[0]
    console.print("Agreement and speed")
    left, right = candidates(made, left_rows, largest=linker.LARGEST)
    start = time.perf_counter()
    ours = bulk.weights(found.model, made, bulk.all_levels(made, left, right), left)
    ours_took = time.perf_counter() - start
    theirs, theirs_took = splink_model.timed_weights(found.model, made, left, right)
    some = np.linspace(0, len(left) - 1, 10_000).astype(int)
    singly = [compare.compare(found.model, made.row(left[at]), made.row(right[at])).weight for at in some]
    lines = [
        "## Linkage",
        "",
        "Printed by `python -m bench.linkage FOLDER`. The program is told only which files each set has.",
        "",
    ]
    if folder:
        console.print("Public sets")
        rows = list(public(folder))
        lines += ["| set | precision | recall | F1 | s |", "|---|---:|---:|---:|---:|", *rows, ""]
    return "\n".join(
        [
            *lines,
            f"Families: {left_rows:,} invented children with brothers, sisters and twins, and {CHILDREN // 10:,} rows",
            "of another service with twelve kinds of error and no NHS number. Three in ten are not among the children.",
            "",
            "| seed | links by | precision | recall | wrong |",
            "|---|---|---:|---:|---:|",
            *guards,
            "",
            f"The same model on the same {len(left):,} pairs: ours {ours_took:.2f} s, Splink on DuckDB",
            f"{theirs_took:.2f} s, {theirs_took / ours_took:.1f} times ours. They differ by",
            f"{np.abs(ours - theirs).max():.1e} bits at most; the row scorer, on {len(some):,} of the pairs,",
            f"by {np.abs(ours[some] - np.array(singly)).max():.1e}.",
            "",
        ]
    )


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    written = report(folder)
    sections.tell(written, *sys.argv[2:])


if __name__ == "__main__":
    main()
