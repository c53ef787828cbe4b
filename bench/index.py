"""How fast and how surely a child is found among N: `python -m bench.index N [FILE]`. FILE's section is written anew.

An index of N invented children in families is filled step by step, from ten thousand on, in a database of its own, and
at each size: look-ups with each of the twelve kinds of error, through the walls, as the web's role; then children
registered one at a time, each searched for first, each in a transaction of its own that is on the disk. At a million
the same look-ups are put to Splink, and to pg_trgm where SHAREWELL_BENCH_TRIGRAMS names a database that has it.

SHAREWELL_BENCH_DATA names a directory that is kept, so that a second run finds it filled, and what was measured of the
sizes that it is past; SHAREWELL_BENCH_SEED (1),
SHAREWELL_BENCH_LOOK_UPS (200, of each kind) and SHAREWELL_BENCH_REGISTERED (2,000) size the rest.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

KEPT = os.environ.get("SHAREWELL_BENCH_DATA")
os.environ["SHAREWELL_DATA"] = KEPT or tempfile.mkdtemp(prefix="sharewell-bench-")
os.environ.setdefault("SHAREWELL_DATABASE_ROLE", "owner")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402 (after the environment above)

from bench import sections  # noqa: E402
from sharewell.project import postgres  # noqa: E402
from sharewell.project.datadir import keep_secrets  # noqa: E402

SERVER = postgres.Server(data=Path(os.environ["SHAREWELL_DATA"]).resolve())
keep_secrets(SERVER.data)
django.setup()

import numpy as np  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.markdown import Markdown  # noqa: E402

from bench import index_filling as filling  # noqa: E402
from bench.index_anchors import anchors_at  # noqa: E402
from bench.index_look_ups import looked  # noqa: E402
from bench.index_report import Measured, Rate, as_json, from_json, picture, report  # noqa: E402
from sharewell.children.intake import actions, loading  # noqa: E402
from sharewell.children.intake.reading import read  # noqa: E402
from sharewell.children.models import Child, Delivery, Index  # noqa: E402
from sharewell.children.records import tallying  # noqa: E402
from sharewell.children.records.policies import policy_at  # noqa: E402
from sharewell.linking.inventing import errors, families  # noqa: E402
from sharewell.partners.context import seeing  # noqa: E402
from sharewell.partners.models import Membership  # noqa: E402

SEED = int(os.environ.get("SHAREWELL_BENCH_SEED", "1"))
LOOK_UPS = int(os.environ.get("SHAREWELL_BENCH_LOOK_UPS", "200"))
REGISTERED = int(os.environ.get("SHAREWELL_BENCH_REGISTERED", "2000"))
PROCESSES = int(os.environ.get("SHAREWELL_BENCH_PROCESSES", "2"))
TEXT = "haringey/childrens-index"  # that governs the index
ANCHORS = 1_000_000  # the size at which the same look-ups are put to pg_trgm and to Splink
AT = datetime(2026, 5, 5, 12, tzinfo=UTC)  # by today's date some whose year is misspelt would have come of age
STEPS = (10_000, 100_000, 1_000_000, 12_000_000)
# As after a day's work: a server that began this minute waits for the disk, ten times a row.
WARMING = (
    "SELECT count(details) FROM children_child",
    "SET enable_seqscan = off",  # of the keys the tree, in which all is
    "SELECT count(*) FROM children_matchkey",
    "RESET enable_seqscan",
)
MEMORY = {"shared_buffers": "4GB", "max_wal_size": "16GB", "effective_cache_size": "12GB"}


@contextmanager
def database() -> Iterator[None]:
    """The embedded server with the memory that a server of an index is given, its tables made."""
    from django.core.management import call_command

    postgres.start(SERVER)
    with SERVER.connect(postgres.SUPERVISOR) as own:
        for name, value in MEMORY.items():
            own.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    postgres.stop(SERVER)
    postgres.start(SERVER)
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        connection.close()
        postgres.stop(SERVER)


def prepared() -> tuple[Index, Membership]:
    """The index, and somebody of an organisation that takes part in it."""
    from sharewell.project.demo import seed

    if not Membership.objects.exists() and not Index.objects.exists():
        seed()
    from sharewell.partners.models import Organisation

    council = Organisation.objects.get(name="Haringey Council")
    with seeing(organisation=council.pk):
        by = Membership.objects.select_related("organisation", "user").filter(organisation=council)[0]
        Index.objects.exclude(protocol=TEXT).update(protocol=TEXT)  # of a directory that was kept from before it
        index = Index.objects.first() or actions.found(
            name="Bench", area="Bench", protocol=TEXT, partners=[], by=by, at=AT
        )
    return index, by


def fill_up(index: Index, by: Membership, people: families.Population, size: int) -> int:
    """Add children until there are so many; returns how many there are."""
    with seeing(organisation=by.organisation_id):
        already = Child.objects.filter(source=filling.SOURCE).count()
    if already < size:
        connection.close()
        into = filling.Into(index=index.pk, organisation=by.organisation_id)
        filling.fill(SERVER, into, people, already=already, up_to=size, processes=PROCESSES)
    return max(already, size)


def delivered(people: families.Population, size: int, *, seed: int) -> list[dict[str, str]]:
    """What is told of children, of whom seven in ten are there already, with one of twelve kinds of error."""
    random = np.random.default_rng(seed)
    kinds = list(errors.DELIVERED)
    there = people.some(random.integers(0, size, REGISTERED * 7 // 10))
    told = [errors.DELIVERED[kinds[n % 12]](child, errors.Random(n)) for n, child in enumerate(there)]
    told += families.children(REGISTERED - len(told), seed=seed)
    return [told[at].details for at in random.permutation(len(told))]


def registered(index: Index, by: Membership, rows: list[dict[str, str]]) -> Rate:
    """Children registered on one connection, each in a transaction of its own."""
    stamp, times = str(time.time()), []
    for at, details in enumerate(rows):
        begun = time.perf_counter()
        with seeing(organisation=by.organisation_id):
            actions.register(index=index, details=details, source=stamp, record=str(at), by=by, at=AT)
        times.append(time.perf_counter() - begun)
    return Rate(a_second=len(rows) / sum(times), p99=float(np.percentile(times, 99)) * 1000)


def loaded(index: Index, by: Membership, rows: list[dict[str, str]]) -> Rate:
    """The same of a file, as `sharewell index load` does: its second reading is counted, in which it is taken in."""
    ended: list[float] = []
    done = delivery(index, by, rows, source=str(time.time()), progress=lambda _: ended.append(time.perf_counter()))
    taken_in = sum(done.outcomes.values()) - done.outcomes.get(loading.REFUSED, 0)
    return Rate(a_second=taken_in / (ended[-1] - ended[0]), p99=float(np.percentile(np.diff(ended), 99)) * 1000)


def delivery(
    index: Index, by: Membership, rows: list[dict[str, str]], *, source: str, progress: Callable[[int], None]
) -> Delivery:
    """Rows taken in as a file, whose records are called by their places; `progress` begins at none."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "delivered.csv"
        with file.open("w", newline="") as opened:
            writer = csv.DictWriter(opened, ["id", *families.DETAILS])
            writer.writeheader()
            writer.writerows({"id": at} | details for at, details in enumerate(rows))
        told = loading.Load(read=read(file, policy_at(index, AT), told={}), index=index, source=source, by=by, at=AT)
        progress(0)
        return loading.load(told, key=uuid4(), progress=progress).delivery


def counted(index: Index, by: Membership) -> Index:
    """The index as the jobs leave it at night: how many children there are and how common their names are is known."""
    if tallying.is_due(index, at=datetime.now(UTC)):
        tallying.count_names(index, at=datetime.now(UTC))
    with seeing(organisation=by.organisation_id):
        return Index.objects.get(pk=index.pk)


def measured(index: Index, by: Membership, people: families.Population, size: int) -> Measured:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(t::regclass))::float8 FROM unnest(%s::text[]) AS t",
            [["children_child", "children_matchkey"]],
        )
        (taken,) = cursor.fetchone()
        for reading in WARMING:
            cursor.execute(reading)
        cursor.execute("SET ROLE app")
    # Before the look-ups, whose segment takes the memory that the tables are in.
    singly = registered(index, by, delivered(people, size, seed=SEED + size + 1))
    together = loaded(index, by, delivered(people, size, seed=SEED + size + 2))
    with SERVER.connect(postgres.SUPERVISOR) as own:
        own.execute("CHECKPOINT")  # or the server would write all that these changed beside the look-ups
    with transaction.atomic(), seeing(organisation=by.organisation_id):
        found = looked(index, people, size, each=LOOK_UPS, seed=SEED)
        anchors = anchors_at(people, size, found) if size == ANCHORS else ()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    return Measured(
        size=size,
        looked=found,
        singly=singly,
        together=together,
        bytes_a_child=taken / size,
        anchors=anchors,
    )


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    people = families.population(size, seed=SEED)
    kept = SERVER.data / "measured.json"
    rows = from_json(kept.read_text()) if kept.exists() else []
    with database():
        index, by = prepared()
        for step in [*(step for step in STEPS if step < size), size]:
            if fill_up(index, by, people, step) > step:
                continue  # a directory that was kept, and is past this size
            rows = [each for each in rows if each.size != step]
            rows = sorted([*rows, measured(counted(index, by), by, people, step)], key=lambda each: each.size)
            kept.write_text(as_json(rows))
            told = report(rows, seed=SEED, buffers=MEMORY["shared_buffers"])
            Console().print(Markdown(told))
    sections.draw(picture(rows), "index.svg", *sys.argv[2:])
    for file in sys.argv[2:]:
        sections.write(report(rows, seed=SEED, buffers=MEMORY["shared_buffers"]), Path(file))


if __name__ == "__main__":
    main()
