"""Proof, again, that it is still the same person: asked in place, with what was posted kept in the page."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from sharewell.accounts.forms import ProofPasskeyForm
from sharewell.accounts.reauthentication import recently_proved
from sharewell.accounts.sessions import PROVED
from sharewell.partners.acting import organisation_not_required
from sharewell.project import urls
from sharewell.project.demo import PASSWORD

pytestmark = pytest.mark.django_db
POSTED = {"key": "k", "items": ["a", "b"], "reason": 'She said "help" <now>'}


@organisation_not_required
def act(request):
    return HttpResponse(f"{request.method} {sorted(request.POST.lists())}")


class Addresses:
    urlpatterns = [
        *urls.urlpatterns,
        path("act", recently_proved(act)),
        path("read", recently_proved(act, reading=True)),
    ]
    handler403, handler404 = urls.handler403, urls.handler404


@pytest.fixture
def person(partnership, settings):
    settings.ROOT_URLCONF = Addresses
    return partnership("social.worker")


@pytest.fixture
def client(client, person):
    client.force_login(person)
    return client


def ago(client, seconds):
    session = client.session
    session[PROVED] = time.time() - seconds
    session.save()


def asked(response):
    return "Prove that it is you" in response.content.decode()


def hidden(response):
    """The fields that the page carries, as a browser would send them."""
    from html import unescape

    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode().partition("<main")[2]
    )
    sent: dict[str, list[str]] = {}
    for name, value in found:
        sent.setdefault(name, []).append(unescape(value))
    return sent


def test_signing_in_is_a_proof_and_lasts_its_minutes(client, settings):
    assert not asked(client.post("/act", POSTED))
    ago(client, settings.PROOF_LASTS_SECONDS - 5)
    assert not asked(client.post("/act", POSTED))
    ago(client, settings.PROOF_LASTS_SECONDS + 1)
    assert asked(client.post("/act", POSTED))


def test_reading_is_not_held_up_unless_the_page_says_so(client):
    ago(client, 3600)
    assert client.get("/act").content.startswith(b"GET")
    assert asked(client.get("/read"))


def test_what_was_posted_comes_through_whole_and_once(client):
    ago(client, 3600)
    page = client.post("/act", POSTED)
    assert asked(page)
    done = client.post("/act", hidden(page) | {"proof-password": PASSWORD}).content.decode()
    assert done == "POST [('items', ['a', 'b']), ('key', ['k']), ('reason', ['She said \"help\" <now>'])]"
    assert not asked(client.post("/act", POSTED)), "the proof lasts"


def test_a_page_that_waited_to_be_read_is_shown(client):
    ago(client, 3600)
    page = client.get("/read")
    answer = client.post("/read", hidden(page) | {"proof-password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/read")
    assert client.get("/read").content.startswith(b"GET")


@pytest.mark.parametrize("given", [{}, {"proof-password": ""}, {"proof-password": "wrong"}, {"proof-code": "123456"}])
def test_a_wrong_proof_does_nothing_and_loses_nothing(client, given):
    ago(client, 3600)
    page = client.post("/act", hidden(client.post("/act", POSTED)) | given)
    assert asked(page)
    assert "There is a problem" in page.content.decode()
    assert hidden(page)["items"] == ["a", "b"]


def test_a_mark_alone_proves_nothing(client):
    ago(client, 3600)
    assert asked(client.post("/act", POSTED | {"proof-of": "POST"}))
    assert asked(client.post("/read", {"proof-of": "GET"}))


def test_a_password_does_not_stand_in_for_a_second_step(client, person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    ago(client, 3600)
    page = client.post("/act", POSTED)
    assert "Password" not in page.content.decode()
    assert asked(client.post("/act", hidden(page) | {"proof-password": PASSWORD}))
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert not asked(client.post("/act", hidden(page) | {"proof-code": code}))
    ago(client, 3600)
    assert asked(client.post("/act", hidden(page) | {"proof-code": code})), "a code works once"
    assert not asked(client.post("/act", hidden(page) | {"proof-code": codes[0]}))
    ago(client, 3600)
    assert asked(client.post("/act", hidden(page) | {"proof-code": codes[0]})), "a recovery code works once"


@pytest.mark.parametrize("name", ["proof-code", "proof-password"])
def test_guessing_is_stopped_even_with_the_right_answer(client, person, name):
    right = PASSWORD
    if name == "proof-code":
        TOTP.activate(person, generate_totp_secret())
        right = RecoveryCodes.activate(person).get_unused_codes()[0]
    ago(client, 3600)
    page = hidden(client.post("/act", POSTED))
    for _ in range(6):
        client.post("/act", page | {name: "000000"})
    answer = client.post("/act", page | {name: right})
    assert asked(answer)
    assert "Wait five minutes" in answer.content.decode()


def test_the_secret_of_an_authenticator_app_is_not_in_the_database_to_read(person):
    secret = generate_totp_secret()
    kept = TOTP.activate(person, secret).instance.data["secret"]
    assert secret not in kept
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        from cryptography.exceptions import InvalidTag

        from sharewell.accounts.sealing import unseal

        with pytest.raises(InvalidTag):
            unseal(kept)


@pytest.mark.parametrize("sent", ["0", '{"id": 1}', "[1]", '{"rawId": "x", "response": {}}', "no JSON"])
def test_what_is_no_passkey_is_no_proof(person, sent):
    assert not ProofPasskeyForm({"credential": sent}, user=person).is_valid()
