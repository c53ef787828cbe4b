"""Send forms that nobody would send to the running service: `python -m bench.fuzz [HOW MANY] [SEED]`.

Counts what was answered, and stops at the end with exit code 1 where an answer was a server error or showed the inside.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")

import django
from rich.console import Console

django.setup()

from sharewell.project.demo import PASSWORD  # noqa: E402 (after Django)
from tests.project.driving import NotAcknowledged, Person  # noqa: E402
from tests.project.fuzzing import Aim, fields  # noqa: E402
from tests.project.running import running  # noqa: E402

console = Console(highlight=False)
PEOPLE = ("social.worker", "council.manager", "council.governance", "council.guardian", "administrator", "auditor")
TOO_MANY, WAIT = 429, 10  # seconds
INSIDE = ("Traceback", "psycopg", "django.db", "SELECT ", "File &quot;/")


def sends(person: Person, name: str, count: int, seed: int) -> tuple[Counter[int], list[str]]:
    chance, answers, wrong = random.Random(f"{seed} {name}"), Counter[int](), []
    person.sign_in(f"{name}@example.org", PASSWORD)
    aim = Aim(chance)
    for number in range(count):
        path = aim.path()
        try:
            page = person.get(path).body
            aim.seen(page)
            answer = person.post(path, fields(chance, page))
        except NotAcknowledged as failed:
            answers[500] += 1
            wrong.append(f"{name}: {path}: {failed}")
            continue
        answers[answer.status] += 1
        aim.answered(answer.status)
        wrong += [f"{name}: {path}: shows {inside}" for inside in INSIDE if inside in answer.body]
        if "/sign-in" in answer.location:
            sign_in(person, name)
        if number % 500 == 0:
            console.print(f"{name}: {number:,} of {count:,}")
    return answers, wrong


def sign_in(person: Person, name: str) -> None:
    """A form has signed them out. From one address the service takes so many sign-ins a minute, and then says 429."""
    while person.try_sign_in(f"{name}@example.org", PASSWORD) == TOO_MANY:
        time.sleep(WAIT)


def main() -> None:
    count, seed = (int(given) for given in (*sys.argv[1:3], *("100000", "1")[len(sys.argv) - 1 :]))
    with running() as service, ThreadPoolExecutor(len(PEOPLE)) as pool:
        each = [pool.submit(sends, service.person(), name, count // len(PEOPLE), seed) for name in PEOPLE]
        answers, wrong = Counter[int](), []
        for found in each:
            counted, faults = found.result()
            answers += counted
            wrong += faults
    counted = ", ".join(f"{n:,} answered {status}" for status, n in sorted(answers.items()))
    console.print(f"{answers.total():,} forms sent: {counted}")
    console.print("\n".join(wrong[:50]) or "No server error, and nothing of the inside shown.", markup=False)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
