"""Signing in, in the browser."""

import re

import pytest
from playwright.sync_api import expect

from sharewell.project.demo import PASSWORD


@pytest.fixture
def at_sign_in(page, partnership):
    page.goto("/")
    return page


def fill(page, email, password):
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_person_signs_in_and_out(at_sign_in, axe):
    page = at_sign_in
    fill(page, "Social.Worker@example.org", PASSWORD)
    expect(page.get_by_text("Amara Okafor")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Sharewell")).to_be_visible()
    page.goto("/acting")
    expect(page.get_by_role("heading", name="Sign in to Sharewell")).to_be_visible()


def test_a_person_signs_in_without_javascript(page_no_js, partnership):
    page_no_js.goto("/")
    fill(page_no_js, "social.worker@example.org", PASSWORD)
    expect(page_no_js.get_by_text("Amara Okafor")).to_be_visible()


def test_nothing_typed_is_said_at_the_fields_and_at_the_top(at_sign_in, axe):
    page = at_sign_in
    fill(page, "", "")
    expect(page.get_by_role("link", name="Enter your e-mail address")).to_be_visible()
    expect(page.get_by_role("link", name="Enter your password")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    axe(page)


@pytest.mark.parametrize("email", ["social.worker@example.org", "nobody@example.org"])
def test_a_wrong_password_and_a_stranger_are_told_the_same(at_sign_in, axe, email):
    fill(at_sign_in, email, "not the password")
    expect(at_sign_in.get_by_role("alert").get_by_text("together they are not ones we know")).to_be_visible()
    axe(at_sign_in)


def test_signing_in_by_keyboard_alone(at_sign_in):
    page = at_sign_in
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("teacher@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bethan Price")).to_be_visible()


@pytest.mark.django_db
def test_nobody_signs_themselves_up(client):
    assert client.get("/signup").status_code == 404


@pytest.mark.django_db
def test_many_wrong_attempts_are_stopped_even_with_the_right_password(client, partnership):
    for _ in range(6):
        client.post("/sign-in", {"login": "teacher@example.org", "password": "wrong"})
    response = client.post("/sign-in", {"login": "teacher@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert "Wait five minutes" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["0", "false", "1", '"x"', "[1]", "{}", '{"id": 1}', "null", "no JSON"])
def test_what_is_no_passkey_is_not_kept_as_one(client, sent):
    from allauth.mfa.models import Authenticator

    from sharewell.accounts.models import User

    person = User.objects.create_user(email="amara@example.org", password="three words apart", name="Amara Okafor")
    client.post("/sign-in", {"login": person.email, "password": "three words apart"})
    assert client.get("/your-sign-in/passkeys/add").status_code == 200
    answer = client.post("/your-sign-in/passkeys/add", {"name": "Phone", "credential": sent, "passwordless": "on"})
    assert answer.status_code == 200  # the page again
    assert not Authenticator.objects.exists()
    assert client.get("/your-sign-in/passkeys/add").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["0", '{"id": 1}', "[1]", '{"rawId": "x", "response": {}}', "no JSON"])
def test_what_is_no_passkey_signs_nobody_in(client, sent):
    assert client.post("/sign-in/passkey", {"credential": sent}).status_code == 302
    assert "_auth_user_id" not in client.session
