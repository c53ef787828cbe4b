"""What a look-up costs whole: `python -m bench.find`. Each page over HTTP, with sign-in, policy, walls and ledger.

Against the demo's small index, so that what is measured is everything around the engine; what the engine takes among
twelve million is measured apart. SHAREWELL_BENCH_LOOKUPS (300) sizes it.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from sharewell.linking.families import children
from tests.project.driving import Answered
from tests.project.running import running

LOOKUPS = int(os.environ.get("SHAREWELL_BENCH_LOOKUPS", "300"))
CHILDREN, SEED = 240, 2006  # as the demo has them
WHO, PASSWORD = "social.worker@example.org", "the-words-are-the-program"
WHY = {"purpose": "find who works with the child", "reason": "K-117"}


def main() -> None:
    taken: dict[str, list[float]] = defaultdict(list)

    def timed(what: str, ask: Callable[[], Answered]) -> Answered:
        begun = time.perf_counter()
        answered = ask()
        taken[what].append(time.perf_counter() - begun)
        return answered

    asked = [_asked(each) for each in children(CHILDREN, seed=SEED)]
    with running("demo") as service:
        person = service.person()
        person.sign_in(WHO, PASSWORD)
        person.get("/children")
        opened = 0
        for at in track(range(LOOKUPS), description="Looking", console=Console(stderr=True)):
            fields = asked[at % len(asked)] | WHY
            timed("the search is sent", lambda fields=fields: person.post("/children", fields))
            found = timed("who may be meant", lambda: person.get("/children/found"))
            if found.location:
                opened += 1
                page = timed("the child's page", lambda found=found: person.get(found.location))
                assert page.status == 200, page.status
    table = Table("page", "times", "p50 ms", "p99 ms")
    for what, times in taken.items():
        cuts = statistics.quantiles(times, n=100)
        table.add_row(what, str(len(times)), f"{1000 * cuts[49]:.1f}", f"{1000 * cuts[98]:.1f}")
    Console().print(table, f"{opened} of {LOOKUPS} opened at once.")


def _asked(child: Any) -> dict[str, str]:
    year, month, day = child.birth_date.split("-")
    born = {"birth_date-day": day, "birth_date-month": month, "birth_date-year": year}
    return {"forename": child.forename, "surname": child.surname, "postcode": child.postcode} | born


if __name__ == "__main__":
    main()
