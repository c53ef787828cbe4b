"""How many links of a load are wrong where families have twins? `python -m bench.joined [FILE]`.

An index of SHAREWELL_BENCH_JOINED (100,000) children in a database of its own, counted as it is at night; then extracts
of another service, each a fifth as large, taken in as `sharewell index load` does. Three in ten of an extract are not
in the index, though their brothers, sisters and twins may be. FILE's section "Families, loaded" is written anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from bench import index as indexed
from bench import sections
from sharewell.children.intake.delivering import Outcome
from sharewell.children.models import Child, Index, Possible
from sharewell.children.records import blinding
from sharewell.linking.inventing import errors, families
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership

CHILDREN = int(os.environ.get("SHAREWELL_BENCH_JOINED", "100000"))
ROWS = CHILDREN // 5
KNOWN = ROWS * 7 // 10
EXTRACTS = {"an error in each row, no number": 0.0, "half faultless, no number": 0.5}
"""By what is said of them, the share of their rows that are faultless."""


def shuffled(people: families.Population, random: np.random.Generator) -> families.Population:
    """The same in another order, so that who comes last has a family among those who come first."""
    order = random.permutation(len(people))
    return families.Population(**{field.name: getattr(people, field.name)[order] for field in fields(people)})


def measured(index: Index, by: Membership, people: families.Population) -> list[str]:
    """Of the children the first are in the index. No child is in two extracts, so that none finds the other's rows."""
    rows = []
    for at, (said, faultless) in enumerate(EXTRACTS.items()):
        there = people.some(range(at * KNOWN, (at + 1) * KNOWN))
        unseen = people.some(range(CHILDREN + at * (ROWS - KNOWN), CHILDREN + (at + 1) * (ROWS - KNOWN)))
        told = [*errors.extract([*there], [*unseen], seed=indexed.SEED + at, faultless=faultless)]
        details = [child.details for child, _, _ in told]
        done = indexed.delivery(index, by, details, source=said, progress=lambda _: None)
        links = judged(index, by, said, [int(true[1:]) + 1 if true else None for _, true, _ in told])
        rows.append(f"| {said} | {links} | {done.outcomes.get(Outcome.POSSIBLE, 0):,} |")
    return rows


def judged(index: Index, by: Membership, source: str, truth: Sequence[int | None]) -> str:
    """Precision, recall, wrong links and children made twice, given for each record the row of the child that it is."""
    with seeing(organisation=by.organisation_id):
        told = Child.objects.filter(source=source).values_list("origin", "pk", "merged_into")
        linked = {bytes(origin): (row, into) for origin, row, into in told}
        waiting = set(Possible.objects.values_list("other", flat=True))
    origins = (blinding.origin(index.pk, by.organisation_id, source, str(at)) for at in range(len(truth)))
    links = [(*linked[origin], true) for origin, true in zip(origins, truth, strict=True)]
    right = sum(into is not None and into == true for _, into, true in links)
    wrong = sum(into is not None and into != true for _, into, true in links)
    twice = sum(into is None and true is not None and row not in waiting for row, into, true in links)
    return f"{right / (right + wrong):.5f} | {right / KNOWN:.4f} | {wrong} | {twice}"


def report(rows: Sequence[str]) -> str:
    return "\n".join(
        [
            "## Families, loaded",
            "",
            f"Printed by `python -m bench.joined`: an index of {CHILDREN:,} invented children, its names counted,",
            f"and extracts of {ROWS:,} rows of another service, taken in as `sharewell index load` does. Three in ten",
            "are not in the index, though their brothers, sisters and twins may be. The goal: of ten thousand links at",
            "most two are wrong, and of a thousand children who are there 985 are linked without a person's eyes.",
            "“Made twice” are children who are there, taken for new ones, about whom nobody is asked.",
            "",
            "| extract | precision | recall | wrong | made twice | rows for a person |",
            "|---|---:|---:|---:|---:|---:|",
            *rows,
            "",
        ]
    )


def main() -> None:
    everyone = families.population(CHILDREN + ROWS * len(EXTRACTS), seed=indexed.SEED)
    people = shuffled(everyone, np.random.default_rng(indexed.SEED))
    with indexed.database():
        index, by = indexed.prepared()
        indexed.fill_up(index, by, people, CHILDREN)
        told = report(measured(indexed.counted(index, by), by, people))
    sections.tell(told, *sys.argv[1:])


if __name__ == "__main__":
    main()
