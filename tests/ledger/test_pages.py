"""Whoever may see an act may download its receipt; whoever has the receipt can check it; anybody may read how."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sharewell.domain.merkle import policies, receipts
from sharewell.ledger.actions import make_checkpoint
from sharewell.ledger.models import Leaf
from sharewell.partners.models import Membership
from sharewell.sharing import actions, queries
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
