"""How an index goes is told to its keeper in numbers, and never in one so small that it could tell of a person."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sharewell.children.around import missing
from sharewell.children.guarding import emergency, shielding
from sharewell.children.intake.actions import register
from sharewell.children.matches import joining
from sharewell.children.models import Child
from sharewell.children.progress import progress_of
from sharewell.children.records import ending
from sharewell.children.search import look_ups
from sharewell.ui.words import day
from tests.children.browsing import words
from tests.children.kids import the_eldest
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db

WHO = (("Ann", "Quintrell"), ("Bo", "Okafor"), ("Cy", "Novak"), ("Di", "Zander"), ("Ed", "Hillyard"))
WHY = {"purpose": "safeguarding", "reason": "K-117"}


@pytest.fixture
def put(index, members):
    def put(number, by=TRUST, **details):
        told = {"forename": WHO[number][0], "surname": WHO[number][1], "birth_date": "2015-05-01"} | details
        return register(index=index, details=told, source="roll", record=str(number), by=members[by], at=now()).child

    return put


def by_partner(index, on):
    return {
        each.organisation.name: (each.records, each.lately, each.latest) for each in progress_of(index, on=on).brought
    }


def test_children_are_counted_once_and_records_by_who_brought_them(index, put):
    for number in range(3):
        put(number)
    put(0, by=COUNCIL)
    assert Child.objects.exclude(merged_into=None).count() == 1
    assert progress_of(index, on=today()).children == 3
    assert by_partner(index, today()) == {TRUST: (3, 3, today()), COUNCIL: (1, 1, today())}


def test_a_partner_that_brought_nothing_is_told_too(index):
    assert by_partner(index, today()) == {TRUST: (0, 0, None), COUNCIL: (0, 0, None)}


def test_nothing_of_a_partner_tells_whether_it_brought_none_or_a_few(index, put, client_of):
    keeper = client_of("council.manager")
    before = words(keeper.get("/children/progress"))
    put(0)  # of the trust, which comes after the council by its name and before it by its records
    assert words(keeper.get("/children/progress")).split("What waits")[0] == before.split("What waits")[0]


def test_what_is_new_is_of_the_last_year(index, put):
    put(1)
    assert by_partner(index, today() + timedelta(days=364))[TRUST] == (1, 1, today())
    assert by_partner(index, today() + timedelta(days=365))[TRUST] == (1, 0, today())


def test_what_ended_is_counted_and_on_the_index_no_more(index, put):
    put(1, birth_date=the_eldest())
    later = now() + timedelta(days=600)
    assert len(list(ending.destroy_due(index, at=later))) == 1
    found = progress_of(index, on=later.date())
    assert (found.children, found.ended) == (0, 1)


def test_what_waits_and_what_happened(index, put, members):
    council = members[COUNCIL]
    signed = {"by": council, "at": now()}
    ann, bea = put(0), put(1)
    missing.report(child=ann, key=uuid4(), **signed)
    joined = joining.join(rows=[bea], into=ann, key=uuid4(), **signed)
    joining.undo(joining=joined, key=uuid4(), **signed)
    look_ups.search(
        index=index, asked={"forename": "Ann", "surname": "Quintrell", "postcode": "N1 1AA"}, **WHY, **signed
    )
    look_ups.open_child(child=ann, **WHY, **signed)
    shielding.shield(child=bea, ground="danger", views="child", key=uuid4(), **signed)
    asked = emergency.ask_to_open(child=bea, ground="court-order", why="ordered", key=uuid4(), **signed)
    emergency.confirm(asked=asked, key=uuid4(), **signed)
    found = progress_of(index, on=today())
    assert (found.joined, found.parted, found.searches, found.emergencies) == (1, 1, 1, 1)
    assert found.opened == {"safeguarding": 1}
    assert (found.missing, found.late) == (1, 0)
    assert progress_of(index, on=today() + timedelta(days=300)).late == 1


def test_the_page_tells_no_small_number(index, put, client_of):
    for number in range(5):
        put(number)
    page = words(client_of("analyst").get("/children/progress"))
    assert ": 5 What each partner has on it" in page
    assert f"{TRUST} 5 5" in page
    assert f"{COUNCIL} Fewer than 5 Fewer than 5 Not told" in page


def test_the_page_tells_no_day_on_which_one_of_a_few_was_new(index, put, client_of):
    for number in range(5):
        put(number)
    put(0, by=COUNCIL)
    page = words(client_of("analyst").get("/children/progress"))
    assert f"{COUNCIL} Fewer than 5 Fewer than 5 Not told" in page
    assert f"{TRUST} 5 5 {day(today())}" in page


def test_whoever_keeps_no_index_is_told_so(index, put, client_of, members):
    put(1)
    page = words(client_of("health.manager").get("/children/progress"))
    assert "keeps no children’s index" in page
    assert "What each partner" not in page


def test_a_practitioner_is_not_shown_it(index, client_of):
    assert client_of("social.worker").get("/children/progress").status_code == 403
