"""Whatever partners of two indexes do one after the other, what is there is what the acts told, and all holds."""

import os
from datetime import timedelta
from random import Random
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sharewell.children.around import doubting
from sharewell.children.around.overviews import overview
from sharewell.children.guarding import shielding
from sharewell.children.matches import reviewing
from sharewell.children.models import Child
from sharewell.children.moves import transfers
from sharewell.children.records import tallying
from sharewell.children.search import nearby, segments
from sharewell.children.search.finding import find, is_enough
from sharewell.domain.linkage.deciding.decide import LIKELY
from sharewell.keys.actions import rewrap
from sharewell.ledger.acts import about
from sharewell.ledger.models import Leaf
from sharewell.project import keeping_keys
from tests.children.browsing import WHY, words
from tests.children.histories import holds
from tests.children.histories.acts import Acts, as_app
from tests.children.histories.expected import SEEN, Expected
from tests.children.records.test_archiving import ARCHIVES, ENDS

pytestmark = pytest.mark.django_db

LONG = "SHAREWELL_SEARCH" in os.environ
VIEWERS = ("teacher", "officer")  # who open no shielded record
SEEDS = range(60) if LONG else range(2)
STEPS = 120 if LONG else 40


def as_expected(saw, indexes, people):
    kept = {
        child.pk: (child.first, child.shows is not None, "" if child.until is None else "gone")
        for child in Child.objects.all()
    }
    assert kept == {pk: (row.own, row.hidden, row.gone and "gone") for pk, row in saw.rows.items()}
    for child in Child.objects.filter(until=None):
        assert child.details == saw.rows[child.pk].details
        assert child.told == saw.rows[child.pk].told
    there = saw.there()
    waiting = {
        number: pair for number, pair in saw.pairs.items()
        if pair[0] in there and pair[1] in there and there[pair[0]].own != there[pair[1]].own
    }  # fmt: skip
    for by in people:
        mine = {index.pk for index in indexes if index.partners.filter(organisation=by.organisation)}
        asked = {
            number for number, pair in waiting.items()
            if there[pair[0]].index in mine and not any(there[pk].hidden for pk in pair)
        }  # fmt: skip
        assert set(reviewing.to_review(by.organisation).values_list("pk", flat=True)) == asked
        doubted = {
            each for each, pk in saw.doubts.items() if pk in there and there[pk].organisation == by.organisation_id
        }
        assert set(doubting.doubts(by.organisation).values_list("pk", flat=True)) == doubted
    for own in {row.own for row in there.values()}:
        child = Child.objects.get(pk=own)
        seen = overview(child)
        assert len(seen.rows) == (1 if there[own].hidden else len(saw.of(own)))
        for kind, noted in (("children.involvement", seen.involved), ("children.concern", seen.concerns)):
            assert {about(row) for row in noted} == (set() if there[own].hidden else saw.notes_of(own, kind))
    for index in indexes:
        assert {child.pk for child in shielding.perhaps_shielded(index)} == saw.perhaps_shielded(index.pk)
        assert {each.offer.pk for each in transfers.made(index.keeper)} == {
            offer for offer, pk in saw.offers.items() if saw.rows[pk].index == index.pk
        }


def pages_tell_no_more_than_they_may(saw, acts, organisation, client):
    """Whoever opened no shielded record sees of one what stays in sight; nobody sees what a sensitive service is."""
    of_partners = {index.pk: {each.organisation_id for each in index.partners.all()} for index in acts.indexes}
    for pk in acts.random.sample([*saw.rows], 6):
        row, child = saw.rows[pk], Child.objects.get(pk=pk)
        client.post(f"/children/{child.reference}/open", WHY)
        page = client.get(f"/children/{child.reference}")
        if row.gone or organisation not in of_partners[row.index]:
            assert page.status_code == 404
            continue
        assert page.status_code == 200
        told, rows = words(page), saw.of(row.own).values()
        hidden = {each.details[name] for each in rows if each.hidden for name in each.details if name not in SEEN}
        assert not [value for value in hidden if normalised(value) in normalised(told)]
        assert row.hidden or all(each.details.get("postcode", "") in told for each in rows)
        assert "Mental" not in told
        assert not row.hidden or "School nursing" not in told


def normalised(told):
    return told.replace(" ", "").casefold()


def through_a_segment_is_found_who_is_found_without(living, monkeypatch):
    """And at least as well: the database opens those who share most keys, the segment compares all."""
    asked = [child.told for child in Child.objects.filter(index=living.index, until=None)]
    alone = [found_by(living.index, told) for told in asked]
    with monkeypatch.context() as through:
        through.setattr(nearby, "ask", lambda _, row: [(n.child, n.weight) for n in living.find(row, most=24)])
        for told, without in zip(asked, alone, strict=True):
            found = found_by(living.index, told)
            assert all(found.get(first, 0) >= weight for first, weight in without.items()), (found, without)


def found_by(index, told):
    candidates = find(index, told).candidates if is_enough(told) else ()
    return {each.child.first: round(each.weight, 9) for each in candidates if each.weight >= LIKELY}


@pytest.fixture
def clock(monkeypatch):
    """The time that acts, pages and jobs are told."""
    real = timezone.now()
    clock = SimpleNamespace(at=real)
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def counted(monkeypatch):
    monkeypatch.setattr(tallying, "FEWEST", 5)
    monkeypatch.setattr(tallying, "LEAST", 2)


def rotate(monkeypatch, number):
    known = keeping_keys._words("SHAREWELL_MASTER_KEYS", "master")
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", f"new {number},{known}")
    with as_app():
        assert sum(rewrap())
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", f"new {number}")


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_done_is_what_is_there(indexes, people, published, client_of, clock, agree, monkeypatch, seed):
    random, saw = Random(seed), Expected()
    acts = Acts(indexes, people, random, clock, saw)
    living = [segments.build(index) for index in indexes]
    try:
        acts.begin()
        for at in range(1, STEPS + 1):
            leaves = Leaf.objects.count()
            assert not acts.go_on() or Leaf.objects.count() == leaves
            if at % 20:
                continue
            if seed % 2 and at == STEPS // 2:
                agree(timezone.localdate(clock.at), ENDS, ARCHIVES)
                saw.archives = True
            clock.at += timedelta(days=random.choice([0, 0, 1, 30, 120]))
            due = saw.due(timezone.localdate(clock.at))
            assert holds.night() == due
            for own in due:
                saw.destroyed(own)
            for own in saw.out_of_sight(timezone.localdate(clock.at)):
                saw.archived(own)
            if random.random() < 0.3:
                rotate(monkeypatch, at)
            as_expected(saw, indexes, people)
            holds.everything_holds(indexes)
            for each in living:
                assert each.keep_up()
                through_a_segment_is_found_who_is_found_without(each, monkeypatch)
            for name in VIEWERS:
                pages_tell_no_more_than_they_may(saw, acts, published(name).organisation_id, client_of(name))
    except BaseException:
        print(*acts.log, sep="\n")
        raise
