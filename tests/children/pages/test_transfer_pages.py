"""Children who move, in the browser: a record is offered, and the other area answers before it sees anybody."""

from dataclasses import replace

import pytest

from sharewell.children.guarding import shielding
from sharewell.children.intake import delivering
from sharewell.children.models import Child, Offer, OfferAnswer
from sharewell.children.records.policies import policy_of_index
from sharewell.domain.merkle import receipts
from sharewell.ledger.actions import make_checkpoint
from sharewell.ledger.acts import about
from sharewell.ledger.models import Leaf
from tests.children.browsing import listed, opened, post, words
from tests.children.moves.cast import ANN, AT_HOME, accepted, offered, put, signed
from tests.sharing.cast import POLICE, TRUST, now, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(index, members):
    return put(index, members[TRUST], sex="f")


@pytest.fixture
def sender(client_of, index):
    return client_of("council.manager")


@pytest.fixture
def receiver(client_of, there):
    return client_of("police.manager")


def offer(client, child, there, **more):
    return post(client, f"/children/{child.reference}/transfer", to=str(there.pk), reason="lives-there", **more)


def test_a_record_is_offered_accepted_and_opens_in_the_new_area(sender, receiver, child, there):
    assert f"/children/{child.reference}/transfer" in opened(sender, child).content.decode()
    assert offer(sender, child, there).url == "/children/transfers"
    assert child.reference in words(sender.get("/children/transfers"))
    assert f"{child.reference}, from Haringey" in words(receiver.get("/children/transfers"))
    assert "1 record is offered to you" in words(receiver.get("/children/guarded"))
    page = words(receiver.get(f"/children/transfers/{Offer.objects.get().pk}"))
    assert "The child lives there now" in page
    assert "(clause 7.1)" in page
    for hidden in (*ANN.values(), *AT_HOME.values()):
        assert hidden not in page
    assert post(receiver, f"/children/transfers/{Offer.objects.get().pk}", answer="accept").url == "/children/transfers"
    became = OfferAnswer.objects.get().became
    assert became.reference in words(receiver.get("/children/transfers"))
    assert became.reference not in words(sender.get("/children/transfers"))
    assert "Ann Quintrell" in words(opened(receiver, became))
    assert sender.get(f"/children/{child.reference}").status_code == 404


@pytest.mark.parametrize(("answer", "is_open"), [("not-here", False), ("ask", True), ("", True)])
def test_what_is_declined_ends_and_what_must_be_asked_waits(sender, receiver, child, there, answer, is_open):
    offer(sender, child, there)
    post(receiver, f"/children/transfers/{Offer.objects.get().pk}", answer=answer)
    assert OfferAnswer.objects.exists() is not is_open
    assert ("does not live here" in words(sender.get("/children/transfers"))) is not is_open
    assert "Ann Quintrell" in words(opened(sender, child))


def test_whoever_offered_it_withdraws_it(sender, receiver, child, there):
    offer(sender, child, there)
    number = Offer.objects.get().pk
    assert receiver.get(f"/children/transfers/{number}/withdraw").status_code == 404
    assert sender.get(f"/children/transfers/{number}").status_code == 404
    assert post(sender, f"/children/transfers/{number}/withdraw").url == "/children/transfers"
    assert "withdrawn" in words(receiver.get("/children/transfers"))
    gone = receiver.get(f"/children/transfers/{number}")
    assert (gone.status_code, "withdrawn already" in words(gone)) == (409, True)


def test_what_is_left_out_is_asked_for_and_what_cannot_be_is_told(sender, child, there):
    said = words(post(sender, f"/children/{child.reference}/transfer"))
    assert "Select the index of the area" in said
    assert "Select why you are offering it" in said
    assert said.count("Choose one") == 1
    offer(sender, child, there)
    assert "offered already" in words(offer(sender, child, there))
    assert Offer.objects.count() == 1


def test_both_keepers_have_receipts_of_the_offer_and_of_its_answer(client_of, sender, receiver, child, there):
    offer(sender, child, there)
    post(receiver, f"/children/transfers/{Offer.objects.get().pk}", answer="accept")
    make_checkpoint(at=now())
    place = f"/children/transfers/{Offer.objects.get().pk}/receipts"
    entered = {entry_of(Offer.objects.get()), entry_of(OfferAnswer.objects.get())}
    for client in (sender, receiver):
        assert set(listed(client, place)) == entered
        for number in entered:
            assert receipts.read(client.get(f"{place}/{number}.tlog-proof").content).index == number
    assert client_of("health.manager").get(place).status_code == 404
    became = OfferAnswer.objects.get().became
    opened(receiver, became)
    assert entry_of(OfferAnswer.objects.get()) in listed(receiver, f"/children/{became.reference}/receipts")


def entry_of(row):
    return Leaf.objects.get(about=about(row)).index


def test_where_no_other_area_keeps_its_index_that_is_said(sender, child):
    assert "No other area keeps its index here" in words(sender.get(f"/children/{child.reference}/transfer"))


def test_only_the_keepers_manager_offers(client_of, child, there):
    for name, status in (("social.worker", 403), ("health.manager", 403), ("police.manager", 404)):
        assert client_of(name).get(f"/children/{child.reference}/transfer").status_code == status


def test_nobody_but_the_two_keepers_managers_sees_that_a_shielded_child_moves(
    client_of, sender, receiver, child, there, manager
):
    shielding.shield(child=child, ground="danger", views="mother", **signed(manager))
    assert f"/children/{child.reference}/transfer" in opened(sender, child).content.decode()
    offered(Child.objects.get(pk=child.pk), there, manager)
    for name in ("social.worker", "health.manager", "auditor"):
        page = client_of(name).get("/children/transfers")
        assert child.reference not in page.content.decode()
        assert POLICE not in opened(client_of(name), child).content.decode()
    post(receiver, f"/children/transfers/{Offer.objects.get().pk}", answer="accept")
    said = words(opened(receiver, OfferAnswer.objects.get().became))
    assert "This record is shielded" in said
    for hidden in ("TQ13", *AT_HOME.values()):
        assert hidden not in said


@pytest.mark.parametrize("is_shielded", [False, True])
def test_what_stayed_behind_is_named_but_for_what_is_hidden(
    sender, receiver, child, there, manager, other, monkeypatch, is_shielded
):
    if is_shielded:
        shielding.shield(child=child, ground="danger", views="mother", **signed(manager))
    less = policy_of_index(there, on=today())
    less = replace(less, holds=less.holds - {"school-or-setting", "gender"})
    with monkeypatch.context() as here:
        here.setattr(delivering, "policy_at", lambda index, at: less)
        accepted(Child.objects.get(pk=child.pk), there, manager, other)
    for client in (sender, receiver):
        said = words(client.get("/children/transfers"))
        assert "does not hold it: " in said
        assert "gender" in said
        assert ("school" in said) is not is_shielded
