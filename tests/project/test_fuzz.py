"""No form that anybody sends brings the service down or shows its inside. `python -m bench.fuzz` sends 100,000."""

from __future__ import annotations

import os
import random
from itertools import islice

import pytest
from django.test import Client

from tests.project.fuzzing import fields, paths

POSTS = int(os.environ.get("SHAREWELL_POSTS", "300"))
PEOPLE = ("social.worker", "council.manager", "council.governance", "council.guardian", "administrator")


@pytest.mark.parametrize("name", PEOPLE)
def test_whatever_is_sent_is_answered_in_order(partnership, name):
    chance, client = random.Random(f"fuzz {name}"), Client()
    client.force_login(partnership(name))
    known = [client.post("/share").url.split("/")[2]] if name == "social.worker" else []
    for path in islice(paths(chance, known), POSTS // len(PEOPLE)):
        page = client.get(path)
        answer = client.post(path, fields(chance, page.content.decode(errors="replace") if not page.streaming else ""))
        assert answer.status_code < 500, path
        assert b"Traceback" not in answer.content
