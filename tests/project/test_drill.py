"""Kill any part of the running service at any moment: what it acknowledged is there, once, and it carries on.

SHAREWELL_KILLS says how many times; `make drill` asks for two hundred.
"""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from sharewell.project.demo import PASSWORD
from sharewell.project.postgres import SUPERVISOR
from tests.project.driving import Person, first_interview
from tests.project.running import Running, alive, kill, running
from tests.sharing.cast import PROTOCOL, TRUST

KILLS = int(os.environ.get("SHAREWELL_KILLS", "6"))
KINDS = ("database", "web", "job process", "web worker", "database connection", "spare")
LOSES_ITS_WORKER = {"database", "database connection", "job process"}  # whose death a new worker for jobs follows
PEOPLE = ("social.worker", "teacher", "two.hats", "council.manager")[: 2 if KILLS < 20 else 4]
BACK_WITHIN = 2.0  # seconds; asked of the long drill alone, since tests share their machine with one another


@dataclass(slots=True)
class Load:
    """One person who records disclosures, one after the other, and sends each form until it is acknowledged."""

    person: Person
    name: str
    over: threading.Event
    decided: list[str] = field(default_factory=list)  # references
    shared: list[str] = field(default_factory=list)  # keys of forms
    failed: BaseException | None = None

    def work(self) -> None:
        try:
            path = first_interview(self.person, recipient=TRUST, protocol=PROTOCOL)
            while True:
                page = self.person.insists("POST", path, {}).location
                self.decided.append(page.rpartition("/")[2])
                self._share(page)
                if self.over.is_set():
                    return
                path = self.person.insists("POST", f"{page}/again", {}).location
        except BaseException as error:
            self.failed = error

    def _share(self, page: str) -> None:
        key = str(uuid.uuid4())
        form = {"key": key, "items": ["0", "1"], "how": "By telephone", "given_to": "E. Demir, health visitor"}
        proof = {"proof-of": "POST", "proof-password": PASSWORD}  # the drill outlasts the proof of signing in
        answered = self.person.insists("POST", f"{page}/share", form | proof)
        assert answered.status == 302, f"{page}: {answered.status}"
        self.shared.append(key)


def test_whoever_is_killed_nothing_acknowledged_is_lost_or_done_twice():
    chance = random.Random(os.environ.get("SHAREWELL_SEED", "8"))
    with running() as service:
        loads, over = [], threading.Event()
        for name in PEOPLE:
            person = service.person()
            person.sign_in(f"{name}@example.org", PASSWORD)
            if name == "two.hats":
                choose_whom_to_act_for(person)
            loads.append(Load(person=person, name=name, over=over))
        threads = [threading.Thread(target=load.work, daemon=True) for load in loads]
        for thread in threads:
            thread.start()
        while not all(load.shared or load.failed for load in loads):
            time.sleep(0.1)
        back = defaultdict(list)
        for number in range(KILLS):
            kind = KINDS[number % len(KINDS)]
            time.sleep(chance.uniform(0.05, 1.0))
            workers = service.workers() if kind in LOSES_ITS_WORKER else 0
            if victims := service.killable(kind):  # there may be no spare just now
                kill(chance.choice(victims))
                back[kind].append(service.waits_until_whole(workers))
                print(f"{number + 1:4} of {KILLS}: {kind}, back after {back[kind][-1]:.2f} s", flush=True)
        kill_the_supervisor(service)
        over.set()
        for thread in threads:
            thread.join(300)
        assert [load.failed for load in loads] == [None] * len(loads)
        check(service, loads)
        for kind, seconds in back.items():
            times = f"{median(seconds):.2f} s, {max(seconds):.2f} s at most"
            print(f"{kind:20} killed {len(seconds):3} times: back after {times}")
        print(f"{sum(len(load.shared) for load in loads)} disclosures acknowledged, every one there, none twice")
        if KILLS >= 20:
            assert max(map(max, back.values())) < BACK_WITHIN


def kill_the_supervisor(service: Running) -> None:
    """What it leaves behind ends, or is taken over: the next start, at the same address, meets no trace of it."""
    parts = {pid for kind in ("web", "web worker", "job process", "spare") for pid in service.killable(kind)}
    (database,) = service.killable("database")
    kill(service.process.pid)
    service.process.communicate()
    service.start()
    service.waits_until_it_answers()
    assert not parts & set(alive(parts))
    assert service.killable("database") == [database]


def check(service: Running, loads: list[Load]) -> None:
    """Every acknowledged act is there; and there is no other, since each was sent until it was acknowledged."""
    with service.server.connect(SUPERVISOR) as connection:
        decided = [reference for (reference,) in connection.execute("SELECT reference FROM sharing_request")]
        shared = [str(key) for (key,) in connection.execute("SELECT key FROM sharing_disclosure")]
    assert sorted(decided) == sorted(reference for load in loads for reference in load.decided)
    assert sorted(shared) == sorted(key for load in loads for key in load.shared)


def choose_whom_to_act_for(person: Person) -> None:
    page = person.insists("GET", "/acting").body
    choice = page.partition('name="membership"')[2].partition('value="')[2].partition('"')[0]
    assert person.insists("POST", "/acting", {"membership": choice}).status == 302
