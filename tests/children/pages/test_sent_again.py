"""Whoever goes back in the browser and sends a form once more has said nothing new."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from sharewell.children.around import doubting, involving
from sharewell.children.models import Assessment, Child, Concern, Doubt, Involvement, LeadProfessional
from tests.children.browsing import HERE, WHY, post
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db
SOON = today() + timedelta(days=20)


@pytest.fixture
def child(put):
    return put(**HERE)


def test_back_in_the_browser_and_the_same_again_is_one_note(page, child, published, sign_in):
    sign_in(page, published("social.worker").user)
    page.goto(f"/children/{child.reference}/open")
    page.get_by_label("Safeguarding").check()
    page.get_by_label("Your case or referral").fill("K-117")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Add to the record").click()
    page.get_by_role("link", name="Say that you work with this child").click()
    for _ in range(2):
        page.get_by_label("Which service?").fill("speech therapy")
        page.get_by_label("No", exact=True).check()
        page.get_by_label("Who can be called?").fill("Bo Hill")
        page.get_by_label("Day").fill("6 1 2025")
        page.get_by_role("button", name="Put it on record").click()
        expect(page.locator("h1")).to_have_text("Ann Quintrell")
        page.go_back()
    assert Involvement.objects.count() == 1


@pytest.mark.parametrize(("forename", "children"), [("Zbigniew", 1), ("", 2)])  # without one they may be twins
def test_a_child_who_is_added_and_sent_again_is_one_row(client_of, index, forename, children):
    worker, told = client_of("social.worker"), {"forename": forename, "surname": "Xu", "postcode": "N17 9LJ"}
    worker.post("/children", WHY | told | {"key": uuid4()}, follow=True)
    assert len({post(worker, "/children/add", **told).url for _ in range(2)}) == children
    assert Child.objects.count() == children


DEEDS = {
    Involvement: (
        involving.involve,
        {"service": "speech therapy", "contact": involving.Contact("Bo Hill"), "since": date(2025, 1, 6)},
    ),
    Assessment: (involving.mark_assessment, {"holder": "Early Help", "since": date(2025, 1, 6)}),
    Concern: (involving.raise_concern, {"contact": "Bo Hill", "told": True, "review_by": SOON}),
    Doubt: (doubting.doubt, {"fields": ["school"], "should_be": {"school": "High Cross School"}}),
}
ELSE = [
    (Involvement, {"contact": involving.Contact("Ada Marsh")}),
    (Involvement, {"since": date(2025, 1, 7)}),
    (Involvement, {"by": TRUST}),
    (Assessment, {"holder": "The school"}),
    (Concern, {"told": False}),
    (Concern, {"review_by": SOON + timedelta(days=1)}),
    (Doubt, {"should_be": {}}),
    (Doubt, {"fields": ["phone"], "should_be": {}}),
]


def say(kind, child, members, *, by=COUNCIL, **changed):
    act, told = DEEDS[kind]
    return act(child=child, by=members[by], at=now(), key=uuid4(), **told | changed)


@pytest.mark.parametrize("kind", DEEDS)
def test_the_same_said_twice_is_one_row_until_it_has_ended(members, child, kind):
    first = say(kind, child, members)
    assert say(kind, child, members) == first
    if kind is Doubt:
        doubting.answer(doubt=first, by=members[TRUST], at=now(), key=uuid4())
    else:
        involving.end(row=first, on=today(), by=members[COUNCIL], at=now(), key=uuid4())
    assert say(kind, child, members) != first


@pytest.mark.parametrize(("kind", "changed"), ELSE)
def test_whoever_says_anything_else_has_said_something_new(members, child, kind, changed):
    assert say(kind, child, members) != say(kind, child, members, **changed)


def test_a_lead_is_named_again_after_another_was(members, child):
    for name in ("Cy Lane", "Bo Hill", "Cy Lane"):
        signed = {"by": members[COUNCIL], "at": now(), "key": uuid4()}
        involving.lead(child=child, who=involving.Contact(name), since=date(2025, 1, 6), **signed)
    last, until = involving.latest_lead([child])
    assert (last.details["name"], until) == ("Cy Lane", None)
    assert LeadProfessional.objects.count() == 3
