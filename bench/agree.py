"""Do the compiled evaluator, the reference and Cedar agree? `python -m bench.agree [HOW-MANY]`, by default 200,000.

Of each request, Cedar answers what is fully known; the other two also answer it with some of it forgotten. Three in
ten are decided under editions with rules that no bundled text has.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from random import Random

from rich.console import Console
from rich.progress import Progress

from sharewell.domain.answer import State
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.reading import Edition
from sharewell.domain.reference.decisions import Reference
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled
from tests.domain.agreement import differences
from tests.domain.cedar import Cedar
from tests.domain.generated import a_request, an_edition, forgetful

HOW_MANY, CHUNK, PER_EDITION = 200_000, 500, 50


@dataclass
class Tally:
    requests: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.requests += other.requests
        self.outcomes += other.outcomes
        self.routes += other.routes
        self.differences += other.differences


def editions(random: Random, chunk: int) -> Iterator[Edition]:
    """An edition for every few requests of a chunk: six in ten the children protocol, one the crime protocol."""
    children = bundled().edition("haringey/children", on=date(2006, 9, 1))
    if chunk % 10 < 6:
        yield children
    elif chunk % 10 == 6:
        yield bundled().edition("haringey/crime-and-disorder", on=date(2009, 12, 1))
    else:
        yield from (an_edition(random, children) for _ in range(CHUNK // PER_EDITION))


def agree(chunk: int) -> Tally:
    random, tally, holidays = Random(chunk), Tally(), bank_holidays("GB/ENG")
    under = list(editions(random, chunk))
    for edition in under:
        decider, reference, cedar = Decider(edition), Reference(edition), Cedar(edition)
        for _ in range(CHUNK // len(under)):
            truth = a_request(random, edition, unknown=False)
            known = decider.decide(truth, holidays)
            found = [*differences(known, reference.decide(truth, holidays))]
            if cedar.open(truth) != tuple(item.state is State.OPEN for item in known.items):
                found.append("open: Cedar says otherwise")
            asking = forgetful(random, edition, truth)
            answer = decider.decide(asking, holidays)
            found += differences(answer, reference.decide(asking, holidays))
            if random.random() < 0.1 and answer.level != reference.level(asking, answer.outcome):
                found.append(f"level: compiled {answer.level}")
            tally.requests += 1
            tally.outcomes.update((known.outcome.value, answer.outcome.value))
            tally.routes.update({item.route or "" for item in known.of(State.OPEN)})
            tally.differences += [f"chunk {chunk}: {words}\n{truth}" for words in found]
    return tally


def main() -> int:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY
    console, total = Console(), Tally()
    with Progress(console=console) as progress, ProcessPoolExecutor(2) as workers:
        task = progress.add_task("Compiled, reference and Cedar", total=how_many)
        for done in as_completed(workers.submit(agree, chunk) for chunk in range(-(-how_many // CHUNK))):
            total.add(done.result())
            progress.update(task, advance=CHUNK, description=f"{len(total.differences)} differences")
    console.print(
        f"{total.requests:,} requests, each known and with some of it forgotten; {len(total.differences)} differ."
    )
    for name, counts in (("Outcomes", total.outcomes), ("Routes that carried something", total.routes)):
        every = sum(counts.values())
        shares = (f"{word} {count / every:.1%}" for word, count in counts.most_common(12))
        console.print(f"{name}: {', '.join(shares)}", highlight=False)
    for difference in total.differences[:5]:
        console.print(difference, highlight=False)
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
