"""Signing in with more than a password, in a real browser with an authenticator of its own."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from sharewell.accounts.actions import invite
from sharewell.accounts.sessions import PROVED
from sharewell.project.demo import PASSWORD

EMAIL = "social.worker@example.org"
NAME = "Amara Okafor"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(site):
    """Passkeys belong to a name: an address in numbers has none."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture(autouse=True)
def _plain_http(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True


@pytest.fixture
def authenticator(page):
    """The page's browser has an authenticator that confirms at once; call it to forget that person's finger or face."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return lambda known: devtools.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": known}
    )


def sign_in_with_password(page, password=PASSWORD):
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page):
    page.goto("/your-sign-in")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


def sign_out(page):
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in to Sharewell")).to_be_visible()


@pytest.fixture
def code_now(monkeypatch):
    """The code that an app shows. Its clock and ours stand: where it is slow the code would be over as it arrives."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))
    return lambda secret: auth.format_hotp_value(auth.hotp_value(secret, int(now) // 30))


def test_a_passkey_is_made_and_then_signs_in_with_one_press(page, partnership, authenticator, axe):
    person = partnership("social.worker")
    sign_in_with_password(page)
    page.get_by_role("link", name=NAME).click()
    axe(page)
    page.get_by_role("button", name="Add a passkey").click()
    axe(page)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    axe(page)
    expect(page.locator(".sw-codes li")).to_have_count(10)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("term").get_by_text("Passkey 1")).to_be_visible()
    axe(page)
    sign_out(page)
    axe(page)
    page.get_by_role("button", name="Sign in with a passkey").click()  # the authenticator confirms: that is all
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    assert Authenticator.objects.get(user=person, type="webauthn").last_used_at


def test_a_passkey_leads_to_the_page_that_was_asked_for(page, partnership, authenticator):
    partnership("social.worker")
    sign_in_with_password(page)
    add_passkey(page)
    sign_out(page)
    page.goto("/acting?from=here")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r"/acting\?from=here$"))


def test_an_authenticator_that_does_not_know_its_person_signs_nobody_in(page, partnership, authenticator, axe):
    partnership("social.worker")
    sign_in_with_password(page)
    add_passkey(page)
    sign_out(page)
    authenticator(known=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").get_by_text("Nothing came back from your passkey")).to_be_visible()
    axe(page)


def test_a_passkey_that_was_removed_is_refused_with_a_sentence(page, partnership, authenticator, axe):
    person = partnership("social.worker")
    sign_in_with_password(page)
    add_passkey(page)
    sign_out(page)
    Authenticator.objects.filter(user=person).delete()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").get_by_text("not one we know")).to_be_visible()
    axe(page)


def test_after_a_password_the_passkey_is_still_asked_for(page, partnership, authenticator, axe):
    partnership("social.worker")
    sign_in_with_password(page)
    add_passkey(page)
    sign_out(page)
    sign_in_with_password(page)
    expect(page.get_by_role("heading", name="Prove that it is you")).to_be_visible()
    axe(page)
    page.goto("/acting")
    expect(page.get_by_role("heading", name="Prove that it is you")).to_be_visible()
    page.get_by_role("button", name="Sign in another way").click()
    expect(page.get_by_role("heading", name="Sign in to Sharewell")).to_be_visible()
    sign_in_with_password(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()


def test_an_authenticator_app_is_added_and_its_code_asked_for_without_javascript(
    page_no_js, partnership, axe, code_now
):
    page = page_no_js
    partnership("social.worker")
    sign_in_with_password(page)
    page.goto("/your-sign-in")
    page.get_by_role("link", name="Change authenticator app").click()
    axe(page)
    secret = page.locator(".sw-secret").inner_text()
    page.get_by_label("Code that the app shows").fill("000000")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("alert").get_by_text("not one that works now")).to_be_visible()
    axe(page)
    expect(page.locator(".sw-secret")).to_have_text(secret)  # the one that was scanned stays
    page.get_by_label("Code that the app shows").fill(code_now(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator(".sw-codes li")).to_have_count(10)
    codes = page.locator(".sw-codes li").all_inner_texts()
    assert len(set(codes)) == 10
    page.reload()
    expect(page.get_by_text("They were shown once")).to_be_visible()
    axe(page)
    sign_out(page)
    sign_in_with_password(page)
    expect(page.get_by_role("button", name="Use your passkey")).to_have_count(0)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert").get_by_text("not one that works now")).to_be_visible()
    axe(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()


@pytest.mark.parametrize("path", ["/sign-in", "/your-sign-in", "/your-sign-in/app/add", "/your-sign-in/password"])
def test_the_pages_fit_a_phone(page_phone, partnership, sign_in, axe, path):
    person = partnership("social.worker")
    if path != "/sign-in":
        sign_in(page_phone, person)
    page_phone.goto(path)
    axe(page_phone)
    assert page_phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def an_hour_later(page):
    """Signed in still, with the last proof an hour ago."""
    (key,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session"]
    session = SessionStore(key)
    session[PROVED] = time.time() - 3600
    session.save()


@pytest.fixture
def link(partnership, site, settings, tmp_path):
    """The link that the teacher is invited by; the letters lie in a directory, as where no mail server is named."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    person = partnership("teacher")
    person.set_unusable_password()
    person.save()
    invite(user=person, site=site)
    (letter,) = tmp_path.iterdir()
    return re.search(r"(/welcome/\S+)", letter.read_text())[1]


def test_an_invited_person_makes_a_passkey_and_proves_by_it_later(page, authenticator, link, axe):
    page.goto(link)
    axe(page)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("link", name="Bethan Price")).to_be_visible()
    an_hour_later(page)
    page.goto("/your-sign-in/password")
    expect(page.get_by_role("heading", name="Prove that it is you")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    axe(page)


def test_an_invited_person_sets_a_password_without_javascript(page_no_js, link, axe):
    page = page_no_js
    page.goto(link)
    expect(page.get_by_role("button", name="Make a passkey")).to_have_count(0)
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Use this password").click()
    expect(page.get_by_role("link", name="The password must be 12 characters or more")).to_be_visible()
    axe(page)
    page.get_by_label("New password").fill("three other words entirely")
    page.get_by_role("button", name="Use this password").click()
    expect(page.get_by_role("link", name="Bethan Price")).to_be_visible()
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    axe(page)
