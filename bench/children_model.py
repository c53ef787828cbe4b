"""Is the kept model for children what Splink learns? `python -m bench.children_model [--write]` trains it again, prints
the largest difference of any weight, in bits, and with --write keeps the new one."""

from __future__ import annotations

import json
import sys

from rich.console import Console

from sharewell.domain.linkage.weighing.model import to_json
from sharewell.linking.learning import children_model, splink_training

AGREE = 0.5
"""Bits by which weights may differ: Splink takes its random pairs anew where threads meet in another order."""


def main() -> int:
    console = Console()
    learnt, kept = splink_training.train(), children_model.model()
    apart = {
        (own.field.name, level): abs(one - other)
        for own, theirs in zip(learnt.comparisons, kept.comparisons, strict=True)
        for level, (one, other) in enumerate(zip(own.weights, theirs.weights, strict=True))
    }
    (field, level), most = max(apart.items(), key=lambda each: each[1])
    console.print(
        f"{len(apart)} weights; the most that one differs by is {most:.3f} bits, of {field} at level {level}."
    )
    if "--write" in sys.argv:
        body = json.dumps(to_json(learnt), ensure_ascii=False, indent=1)
        children_model.KEPT.write_text(body + "\n")
    return int(most > AGREE)


if __name__ == "__main__":
    sys.exit(main())
