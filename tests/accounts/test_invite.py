"""An invited person's first sign-in, and the letters the service sends, through a real mail server on this machine."""

import re
import socketserver
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.test import Client

from sharewell.accounts.actions import invite, start_afresh
from sharewell.accounts.models import User
from sharewell.project.demo import PASSWORD

SITE = "https://sharewell.example/"
NEW = "three other words entirely"


class Post(socketserver.StreamRequestHandler):
    """The few words of SMTP (RFC 5321) that a letter needs."""

    def handle(self):
        self.say("220 here")
        lines = iter(self.rfile.readline, b"")
        for line in lines:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(letter.decode())
            self.say("221 bye" if word == b"QUIT" else "250 yes")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def post(settings, transactional_db):
    """The letters that arrived at the mail server."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.letters = []
        serving = {"poll_interval": 0.02}  # seconds until it sees that it is to end
        threading.Thread(target=server.serve_forever, kwargs=serving, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server.letters
        server.shutdown()


@pytest.fixture
def newcomer(transactional_db, partnership):
    user = User.objects.create_user(email="newcomer@example.org", name="Nadia Newcomer")
    membership = partnership("social.worker").memberships.first()
    user.memberships.create(organisation=membership.organisation, capacity=membership.capacity, since=membership.since)
    return user


def link(letter):
    return re.search(r"https://sharewell\.example(/\S+)", letter.replace("=\r\n", ""))[1]


def test_an_invited_person_sets_a_password_once(post, newcomer):
    invite(user=newcomer, site=SITE)
    (letter,) = post
    assert "Nadia" not in letter
    address = link(letter)
    assert "newcomer" not in address
    client = Client()
    for _ in range(2):  # a mail filter that opens links first takes nothing away
        assert client.get(address)["Location"] == "/welcome"
    assert "newcomer@example.org" in client.get("/welcome").content.decode()
    assert "There is a problem" in client.post("/welcome", {"password": "short"}).content.decode()
    client.post("/welcome", {"password": NEW})
    assert client.get("/your-sign-in").status_code == 200
    again = Client()
    again.get(address)
    assert again.get("/welcome").status_code == 404


@pytest.mark.parametrize("address", ["/welcome", "/welcome/MQ/wrong", "/welcome/---/x", f"/welcome/{'9' * 900}/x"])
def test_a_link_that_never_was_says_no_more_than_one_that_is_over(db, partnership, address):
    answer = Client().get(address, follow=True)
    assert answer.status_code == 404
    assert "This link no longer works" in answer.content.decode()


def test_a_link_is_over_after_three_days(post, newcomer, monkeypatch):
    from datetime import datetime, timedelta

    from django.contrib.auth.tokens import default_token_generator

    invite(user=newcomer, site=SITE)
    client = Client()
    client.get(link(post[0]))
    monkeypatch.setattr(default_token_generator, "_now", lambda: datetime.now() + timedelta(days=3, seconds=-5))
    assert client.get("/welcome").status_code == 200
    monkeypatch.setattr(default_token_generator, "_now", lambda: datetime.now() + timedelta(days=3, seconds=5))
    assert client.get("/welcome").status_code == 404


def test_a_link_does_not_open_what_has_a_second_lock(post, partnership):
    person = partnership("social.worker")
    TOTP.activate(person, generate_totp_secret())
    invite(user=person, site=SITE)
    client = Client()
    client.get(link(post[0]))
    assert "Make a passkey" not in client.get("/welcome").content.decode()
    answer = client.post("/welcome", {"password": NEW})
    assert answer["Location"] == "/sign-in/code"
    assert client.get("/acting").status_code == 302


def test_starting_afresh_voids_all_there_was(post, partnership):
    person = partnership("social.worker")
    TOTP.activate(person, generate_totp_secret())
    lost = Client()
    lost.force_login(person)
    start_afresh(user=person, site=SITE)
    assert not Authenticator.objects.filter(user=person).exists()
    assert lost.get("/your-sign-in").status_code == 302
    client = Client()
    client.post("/sign-in", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert len(post) == 1


def test_what_is_undone_is_not_written_about(post, newcomer):
    with transaction.atomic():
        invite(user=newcomer, site=SITE)
        transaction.set_rollback(True)
    assert not post


def test_a_person_is_told_when_their_sign_in_changes(post, newcomer):
    newcomer.set_password(PASSWORD)
    newcomer.save()
    TOTP.activate(newcomer, generate_totp_secret())
    client = Client()
    client.force_login(newcomer)
    client.post("/your-sign-in/app/remove")
    client.post("/your-sign-in/password", {"password": NEW})
    assert len(post) == 2
    assert "authenticator app was removed" in post[0]
    assert "password of your sign-in was changed" in post[1]
    for letter in post:
        body = letter.split("\n\n", 1)[-1]
        assert "Nadia" not in letter
        assert "127.0.0.1" not in body, "nor where from"


def test_a_mail_server_that_is_down_undoes_nothing(newcomer, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    invite(user=newcomer, site=SITE)
    assert "could not be sent" in caplog.text
    assert newcomer.email not in caplog.text
