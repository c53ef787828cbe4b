"""Guessing is stopped, for all processes together; nobody learns from it who is here."""

import os
import re
import subprocess
import sys
import threading
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client

from sharewell.project.demo import PASSWORD

EMAIL = "teacher@example.org"


@pytest.fixture(autouse=True)
def _fresh(transactional_db):
    cache.clear()
    yield
    cache.clear()


def guess(client, password, email=EMAIL):
    return client.post("/sign-in", {"login": email, "password": password}).content.decode()


def test_the_log_tells_that_somebody_was_refused_and_not_who(partnership, caplog):
    with caplog.at_level("WARNING", logger="sharewell.accounts"):
        guess(Client(), "wrong")
    assert [record.getMessage() for record in caplog.records] == ["sign-in refused: email_password_mismatch"]


# A process of its own, with its own connection to this test's database: one wrong guess.
ANOTHER = """
import os, django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
settings.ALLOWED_HOSTS += ["testserver"]
from django.test import Client
client = Client()
from uuid import uuid4
told = client.post("/sign-in", {"login": os.environ["WHO"], "password": "wrong", "key": str(uuid4())}).content.decode()
print("wait" if "Wait five minutes" in told else "wrong" if "not ones we know" in told else told)
"""


def test_processes_count_together(partnership):
    client = Client()
    environment = os.environ | {"TEST_DATABASE": connection.settings_dict["NAME"], "WHO": EMAIL}

    def elsewhere():
        done = subprocess.run(
            [sys.executable, "-c", ANOTHER], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert elsewhere() == "wrong"
    for _ in range(4):
        assert "not ones we know" in guess(client, "wrong")
    assert elsewhere() == "wait"
    assert "Wait five minutes" in guess(client, PASSWORD), "even the right one"
    assert "not ones we know" in guess(client, "wrong", "officer@example.org"), "nobody else is held up"


def test_guesses_at_once_count_each(partnership):
    told = []

    def one():
        told.append(guess(Client(), "wrong"))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("not ones we know" in page for page in told) <= 5
    assert "Wait five minutes" in guess(Client(), PASSWORD)


def test_codes_cannot_be_guessed_either(partnership):
    person = partnership("teacher")
    TOTP.activate(person, generate_totp_secret())
    for at in range(7):  # a new browser each time is no way round
        client = Client()
        guess(client, PASSWORD)
        page = client.post("/sign-in/code", {"code": f"{at:06}"}).content.decode()
    assert "Wait five minutes" in page


def plain(page):
    return re.sub(r'value="[^"]*"', "", page)


def test_nobody_learns_who_is_here(partnership):
    strangers, known = "nobody@example.org", EMAIL
    told = {email: [plain(guess(Client(), "wrong", email)) for _ in range(7)] for email in (strangers, known)}
    assert told[strangers] == told[known]


def test_a_stranger_waits_as_long_as_a_person_whose_password_is_wrong(partnership, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person = partnership("teacher")
    person.set_password(PASSWORD)
    person.save()

    def seconds(email):
        cache.clear()
        began = time.thread_time()  # of the processor: what others take of a busy machine's time is nobody's secret
        guess(Client(), "wrong", email)
        return time.thread_time() - began

    known = min(seconds(EMAIL) for _ in range(3))
    stranger = min(seconds("nobody@example.org") for _ in range(3))
    assert stranger > known / 2
