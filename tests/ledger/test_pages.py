"""Whoever may see an act may download its receipt; whoever has the receipt can check it; anybody may read how."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sharewell.domain.merkle import leaves, policies, receipts
from sharewell.ledger.actions import make_checkpoint
from sharewell.ledger.models import Leaf
from sharewell.partners.models import Membership
from sharewell.protocols.models import Edition
from sharewell.sharing import actions, emergencies, queries
from sharewell.sharing.models import Request
from tests.sharing.cast import answers


@pytest.fixture
def shared(partnership: Any) -> Request:
    """A request of the health visitor under which something went."""
    by, now = Membership.objects.get(user=partnership("health.visitor")), timezone.now()
    interview = actions.begin(by=by, on=timezone.localdate(now), answers=answers())
    request = actions.decide(interview=interview.pk, by=by, at=now)
    decision = queries.latest_decision(request)
    told = {"how": "By telephone", "given_to": "Somebody Private", "records": {}, "key": uuid.uuid4()}
    actions.share(decision=decision, by=by, at=now, items=[0], **told)
    return request


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_act_of_a_request_has_a_receipt_that_checks(partnership, shared):
    client = client_of(partnership("health.visitor"))
    page = reverse("sharing:receipts", args=[shared.reference])
    assert client.get(page).content.decode().count("Not yet</dd>".replace("</dd>", "")) >= 3
    proof = reverse("sharing:proof", args=[shared.reference, Leaf.objects.get(about__startswith="sharing.disc").index])
    assert client.get(proof).status_code == 404
    make_checkpoint(at=timezone.now())
    assert "Not yet" not in client.get(page).content.decode()
    policy = policies.read(Client().get(reverse("ledger:policy")).content)
    trusted = receipts.verify(receipts.read(client.get(proof).content), policy)
    assert trusted.checkpoint.size == Leaf.objects.count()


def test_a_stranger_gets_no_receipt_of_it(partnership, shared):
    make_checkpoint(at=timezone.now())
    stranger = client_of(partnership("social.worker"))
    index = Leaf.objects.get(about__startswith="sharing.disc").index
    assert stranger.get(reverse("sharing:receipts", args=[shared.reference])).status_code == 404
    assert stranger.get(reverse("sharing:proof", args=[shared.reference, index])).status_code == 404


def test_a_receipt_of_another_request_is_not_given_under_this_one(partnership, shared):
    make_checkpoint(at=timezone.now())
    other = Leaf.objects.filter(about__startswith="protocols.edition").earliest("index").index
    client = client_of(partnership("health.visitor"))
    assert client.get(reverse("sharing:proof", args=[shared.reference, other])).status_code == 404


def test_opening_a_request_and_signing_in_leave_a_leaf_each(partnership, shared):
    user = partnership("health.visitor")
    client = client_of(user)
    before = Leaf.objects.count()
    client.get(reverse("sharing:request", args=[shared.reference]))
    body = bytes(Leaf.objects.last().body).decode()
    assert Leaf.objects.count() == before + 1
    assert '"act":"look-up"' in body
    assert f"sharing.request:{shared.pk}" in body
    client_of(user)
    assert '"act":"sign-in"' in bytes(Leaf.objects.last().body).decode()


def test_no_leaf_tells_of_a_person(partnership, shared):
    said = b"".join(bytes(leaf.body) for leaf in Leaf.objects.all()).decode()
    for private in ("Private", "K-117", "2015-05-01", "health.visitor", "telephone"):
        assert private not in said


def test_the_pages_are_accessible(partnership, page, page_phone, sign_in, axe, shared):
    make_checkpoint(at=timezone.now())
    for each in (page, page_phone):
        sign_in(each, partnership("health.visitor"))
        each.goto(reverse("sharing:receipt", args=[shared.reference]))
        each.get_by_role("link", name="Receipts that anybody can check").click()
        axe(each)
        expect(each.get_by_role("link", name="Download the receipt of entry")).to_have_count(3)
        each.get_by_role("link", name="check it themselves").click()
        axe(each)
        assert each.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_anybody_reads_how_to_check(page_no_js, axe):
    page_no_js.goto("/check-a-record")
    expect(page_no_js.get_by_role("heading", name="How to check this record yourself")).to_be_visible()
    axe(page_no_js)


def test_the_record_that_an_entry_commits_to_opens_it_for_its_own_organisation(partnership, shared):
    client, index = client_of(partnership("health.visitor")), Leaf.objects.get(about__startswith="sharing.disc").index
    address = reverse("sharing:record", args=[shared.reference, index])
    assert address in client.get(reverse("sharing:receipts", args=[shared.reference])).content.decode()
    answer = client.get(address)
    opening, leaf = answer.json(), json.loads(bytes(Leaf.objects.get(index=index).body))
    assert opening["record"]["given_to"] == "Somebody Private"
    assert leaves.opens(leaf["commitment"], bytes.fromhex(opening["salt"]), opening["record"])
    assert "no-store" in answer["Cache-Control"]
    assert client_of(partnership("social.worker")).get(address).status_code == 404
    other = Leaf.objects.filter(about__startswith="protocols.edition").earliest("index").index
    assert client.get(reverse("sharing:record", args=[shared.reference, other])).status_code == 404


def test_whoever_may_see_a_request_learns_not_why_it_was_opened_in_an_emergency(partnership, shared):
    by = Membership.objects.get(user=partnership("two.hats"), organisation=shared.organisation)
    opened = {"ground": "significant-harm", "reason": "a private reason", "key": uuid.uuid4()}
    emergencies.break_glass(reference=shared.reference, by=by, at=timezone.now(), **opened)
    index = Leaf.objects.get(about__startswith="sharing.opening").index
    client = client_of(partnership("health.visitor"))
    assert f"Entry {index}<" in client.get(reverse("sharing:receipts", args=[shared.reference])).content.decode()
    assert client.get(reverse("sharing:record", args=[shared.reference, index])).status_code == 404


def test_a_person_gets_receipts_of_their_own_signing_in_and_of_nobody_elses(partnership, shared):
    make_checkpoint(at=timezone.now())
    mine, other = partnership("health.visitor"), partnership("social.worker")
    client = client_of(mine)
    client_of(other)
    make_checkpoint(at=timezone.now())
    of = {user: Leaf.objects.filter(about=f"accounts.user:{user.pk}").latest("index").index for user in (mine, other)}
    assert f"Entry {of[mine]}<" in client.get(reverse("partners:own_receipts")).content.decode()
    assert receipts.read(client.get(reverse("partners:own_receipt", args=[of[mine]])).content).index == of[mine]
    assert client.get(reverse("partners:own_receipt", args=[of[other]])).status_code == 404


def test_publishing_has_a_receipt_for_everybody(partnership, shared):
    make_checkpoint(at=timezone.now())
    edition = Edition.objects.filter(text_id="haringey/children").latest("edition")
    client, place = client_of(partnership("social.worker")), [edition.text_id, edition.edition]
    assert "Text published" in client.get(reverse("protocols:receipts", args=place)).content.decode()
    index = Leaf.objects.get(about=f"protocols.edition:{edition.pk}").index
    assert receipts.read(client.get(reverse("protocols:proof", args=[*place, index])).content).index == index
    assert client.get(reverse("protocols:proof", args=[*place, index + 1])).status_code == 404


def test_an_administrator_gets_receipts_of_a_colleagues_role_and_not_of_their_signing_in(partnership, shared):
    administrator = Membership.objects.get(user=partnership("administrator"))
    colleague = Membership.objects.get(user=partnership("social.worker"))
    client_of(colleague.user)
    client = client_of(administrator.user)
    page = client.get(reverse("partners:receipts", args=[colleague.pk])).content.decode()
    assert "Sign in" not in page.split("<h1", 1)[1]
    stranger = Membership.objects.get(user=partnership("health.visitor"))
    assert client.get(reverse("partners:receipts", args=[stranger.pk])).status_code == 404
