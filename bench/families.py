"""How many automatic links are wrong where families have twins? `python -m bench.families [FILE]`.

An index of SHAREWELL_BENCH_FAMILIES (1,000,000) children and extracts a tenth its size, of which three in ten are not
in it though their families may be. Four extracts of each seed: with one of the twelve kinds of error in each row and
no NHS number, which is as hard as can be; with the twelve kinds of a look-up, in rows that keep their telephone; half
the rows of the first without error; and half of these with their number too. FILE's section "Families" is written anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from rich.console import Console

from bench import sections
from bench.bulk import parted
from sharewell.domain.linkage.keys.index_keys import Stage
from sharewell.domain.linkage.millions import bulk_index, decide_all, key_index
from sharewell.domain.linkage.millions.bulk_index import Limits
from sharewell.linking.inventing import errors, families
from sharewell.linking.learning.children_model import FIELDS, model_of
from sharewell.linking.segments import arrow_rows

CHILDREN = int(os.environ.get("SHAREWELL_BENCH_FAMILIES", "1000000"))
SEEDS = tuple(int(seed) for seed in os.environ.get("SHAREWELL_BENCH_SEEDS", "1 2 3 4").split())
DISTRICT_ONLY = "names, about the year, district only"
LOOKED_UP: dict[str, errors.Error] = errors.ASKED | {
    DISTRICT_ONLY: lambda child, random: replace(
        child,
        birth_date=errors.another_year(child.birth_date, random) if random.random() < 0.5 else child.birth_date,
        postcode=child.postcode.split(" ")[0],
    )
}
"""The kinds of a look-up, but for whole dates: of a year alone no guard would link a child."""
EXTRACTS: dict[str, dict[str, Any]] = {
    "an error in each row, no number": {},
    "a look-up's error in each row, no number": {"kinds": LOOKED_UP},
    "half faultless, no number": {"faultless": 0.5},
    "half faultless, half numbered": {"numbered": 0.5, "faultless": 0.5},
}


def measured(seed: int) -> Iterator[str]:
    rows = CHILDREN // 10
    everyone, random = families.population(CHILDREN + rows, seed=seed), np.random.default_rng(seed)
    indexed, unseen, place = parted(everyone, rows, random)
    kept = arrow_rows.rows(FIELDS, arrow_rows.written(FIELDS, everyone.arrow(indexed)))
    index, used = key_index.build(kept), model_of(kept)
    there = [*everyone.some(random.choice(indexed, rows * 7 // 10, replace=False))]
    others = [*everyone.some(random.choice(unseen, rows * 3 // 10, replace=False))]
    for said, like in EXTRACTS.items():
        written = [*errors.extract(there, others, seed=seed, **like)]
        truth = np.array([place[int(true[1:])] if true else -1 for _, true, _ in written])
        raw = pa.table({field.name: [getattr(row, field.name) for row, _, _ in written] for field in FIELDS})
        extract = arrow_rows.rows(FIELDS, arrow_rows.written(FIELDS, raw), kept.names)
        pairs = bulk_index.link(used, extract, kept, index, Limits(until=int(Stage.FALLBACK)))
        links = decide_all.links(used, extract, kept, pairs)
        right = int((truth[pairs.rows[links]] == pairs.children[links]).sum())
        wrong = len(links) - right
        yield f"| {seed} | {said} | {right / len(links):.5f} | {right / (truth >= 0).sum():.4f} | {wrong} |"


def report() -> str:
    console = Console(stderr=True)
    rows = []
    for seed in SEEDS:
        console.print(f"Families, seed {seed}")
        rows += measured(seed)
    return "\n".join(
        [
            "## Families",
            "",
            f"Printed by `python -m bench.families`: {CHILDREN:,} invented children, three in a hundred younger ones",
            f"a twin, and {CHILDREN // 10:,} rows of another service. A row with a common name, and neither postcode",
            "nor telephone right, fits more than one child in a million: it goes to a person. If the rare keys bring",
            "nobody likely for a row, the common keys are tried too, as in a look-up.",
            "",
            "| seed | extract | precision | recall | wrong |",
            "|---|---|---:|---:|---:|",
            *rows,
            "",
        ]
    )


def main() -> None:
    sections.tell(report(), *sys.argv[1:])


if __name__ == "__main__":
    main()
