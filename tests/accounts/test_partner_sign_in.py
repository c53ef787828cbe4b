"""A partner's own sign-in, against a real OpenID provider on this machine: whom it may vouch for, and whom not."""

import base64
import json
import time
import warnings
from contextlib import ExitStack
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.test import Client
from joserfc.jwk import KeySet, RSAKey
from playwright.sync_api import expect

from sharewell.accounts import provider
from sharewell.accounts.models import User
from sharewell.accounts.own_sign_in import BadProviders, read_providers
from sharewell.accounts.sessions import PROVED

with warnings.catch_warnings(record=True):  # the provider that we test against has its own to mend
    from oidc_provider_mock import User as Known
    from oidc_provider_mock import run_server_in_thread

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")

EMAIL = "social.worker@example.org"
CLAIMS = {"email": EMAIL, "email_verified": True}
PEOPLE = {
    "amara": CLAIMS,
    "newer": CLAIMS,  # somebody else to whom the partner gave the same address
    "unverified": CLAIMS | {"email_verified": False},
    "unsaid": {"email": EMAIL},
    "in-words": CLAIMS | {"email_verified": "true"},
    "shouted": CLAIMS | {"email": EMAIL.upper()},
    "stranger": CLAIMS | {"email": "nobody@example.org"},
    "elsewhere": CLAIMS | {"email": "social.worker@example.com"},
    "subdomain": CLAIMS | {"email": "social.worker@it.example.org"},
    "two-ats": CLAIMS | {"email": "social.worker@example.org@example.com"},
    "nameless": {"email_verified": True},
    "bethan": CLAIMS | {"email": "teacher@example.org"},
}
DOMAINS = {"council": ["example.org"], "other": ["example.com"]}


@pytest.fixture
def providers(settings, tmp_path, partnership):
    """Two partners' own sign-ins, each a server of its own that knows the same people."""
    known = [Known(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    (tmp_path / "secret").write_text("a secret\n")
    with ExitStack() as stack:
        told = []
        for name, domains in DOMAINS.items():
            server = stack.enter_context(run_server_in_thread(user_claims=known, require_nonce=True))
            address = f"http://localhost:{server.server_port}"
            told.append({"id": name, "name": f"The {name}", "server": address, "client": "sharewell"})
            told[-1] |= {"secret_file": str(tmp_path / "secret"), "domains": domains}
        (tmp_path / "providers.json").write_text(json.dumps(told))
        settings.SOCIALACCOUNT_PROVIDERS = {"partner": {"APPS": read_providers(tmp_path / "providers.json")}}
        yield


def leave(client, name="council", **query):
    """Off to the partner: the address we send the browser to."""
    answer = client.get(f"/sign-in/with/{name}", query)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def agree(address, sub):
    """The person signs in there: the address the partner sends the browser back to."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=300)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client, sub, name="council"):
    return client.get(agree(leave(client, name), sub))


def is_in(client):
    return "_auth_user_id" in client.session


def changed(address, **query):
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=urlencode({k: v[0] for k, v in parse_qs(parts.query).items()} | query)))


def refused(answer):
    return answer.status_code == 403 and "That did not sign you in" in answer.content.decode()


def test_an_invited_person_signs_in_as_often_as_they_like(client, providers):
    for _ in range(2):
        answer = sign_in(client, "amara")
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert is_in(client)
        client.post("/sign-out")
    kept = SocialAccount.objects.get()
    assert (kept.user.email, kept.provider, kept.uid, kept.extra_data) == (EMAIL, "council", "amara", {})


def test_an_address_is_one_person_however_it_is_written(client, providers):
    sign_in(client, "shouted")
    assert is_in(client)


@pytest.mark.parametrize(
    "sub", ["unverified", "unsaid", "in-words", "stranger", "elsewhere", "subdomain", "two-ats", "nameless"]
)
def test_nobody_else_is_let_in_and_all_are_told_the_same(client, providers, sub):
    people = User.objects.count()
    assert refused(sign_in(client, sub))
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_another_partner_cannot_vouch_for_them(client, providers):
    assert refused(sign_in(client, "amara", "other"))
    sign_in(client, "amara")
    client.post("/sign-out")
    assert refused(sign_in(client, "amara", "other")), "nor by the same name for them"


def test_an_address_given_to_somebody_new_opens_nothing(client, providers):
    sign_in(client, "amara")
    client.post("/sign-out")
    assert refused(sign_in(client, "newer"))
    assert not is_in(client)


def test_a_person_whose_address_changed_here_is_not_let_in_by_the_old_one(client, providers):
    sign_in(client, "amara")
    client.post("/sign-out")
    User.objects.filter(email=EMAIL).update(email="amara@example.org")
    assert refused(sign_in(client, "amara"))


def test_what_is_sent_to_the_partner_is_ours_to_say(client, providers):
    asked = parse_qs(urlsplit(leave(client, auth_params="prompt=none&redirect_uri=x", scope="all")).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 32
    assert len(asked["state"][0]) >= 16
    assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]
    assert asked["redirect_uri"] == ["http://testserver/sign-in/with/council/answer"]
    assert "prompt" not in asked


def test_an_answer_is_good_in_the_browser_that_asked_and_once(client, providers):
    back = agree(leave(client), "amara")
    assert refused(Client().get(back)), "another browser"
    assert is_in(client) or client.get(back).status_code == 302
    client.post("/sign-out")
    assert refused(client.get(back))


def test_an_answer_to_another_question_is_refused(client, providers):
    assert refused(client.get(agree(changed(leave(client), nonce="another"), "amara")))


def test_the_code_is_fetched_with_the_secret_that_was_promised(client, providers, monkeypatch):
    shown = []
    fetch = OAuth2Client.get_access_token
    monkeypatch.setattr(
        OAuth2Client,
        "get_access_token",
        lambda self, code, pkce_code_verifier=None: (
            shown.append(pkce_code_verifier) or fetch(self, code, pkce_code_verifier)
        ),
    )
    address = leave(client)
    client.get(agree(address, "amara"))
    promised = parse_qs(urlsplit(address).query)["code_challenge"][0]
    assert base64.urlsafe_b64encode(sha256(shown[0].encode()).digest()).decode().rstrip("=") == promised


def test_an_answer_for_another_partner_is_refused(client, providers):
    leave(client, "other")
    back = agree(leave(client, "council"), "amara")
    assert refused(client.get(back.replace("/council/", "/other/")))


def test_a_signature_by_another_key_is_refused(client, providers, monkeypatch):
    theirs = provider.Adapter._fetched

    def forged(self, address):
        kid = theirs(self, address)["keys"][0].get("kid")
        return KeySet([RSAKey.generate_key(2048, {"kid": kid} if kid else {})]).as_dict(private=False)

    monkeypatch.setattr(provider.Adapter, "_fetched", forged)
    assert refused(sign_in(client, "amara"))


@pytest.mark.parametrize("token", [None, "", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbWFyYSJ9."])
def test_an_answer_that_nobody_signed_is_refused(client, providers, monkeypatch, token):
    verified = provider.Adapter._verified
    monkeypatch.setattr(provider.Adapter, "_verified", lambda self, _, client_id: verified(self, token, client_id))
    assert refused(sign_in(client, "amara"))


def test_a_partner_that_says_no_or_nothing_signs_nobody_in(client, providers, settings):
    assert refused(client.get("/sign-in/with/council/answer"))
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    assert refused(client.get("/sign-in/with/council/answer", {"state": state, "error": "access_denied"}))
    assert client.get("/sign-in/with/nobody").status_code == 404
    settings.SOCIALACCOUNT_PROVIDERS["partner"]["APPS"][0]["settings"]["server_url"] = "http://localhost:1"
    assert refused(client.get("/sign-in/with/council"))


def test_whoever_has_only_that_way_proves_it_again_there(client, providers):
    User.objects.filter(email=EMAIL).update(password="!")
    sign_in(client, "amara")
    session = client.session
    session[PROVED] = time.time() - 3600
    session.save()
    page = client.get("/your-sign-in/app/add").content.decode()
    assert "Sign in again with The council" in page
    again = leave(client, process="redirect", next="/your-sign-in/proved")
    assert parse_qs(urlsplit(again).query)["prompt"] == ["login"]
    assert refused(client.get(agree(again, "bethan"))), "another person proves nothing"
    again = leave(client, process="redirect", next="/your-sign-in/proved")
    assert client.get(agree(again, "amara"))["Location"] == "/your-sign-in/proved"
    assert "Secret:" in client.get("/your-sign-in/app/add").content.decode()


@pytest.mark.parametrize(
    ("ago", "stands"), [(provider.CLOCK_SKEW - 5, True), (provider.CLOCK_SKEW + 5, False), (None, False), (True, False)]
)
def test_a_proof_from_before_it_was_asked_for_is_none(ago, stands):
    asked_at = int(time.time())
    said = {} if ago is None else {"auth_time": ago if ago is True else asked_at - ago}
    assert provider._proved_since(asked_at, said) is stands


def test_whoever_comes_back_from_the_partner_still_signed_in_has_proved_nothing(client, providers, monkeypatch):
    User.objects.filter(email=EMAIL).update(password="!")
    sign_in(client, "amara")
    claimed = provider.Adapter._verified
    monkeypatch.setattr(
        provider.Adapter, "_verified", lambda *told: claimed(*told) | {"auth_time": int(time.time()) - 3600}
    )
    again = leave(client, process="redirect", next="/your-sign-in/proved")
    assert refused(client.get(agree(again, "amara")))


def test_a_person_signs_in_through_the_partners_own_page(page, providers, axe):
    page.goto("/")
    axe(page)
    page.get_by_role("link", name="Sign in with The council").click()
    page.get_by_role("button", name="amara").click()
    expect(page.get_by_role("link", name="Amara Okafor")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in with The council").click()
    page.get_by_role("button", name="stranger").click()
    expect(page.get_by_role("heading", name="That did not sign you in")).to_be_visible()
    axe(page)


GOOD = {"id": "a", "name": "A", "server": "https://a.example", "client": "c", "domains": ["a.example"]}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{", "is not JSON"),
        ({}, "must hold a list"),
        ([{"id": "a"}], "partner a lacks client, domains"),
        ([GOOD | {"id": "A/b"}], "lower-case letters"),
        ([GOOD | {"server": "http://a.example"}], "must begin with https://"),
        ([GOOD | {"domains": []}], "needs a list of the e-mail domains"),
        ([GOOD | {"domains": "a.example"}], "needs a list of the e-mail domains"),
        ([GOOD | {"secret_file": "/nowhere"}], "the secret of a cannot be read"),
        ([GOOD, GOOD | {"id": "b"}], "gives the domain a.example to two partners"),
        ([GOOD, GOOD | {"domains": ["b.example"]}], "gives the id a to two partners"),
    ],
)
def test_a_file_of_partners_that_cannot_be_used_is_refused_in_a_sentence(tmp_path, told, said):
    (tmp_path / "secret").write_text("s")
    if isinstance(told, list) and told[0].keys() >= GOOD.keys():
        told = [{"secret_file": str(tmp_path / "secret")} | each for each in told]
    (tmp_path / "p.json").write_text(told if isinstance(told, str) else json.dumps(told))
    with pytest.raises(BadProviders, match=said):
        read_providers(tmp_path / "p.json")
