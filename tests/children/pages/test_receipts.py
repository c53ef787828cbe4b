"""Whoever may open a child's page has receipts of what their organisation did about the child; the keeper of all."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse

from sharewell.children.around import involving
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from sharewell.children.models.identity import Acted
from sharewell.children.records.ending import destroy_due
from sharewell.domain.merkle import receipts
from sharewell.ledger.actions import make_checkpoint
from sharewell.ledger.models import Leaf
from sharewell.matters.actions import renew_feed
from tests.children.browsing import WHY, listed
from tests.sharing.cast import TRUST, now

pytestmark = pytest.mark.django_db

ANN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01", "postcode": "TQ13 8DF"}
# Rows of one child are under the child, and what a person did under their own receipts: each kind is one or the other.
OF_NO_CHILD = {"Joining", "Possible", "Settled", "Delivery"}


@pytest.fixture
def ann(index, members):
    child = register(index=index, details=ANN, source="roll", record="1", by=members[TRUST], at=now()).child
    told = {"service": "speech therapy", "contact": Contact("Bo Hill"), "since": date(2025, 1, 6)}
    involving.involve(child=child, by=members[TRUST], at=now(), key=uuid4(), **told)
    return child


def entered(about):
    return Leaf.objects.filter(about=about).latest("index").index


def test_what_was_done_about_a_child_has_receipts_that_hold(client_of, ann):
    visitor, place = client_of("health.visitor"), reverse("children:receipts", args=[ann.reference])
    assert visitor.get(place)["Location"] == f"/children/{ann.reference}/open"  # a reason first
    visitor.post(f"/children/{ann.reference}/open", WHY, follow=True)
    make_checkpoint(at=now())
    numbers = listed(visitor, place)
    acts = {Leaf.objects.get(index=number).about.split(":")[0] for number in numbers}
    assert acts == {"children.child", "children.involvement", "children.lookup"}
    for number in numbers:
        file = visitor.get(reverse("children:receipt", args=[ann.reference, number])).content
        assert receipts.read(file).index == number
    assert visitor.get(reverse("children:receipt", args=[ann.reference, 0])).status_code == 404


def test_the_keeper_has_those_of_all_and_a_partner_its_own(client_of, ann, index):
    visitor, manager = client_of("health.visitor"), client_of("council.manager")
    for client in (visitor, manager):
        client.post(f"/children/{ann.reference}/open", WHY, follow=True)
    place = reverse("children:receipts", args=[ann.reference])
    looks = set(Leaf.objects.filter(about__startswith="children.lookup").values_list("index", flat=True))
    assert len(looks & set(listed(manager, place))) == 2
    assert len(looks & set(listed(visitor, place))) == 1


def test_what_was_done_about_a_shielded_child_is_hidden_too(client_of, ann, members):
    visitor, place = client_of("health.visitor"), reverse("children:receipts", args=[ann.reference])
    visitor.post(f"/children/{ann.reference}/open", WHY, follow=True)
    assert visitor.get(place).status_code == 200
    shielding.shield(child=ann, ground="danger", views="child", by=members[TRUST], at=now(), key=uuid4())
    number = entered(f"children.child:{ann.pk}")
    for address in (place, reverse("children:receipt", args=[ann.reference, number])):
        assert visitor.get(address).status_code == 404


def test_the_end_of_a_record_has_a_receipt(client_of, ann, index):
    (made,) = destroy_due(index, at=now() + timedelta(days=365 * 8))
    make_checkpoint(at=now())
    client, place = client_of("health.visitor"), reverse("children:proof-receipt", args=[ann.reference])
    assert place in client.get(reverse("children:proof", args=[ann.reference])).content.decode()
    assert receipts.read(client.get(place).content).index == entered(f"children.destruction:{made.pk}")


def test_every_act_in_an_index_is_of_a_child_or_its_doers_own():
    kinds = [kind for kind in apps.get_app_config("children").get_models() if issubclass(kind, Acted)]
    assert {kind.__name__ for kind in kinds if not hasattr(kind, "child")} == OF_NO_CHILD


def test_a_person_has_receipts_of_what_they_did_alone_and_nobody_else_has(client_of, published):
    mine = published("data.protection")
    feed = renew_feed(membership=mine, at=now())
    client, other = client_of("data.protection"), client_of("social.worker")
    number = entered(f"matters.feed:{feed.pk}")
    assert number in listed(client, reverse("partners:own_receipts"))
    assert number not in listed(other, reverse("partners:own_receipts"))
