"""What a look-up costs whole, among N children: `python -m bench.find [N] [FILE]`, by default ten thousand.

Each page of finding a child over HTTP, and `Patient/$match` for a partner's system, with sign-in, policy, walls and
ledger, of the service as its owner runs it; asked with each of the twelve kinds of error, one after the other.
SHAREWELL_BENCH_DATA names a directory that `bench.index` filled; SHAREWELL_BENCH_WHOLE (40, of each kind) sizes it.
FILE's section "A look-up, whole" is written anew.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import numpy as np
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from bench import index as indexed
from bench import sections
from sharewell.api.actions import make_token
from sharewell.children.nhs.patients import person_of
from sharewell.children.pages.forms import as_posted
from sharewell.domain.fhir import patient
from sharewell.linking.inventing import errors, families
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership
from sharewell.project.postgres import SUPERVISOR
from tests.project.driving import Answered
from tests.project.running import running

EACH = int(os.environ.get("SHAREWELL_BENCH_WHOLE", "40"))
os.environ.setdefault("SHAREWELL_QUIET", "1")
WARM = 150  # look-ups for nothing, until each of the web's processes has done all of it
WHO, PASSWORD = "social.worker@example.org", "the-words-are-the-program"
WHY = {"purpose": "find who works with the child", "reason": "K-117"}
WHY_IN_HEADERS = {"Look-Up-Purpose": WHY["purpose"], "Look-Up-Reason": WHY["reason"]}
MATCH = "/api/fhir/Patient/$match"
console = Console(stderr=True)


def made(people: families.Population, size: int) -> str:
    """Fill the index, and return a token of the system of somebody who may look."""
    with indexed.database():
        index, by = indexed.prepared()
        indexed.fill_up(index, by, people, size)
        with seeing(organisation=by.organisation_id):
            looker = Membership.objects.select_related("organisation", "user").get(
                user__email=WHO, organisation=by.organisation_id
            )
        now = timezone.now()
        with seeing(organisation=looker.organisation_id, person=looker.user_id):
            until = timezone.localdate(now) + timedelta(days=1)
            return make_token(name=f"bench {now:%H%M%S}", until=until, by=looker, at=now, key=uuid.uuid4())


def asked(people: families.Population, size: int) -> Iterator[Mapping[str, str]]:
    random = np.random.default_rng(indexed.SEED + size)
    for kind in errors.ASKED:
        for at in random.integers(0, size, EACH):
            yield errors.asked(people.child(int(at)), kind, seed=indexed.SEED).details


def measured(details: list[Mapping[str, str]], token: str) -> dict[str, list[float]]:
    """Milliseconds of each page, and of a call."""
    taken: dict[str, list[float]] = defaultdict(list)

    def timed(what: str, ask: Callable[[], Answered]) -> Answered:
        begun = time.perf_counter()
        answered = ask()
        taken[what].append((time.perf_counter() - begun) * 1000)
        assert answered.status in (200, 302), (what, answered.status)
        return answered

    with running("serve", indexed.SERVER.data) as service:
        with service.server.connect(SUPERVISOR) as own:
            for reading in indexed.WARMING:
                own.execute(reading)
        person, system = service.person(), service.person()
        person.sign_in(WHO, PASSWORD)
        person.get("/children")
        headers = WHY_IN_HEADERS | {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
        for at, told in enumerate(track(details[:WARM] + details, description="Looking", console=console)):
            if at == WARM:
                taken.clear()
            timed("the search is sent", lambda told=told: person.post("/children", as_posted(told) | WHY))
            found = timed("who may be meant", lambda: person.get("/children/found"))
            if found.location:
                timed("the child's page, where one is sure", lambda found=found: person.get(found.location))
            timed("`Patient/$match`", lambda told=told: system.sends("POST", MATCH, _asking(told), headers))
    return taken


def _asking(told: Mapping[str, str]) -> str:
    parameter = {"name": "resource", "resource": patient.write(person_of(told))}
    return json.dumps({"resourceType": "Parameters", "parameter": [parameter]})


def report(size: int, taken: Mapping[str, list[float]]) -> str:
    cuts = {what: np.percentile(times, (50, 95, 99, 100)) for what, times in taken.items()}
    return "\n".join(
        [
            "## A look-up, whole",
            "",
            f"Printed by `python -m bench.find {size}`: each page of finding a child over HTTP, and a partner's",
            "system that asks. Each asks the running service, with sign-in, policy, walls and ledger, among",
            f"{size:,} children; {EACH} look-ups with each of the twelve kinds of error, one after the other.",
            "",
            "| what | times | p50 ms | p95 | p99 | longest |",
            "|---|---:|---:|---:|---:|---:|",
            *(
                f"| {what} | {len(taken[what])} | {' | '.join(f'{each:.1f}' for each in its)} |"
                for what, its in cuts.items()
            ),
            "",
        ]
    )


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    people = families.population(size, seed=indexed.SEED)
    written = report(size, measured([*asked(people, size)], made(people, size)))
    sections.tell(written, *sys.argv[2:])


if __name__ == "__main__":
    main()
