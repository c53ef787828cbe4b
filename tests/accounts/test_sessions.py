"""How long a sign-in lasts, and who can end it."""

import re
import time
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from sharewell.accounts.sessions import BEGAN, SEEN
from sharewell.project.demo import PASSWORD

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def person(partnership):
    return partnership("social.worker")


def signed_in(person):
    client = Client(headers={"user-agent": BROWSER})
    client.post("/sign-in", {"login": person.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/your-sign-in").status_code == 200


def move(client, **clocks):
    session = client.session
    for name, ago in clocks.items():
        session[name] = time.time() - ago
    session.save()


@pytest.mark.parametrize(("idle", "lasts"), [(-5, True), (1, False)])
def test_a_sign_in_in_which_nothing_happens_ends(person, settings, idle, lasts):
    client = signed_in(person)
    move(client, **{SEEN: settings.SESSION_IDLE_SECONDS + idle})
    assert is_in(client) is lasts


@pytest.mark.parametrize(("over", "lasts"), [(-5, True), (1, False)])
def test_a_sign_in_ends_with_the_working_day_however_busy(person, settings, over, lasts):
    client = signed_in(person)
    move(client, **{BEGAN: settings.SESSION_COOKIE_AGE + over})
    assert is_in(client) is lasts


def test_whoever_sends_a_form_too_late_is_told_that_it_was_not_recorded(person, settings):
    client, lost = signed_in(person), "nothing of what you sent was recorded"
    move(client, **{SEEN: settings.SESSION_IDLE_SECONDS + 1})
    late = client.post("/children", {"surname": "Quintrell"}, follow=True)
    assert lost in late.content.decode()
    assert "Quintrell" not in late.redirect_chain[-1][0]
    assert lost not in client.get("/children", follow=True).content.decode()
    signed = client.post(late.redirect_chain[-1][0], {"login": person.email, "password": PASSWORD})
    assert signed.url == "/children"


def test_what_happens_keeps_a_sign_in_going(person):
    client = signed_in(person)
    move(client, **{SEEN: 120})
    assert is_in(client)
    assert time.time() - client.session[SEEN] < 60


def test_signing_in_changes_the_sessions_key_and_signing_out_ends_it(person):
    client = Client()
    client.get("/sign-in/passkey", headers={"accept": "application/json"})  # begins a stranger's session
    before = client.session.session_key
    client.post("/sign-in", {"login": person.email, "password": PASSWORD})
    after = client.session.session_key
    assert before
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert "Clear-Site-Data" not in client.get("/sign-out").headers
    assert client.post("/sign-out")["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=after).exists()


def test_sessions_are_listed_and_each_can_be_ended(person):
    mine, other, third = signed_in(person), signed_in(person), signed_in(person)
    page = mine.get("/your-sign-in").content.decode()
    assert page.count("Chrome on Windows</dt>") == 3
    ids = re.findall(r'name="session" value="(\d+)"', page)
    assert len(ids) == 2, "not the one I am in"
    mine.post("/your-sign-in/sessions", {"session": ids[0]})
    assert [is_in(client) for client in (mine, other, third)].count(True) == 2
    mine.post("/your-sign-in/sessions", {"session": "others"})
    assert [is_in(client) for client in (mine, other, third)] == [True, False, False]


def test_nobody_ends_another_persons_session(person, partnership):
    theirs = signed_in(partnership("teacher"))
    page = signed_in(partnership("teacher")).get("/your-sign-in").content.decode()
    mine = signed_in(person)
    for pk in re.findall(r'name="session" value="(\d+)"', page):
        mine.post("/your-sign-in/sessions", {"session": pk})
    assert is_in(theirs)


def test_a_new_password_ends_every_other_session(person):
    mine, other = signed_in(person), signed_in(person)
    answer = mine.post("/your-sign-in/password", {"password": "three other words entirely"})
    assert answer.status_code == 302
    assert is_in(mine)
    assert not is_in(other)


@pytest.mark.parametrize("password", ["short", "password1234", "social.worker@example.org"])
def test_a_weak_password_is_refused_with_a_sentence(person, password):
    client = signed_in(person)
    answer = client.post("/your-sign-in/password", {"password": password})
    assert "There is a problem" in answer.content.decode()


def test_a_leavers_sessions_are_over_at_the_next_request(person):
    first, second = signed_in(person), signed_in(person)
    person.memberships.update(until=date(2020, 1, 1))
    assert first.get("/acting").status_code == 403
    assert not is_in(first)
    assert not is_in(second)
    assert not Session.objects.filter(session_key=second.session.session_key).exists()


def test_a_second_step_can_be_required_of_everybody(person, settings):
    settings.SECOND_STEP_REQUIRED = True
    client = signed_in(person)
    answer = client.get("/acting")
    assert (answer.status_code, answer["Location"]) == (302, "/your-sign-in?required")
    assert "Your organisation asks for a passkey" in client.get("/your-sign-in").content.decode()
    assert client.get("/your-sign-in/app/add").status_code == 200
