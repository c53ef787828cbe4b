"""Making a token, which is shown once, and taking one back."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from sharewell.api.models import Token
from sharewell.ledger.models import Leaf
from tests.api.systems import System, token_of
from tests.sharing.cast import today, unlocked

pytestmark = pytest.mark.django_db


def form(**changes):
    day = today()
    return {"name": "Case system", "until-day": day.day, "until-month": day.month, "until-year": day.year} | changes


def test_a_token_is_shown_once_and_its_form_makes_one(published, client):
    client.force_login(published("social.worker").user)
    sent = form(key="00000000-0000-4000-8000-000000000001")
    page = client.post("/tokens/new", sent)
    (secret,) = re.findall(r"sharewell_[\w-]{43}", page.content.decode())
    assert System(secret).get("protocols").status_code == 200
    assert secret not in str(Token.objects.values())
    again = client.post("/tokens/new", sent).content.decode()
    assert "shown already" in again
    assert Token.objects.count() == 1
    assert secret not in again + client.get("/tokens").content.decode()


def test_making_and_revoking_ask_for_a_proof(published, client):
    client.force_login(published("social.worker").user)
    unlocked(client)
    assert "Prove that it is you" in client.post("/tokens/new", form()).content.decode()
    assert not Token.objects.exists()
    token_of(published("social.worker"))
    assert "Prove that it is you" in client.post(f"/tokens/{Token.objects.get().pk}/revoke").content.decode()


@pytest.mark.parametrize(("years", "name"), [(-1, "Case system"), (2, "Case system"), (0, "")])
def test_a_day_that_is_past_or_far_ahead_makes_none(published, client, years, name):
    client.force_login(published("social.worker").user)
    sent = form(**{"until-year": today().year + years, "name": name})
    assert "There is a problem" in client.post("/tokens/new", sent).content.decode()
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("social.worker", 302), ("administrator", 302), ("council.manager", 404), ("teacher", 404)]
)
def test_the_person_and_an_administrator_revoke_and_nobody_else(published, name, status):
    system, client = System(token_of(published("social.worker"))), Client()
    client.force_login(published(name).user)
    leaves = Leaf.objects.count()
    assert client.post(f"/tokens/{Token.objects.get().pk}/revoke").status_code == status
    assert system.get("protocols").status_code == (401 if status == 302 else 200)
    assert Leaf.objects.count() == leaves + (status == 302)


def test_the_pages_of_tokens(page, page_phone, published, sign_in, axe):
    for each in (page, page_phone):
        sign_in(each, published("social.worker").user)
        each.goto("/tokens")
        axe(each)
        each.get_by_role("button", name="Make a token").click()
        axe(each)
        each.get_by_role("button", name="Make it").click()
        axe(each)
        each.get_by_label("Which system is it for?").fill("Case system")
        for part, value in (("Day", today().day), ("Month", today().month), ("Year", today().year)):
            each.get_by_label(part).fill(str(value))
        each.get_by_role("button", name="Make it").click()
        axe(each)
        each.get_by_role("button", name="I have copied it").click()
        axe(each)
    page.get_by_role("button", name="Revoke Case system").first.click()
    axe(page)
    expect(page.get_by_text("Revoked")).to_be_visible()
