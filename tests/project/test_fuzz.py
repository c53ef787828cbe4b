"""No form that anybody sends brings the service down or shows its inside. `python -m bench.fuzz` sends 100,000."""

from __future__ import annotations

import os
import random
from uuid import uuid4

import pytest
from django.test import Client

from tests.project.fuzzing import Aim, fields

POSTS = int(os.environ.get("SHAREWELL_POSTS", "300"))
PEOPLE = ("social.worker", "council.manager", "council.governance", "council.guardian", "administrator")


@pytest.mark.parametrize("name", PEOPLE)
def test_whatever_is_sent_is_answered_in_order(partnership, name):
    chance, client = random.Random(f"fuzz {name}"), Client()
    person = partnership(name)
    client.force_login(person)
    aim = Aim(chance)
    for _ in range(POSTS // len(PEOPLE)):
        path = aim.path()
        page = client.get(path)
        shown = page.content.decode(errors="replace") if not page.streaming else ""
        aim.seen(shown)
        answer = client.post(path, fields(chance, shown) | {"key": str(uuid4())})
        aim.answered(answer.status_code)
        assert answer.status_code < 500, path
        assert b"Traceback" not in answer.content
        if "/sign-in" in answer.headers.get("Location", ""):
            client.force_login(person)
