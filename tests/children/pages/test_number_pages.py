"""A child's NHS number on the pages, of a server that answers as the Personal Demographics Service is described to."""

import json
from uuid import uuid4

import pytest

from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from sharewell.children.matches import joining
from sharewell.children.models import Child, Possible
from sharewell.ledger.models import Leaf
from tests.children.browsing import WHY, words
from tests.demographics.conftest import there
from tests.sharing.cast import COUNCIL, now

__all__ = ["there"]
pytestmark = pytest.mark.django_db

ADA = {"forename": "Ada", "surname": "Smith", "birth_date": "2014-03-09", "postcode": "LS11 6AD"}


@pytest.fixture
def child(index, members):
    return register(index=index, details=ADA, source="roll", record="1", by=members[COUNCIL], at=now()).child


@pytest.fixture
def worker(client_of, child):
    client = client_of("social.worker")
    client.post(f"/children/{child.reference}/open", WHY)
    return client


@pytest.fixture
def asked(there, settings, tmp_path):
    file = tmp_path / "demographics.json"
    file.write_text(json.dumps({"address": there.address, "per_second": 1000}))
    settings.DEMOGRAPHICS = str(file)
    return there


def test_where_nobody_is_asked_the_page_offers_nothing(worker, child):
    assert "Match to the NHS number" not in words(worker.get(f"/children/{child.reference}"))
    assert worker.post(f"/children/{child.reference}/number").status_code == 404


def test_a_match_is_shown_beside_our_record_and_kept_when_somebody_says_so(worker, child, asked):
    address = f"/children/{child.reference}"
    assert "Match to the NHS number" in words(worker.get(address))
    said = words(worker.post(f"{address}/number"))
    assert "The NHS knows this child" in said
    assert "900 000 0009" in said
    assert "900 000 0009" not in words(worker.get(address))
    assert "900 000 0009" in words(worker.post(f"{address}/number", {"keep": "9000000009"}, follow=True))


@pytest.mark.parametrize(
    ("score", "title"),
    [(0.949, "may know this child"), (0.85, "may know this child"), (0.849, "knows nobody like this")],
)
def test_what_is_not_sure_cannot_be_kept(worker, child, asked, score, title):
    asked.people[0].score = score
    address = f"/children/{child.reference}"
    assert title in words(worker.post(f"{address}/number", {"keep": "9000000009"}))
    assert "900 000 0009" not in words(worker.get(address))


def test_who_has_died_is_said_to_have_before_the_number_is_taken_over(worker, child, asked):
    address = f"/children/{child.reference}/number"
    assert "has died" not in words(worker.post(address))
    asked.people[0].died = "2015-01-02T00:00:00+00:00"
    assert "has died" in words(worker.post(address))


def test_another_number_than_the_one_that_was_shown_is_not_kept(worker, child, asked):
    worker.post(f"/children/{child.reference}/number", {"keep": "9000000017"})
    assert "900 000 00" not in words(worker.get(f"/children/{child.reference}"))


def test_that_the_nhs_was_asked_is_on_record_and_says_nothing_of_the_child(worker, child, asked):
    before = Leaf.objects.count()
    worker.post(f"/children/{child.reference}/number")
    leaf = Leaf.objects.latest("pk")
    assert Leaf.objects.count() == before + 1
    assert b"nhs-number-asked" in bytes(leaf.body)
    assert b"9000000009" not in bytes(leaf.body)


def test_a_service_that_is_away_is_said_to_be_and_the_way_back_is_short(worker, child, asked):
    asked.faults = [(503, "0")] * 9
    response = worker.post(f"/children/{child.reference}/number")
    assert response.status_code == 503
    assert "The NHS could not be asked The Personal Demographics Service could not be asked: it answered 503" in words(
        response
    )
    assert f'href="/children/{child.reference}"' in response.content.decode()
    asked.faults, asked.answers = [], b"{"
    assert "no result of a search" in words(worker.post(f"/children/{child.reference}/number"))


def test_of_whom_too_little_is_known_it_is_said_what_to_add(index, members, client_of, asked):
    told = {"forename": "Ada", "surname": "Smith", "birth_date": "2014", "postcode": "LS11 6AD"}
    child = register(index=index, details=told, source="roll", record="7", by=members[COUNCIL], at=now()).child
    client = client_of("social.worker")
    client.post(f"/children/{child.reference}/open", WHY)
    response = client.post(f"/children/{child.reference}/number")
    assert response.status_code == 200
    assert "Too little is known to ask the NHS The NHS number can be looked for once" in words(response)
    assert asked.asked == []


def test_what_is_set_up_wrongly_is_told_to_the_log_and_not_to_whoever_asks(worker, child, settings, caplog):
    settings.DEMOGRAPHICS = "/nowhere/demographics.json"
    response = worker.post(f"/children/{child.reference}/number")
    assert response.status_code == 503
    assert "must be put right first" in words(response)
    assert "nowhere" not in response.content.decode()
    assert "/nowhere/demographics.json cannot be read" in caplog.text


def test_without_a_reason_nobody_asks(client_of, child, asked):
    response = client_of("teacher").post(f"/children/{child.reference}/number")
    assert response["Location"] == f"/children/{child.reference}/open"
    assert asked.asked == []


def test_whoever_has_the_number_already_is_asked_about(index, members, worker, child, asked):
    named = {"forename": "Adah", "surname": "Smythe", "birth_date": "2014-03-09", "nhs_number": "9000000009"}
    there = register(index=index, details=named, source="roll", record="2", by=members[COUNCIL], at=now()).child
    found = {"possible": Possible.objects.get(), "same": False}  # by somebody who did not know the number
    joining.settle(**found, by=members[COUNCIL], at=now(), key=uuid4())
    worker.post(f"/children/{child.reference}/number", {"keep": "9000000009"})
    asked_again = Possible.objects.get(settled=None)
    rows = Child.objects.filter(
        pk__in=(asked_again.one_id, asked_again.other_id)
    )  # the number's row is the child's by now
    assert {row.first for row in rows} == {child.pk, there.pk}


def test_of_a_shielded_child_the_nhs_does_not_tell_what_is_hidden_here(worker, child, asked, members):
    signed = {"by": members[COUNCIL], "at": now(), "key": uuid4()}
    address = f"/children/{child.reference}/number"
    assert "LS11" in words(worker.post(address))
    shielding.shield(child=child, ground="danger", views="child", **signed)
    said = words(worker.post(address))
    assert "900 000 0009" in said
    for hidden in ("LS11", "Postcode", "Address", "Phone"):
        assert hidden not in said
