"""What the ledger costs: `python -m bench.ledger [FILE]`. FILE's section "The ledger" is written anew.

Disclosures a second, through the service as `sharewell serve` runs it (database, web, jobs), over HTTP, with sessions,
CSRF, walls and a form key each: the last form of a disclosure, each of a request of its own, by clients on the same
machine; whose processor time it was; and the same without the walls' policies and without the ledger's rows, which
tells what these cost. Appends and fsck alone, on the same database grown to a million leaves.

SHAREWELL_BENCH_DISCLOSURES (3,000), SHAREWELL_BENCH_LEAVES (1,000,000) and SHAREWELL_BENCH_CLIENTS (8) size it.
"""

from __future__ import annotations

import json
import os
import re
import select
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from rich.console import Console
from rich.progress import track

from bench import sections
from sharewell.project.postgres import SUPERVISOR, Server
from tests.project.driving import Person
from tests.project.running import HOST, Running, running

DISCLOSURES = int(os.environ.get("SHAREWELL_BENCH_DISCLOSURES", "3000"))
LEAVES = int(os.environ.get("SHAREWELL_BENCH_LEAVES", "1000000"))
CLIENTS = int(os.environ.get("SHAREWELL_BENCH_CLIENTS", "8"))
WHO, PASSWORD = "health.visitor@example.org", "the-words-are-the-program"
LOAD = os.getloadavg()[0]

PREPARE = """
import os, sys, django
os.environ["SHAREWELL_DATABASE_ROLE"] = "app"
django.setup()
from django.utils import timezone
from sharewell.ledger.acts import gathered
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership
from sharewell.accounts.models import User
from sharewell.sharing import actions
from tests.sharing.cast import answers
user = User.objects.get(email=sys.argv[1])
with seeing(person=user.pk):
    by = Membership.objects.select_related("organisation", "user").get(user=user)
for number in range(int(sys.argv[2])):
    with seeing(organisation=by.organisation_id, person=user.pk), gathered():
        now = timezone.now()
        interview = actions.begin(by=by, on=timezone.localdate(now), answers=answers())
        print(actions.decide(interview=interview.pk, by=by, at=now).reference, flush=True)
"""
NO_LEDGER = """
    CREATE OR REPLACE FUNCTION ledger_append(abouts text[], bodies bytea[], salts bytea[], ats timestamptz[])
    RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'
"""
# Every policy of every table, lifted or put back.
WALLS = """
    DO $$ DECLARE wall regclass; BEGIN
        FOR wall IN SELECT polrelid FROM pg_policy GROUP BY polrelid LOOP
            EXECUTE format('ALTER TABLE %s {} ROW LEVEL SECURITY', wall);
        END LOOP;
    END $$
"""
SHARES = (
    ("The ledger's rows take", "without the ledger's rows"),
    ("The policies of the walls take", "without the database's walls"),
)
APPEND = "SELECT ledger_append(%s, %s, %s, %s)"
# Fills a ledger by its own function, so many leaves a call.
FILL = """
    SELECT ledger_append(array_agg('bench:' || n), array_agg(convert_to('{"act":"bench","about":"bench:' || n
           || '","at":"2026-01-01T00:00:00.000000Z"}', 'UTF8')), array_agg(''::bytea), array_agg(now()))
    FROM generate_series(1, %s) n
"""


class Client:
    """One browser: its session, its token, one connection that is kept. What it sends is written before it is timed."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.token, self.times = port, cookies["csrf"], []
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.connection, self.heard = socket.create_connection((HOST, port)), b""

    def form(self, reference: str) -> bytes:
        form = {"csrfmiddlewaretoken": self.token, "key": str(uuid.uuid4()), "items": ["0", "1"]}
        form |= {"how": "By telephone", "given_to": "the duty social worker"}
        body = urlencode(form, doseq=True).encode()
        head = (
            f"POST /share/requests/{reference}/share HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nCookie: {self.cookies}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def send(self, form: bytes) -> None:
        self.sent, self.begun = form, time.perf_counter()
        self.connection.sendall(form)

    def hear(self) -> bool:
        """Read what has come; whether that was the whole answer. Raises where it is not that the form was taken."""
        more = self.connection.recv(65536)
        if not more:  # a worker ends a connection after a while: the same form again, by another
            self.connection = socket.create_connection((HOST, self.port))
            self.connection.sendall(self.sent)
            return False
        self.heard += more
        head, ended, rest = self.heard.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if not ended or len(rest) < int(length.group(1) if length else 0):
            return False
        self.times.append(time.perf_counter() - self.begun)
        assert head.startswith(b"HTTP/1.1 302"), self.heard[:2000].decode(errors="replace")
        self.heard = b""
        return True


def share(clients: list[Client], references: list[str]) -> float:
    """Have the clients share under all of these, each sending as soon as it has its answer; returns the seconds.

    In one thread, for it takes from the cores that it measures.
    """
    forms = iter([clients[at % len(clients)].form(reference) for at, reference in enumerate(references)])
    begun = time.perf_counter()
    waiting = {client for client in clients if _send_next(client, forms)}
    while waiting:
        heard, _, _ = select.select([client.connection for client in waiting], [], [])
        for client in [client for client in waiting if client.connection in heard]:
            if client.hear() and not _send_next(client, forms):
                waiting.discard(client)
    return time.perf_counter() - begun


def _send_next(client: Client, forms: Iterator[bytes]) -> bool:
    form = next(forms, None)
    if form is not None:
        client.send(form)
    return form is not None


def disclosures(service: Running, references: list[str]) -> dict[str, float]:
    """Disclosures a second, milliseconds of each, and milliseconds of the processors that each took of whom."""
    person = Person(HOST, service.port)
    person.sign_in(WHO, PASSWORD)
    person.get("/share")
    clients = [Client(service.port, person.cookies) for _ in range(CLIENTS)]
    warm, references = references[: 10 * CLIENTS], references[10 * CLIENTS :]
    share(clients, warm)
    with service.server.connect(SUPERVISOR) as connection:
        connection.execute(
            "ANALYZE"
        )  # as the database does by itself within a minute: plans for empty tables are others
    for client in clients:
        client.times.clear()
    before = service.processor_seconds() | {"clients": time.process_time()}
    took = share(clients, references)
    after = service.processor_seconds() | {"clients": time.process_time()}
    times = sorted(each for client in clients for each in client.times)
    assert len(times) == len(references)
    return {
        "done": len(times),
        "a_second": len(times) / took,
        "p50": statistics.median(times) * 1e3,
        "p99": times[int(len(times) * 0.99)] * 1e3,
    } | {whose: (after[whose] - before[whose]) / len(times) * 1e3 for whose in after}


def _prepared(data: Path, number: int) -> list[str]:
    """So many requests, each decided: what it takes to begin with."""
    given = os.environ | {"SHAREWELL_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sharewell.project.settings"}
    command = [sys.executable, "-c", PREPARE, WHO, str(number)]
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) as process:
        lines = track(process.stdout, "Requests to share under", total=number, console=Console(stderr=True))
        return [line.strip() for line in lines]


def appends(server: Server) -> list[tuple[int, float, float]]:
    """For ledgers of growing size: leaves, and microseconds of one append in a transaction of its own, p50 and p99."""
    body, rows = json.dumps({"act": "disclosure", "about": "bench:1"}).encode(), []
    with server.connect("app") as connection, server.connect(SUPERVISOR) as supervisor:
        for size in (10_000, 100_000, LEAVES):
            _fill(supervisor, size)
            times = []
            for _ in range(2_000):
                begun = time.perf_counter()
                connection.execute(APPEND, [["bench:1"], [body], [b"s" * 32], [_now()]])
                times.append((time.perf_counter() - begun) * 1e6)
            rows.append((size, statistics.median(times), statistics.quantiles(times, n=100)[98]))
    return rows


def _fill(connection: object, size: int) -> None:
    there = connection.execute("SELECT size FROM ledger_state").fetchone()[0]
    for _ in track(range(there, size, 20_000), f"Growing to {size:,} leaves", console=Console(stderr=True)):
        missing = size - connection.execute("SELECT size FROM ledger_state").fetchone()[0]
        if missing > 0:
            connection.execute(FILL, [min(20_000, missing)])


def _now() -> object:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def fsck(data: Path) -> tuple[int, float]:
    """Leaves, and the seconds that `sharewell ledger fsck` takes for their tree and for every row of acts."""
    begun = time.perf_counter()
    found = subprocess.run(
        [sys.executable, "-c", "from sharewell.project.cli import main; main()", "ledger", "fsck", "--json"],
        env=os.environ | {"SHAREWELL_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(found.stdout)
    assert not [each for each in told["wrong"] if "bench" not in each["row"]], told
    return told["entries"], time.perf_counter() - begun


def report() -> str:
    with running("demo") as service:
        server = service.server
        references = iter(_prepared(server.data, 3 * DISCLOSURES))

        def run() -> dict[str, float]:
            return disclosures(service, list(islice(references, DISCLOSURES)))

        with server.connect(SUPERVISOR) as connection:
            runs = {"as it is": run()}
            connection.execute(WALLS.format("DISABLE"))
            runs["without the database's walls"] = run()
            connection.execute(WALLS.format("ENABLE"))
            rows = appends(server)
            leaves, seconds = fsck(server.data)
            connection.execute(NO_LEDGER)
            runs["without the ledger's rows"] = run()
    return "\n".join(
        [
            "## The ledger",
            "",
            "Printed by `python -m bench.ledger`: the service as `sharewell serve` runs it, with two web workers, and",
            f"{CLIENTS} clients, all on {os.cpu_count()} cores, with a load of {LOAD:.1f} before. What is timed of a",
            "disclosure is its last form, with its session, CSRF, the walls and a key of its own. Each is for",
            "a different request.",
            "",
            "| | disclosures | a second | p50 ms | p99 ms | of the processors, ms each: web | database | clients |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
            *(
                f"| {name} | {run['done']:,} | {run['a_second']:.0f} | {run['p50']:.0f} | {run['p99']:.0f} "
                f"| {run['web']:.2f} | {run['database']:.2f} | {run['clients']:.2f} |"
                for name, run in runs.items()
            ),
            "",
            *(f"{words} {_share(runs['as it is'], runs[without]):.0%} of the processors." for words, without in SHARES),
            "",
            "| leaves before | one append with its commit, p50 µs | p99 µs |",
            "|---:|---:|---:|",
            *(f"| {size:,} | {p50:.0f} | {p99:.0f} |" for size, p50, p99 in rows),
            "",
            f"`sharewell ledger fsck` of {leaves:,} leaves and every row of acts: {seconds:.0f} s.",
            "",
        ]
    )


def _share(whole: dict[str, float], without: dict[str, float]) -> float:
    """What a part costs of the processors' time of a disclosure, told by its absence."""
    used, less = (run["web"] + run["database"] for run in (whole, without))
    return max(0, 1 - less / used)


def main() -> None:
    sections.tell(report(), *sys.argv[1:])


if __name__ == "__main__":
    main()
