"""Every page of the index in each of its states, at a desk and on a phone: nothing that axe finds, nothing cut off.

SHAREWELL_SHOTS=FOLDER keeps a picture of each, to be looked at.
"""

import json
import os
import re
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from sharewell.children.around import doubting, involving, missing
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import emergency, shielding
from sharewell.children.intake.actions import found, register
from sharewell.children.models import Child, Override
from sharewell.children.pages import remembering
from sharewell.children.records import ending
from sharewell.partners.models import Capacity, Membership
from tests.children.browsing import BAD
from tests.children.kids import the_eldest
from tests.children.moves.cast import offered
from tests.demographics.conftest import there as demographics
from tests.sharing.cast import COUNCIL, TRUST, now, today

__all__ = ["demographics"]

ANN = {
    "forename": "Ann",
    "surname": "Quintrell",
    "birth_date": "2015-05-01",
    "sex": "f",
    "house": "3",
    "street": "Lantern Lane",
    "town": "London",
    "postcode": "TQ13 8DF",
    "phone": "01632 960123",
    "school": "Ashcombe Primary",
    "parent_name": "Wilhelmina Quintrell",
    "parent_email": "wilhelmina.quintrell.of.lantern.lane@example.org",
}
ADA = {"forename": "Ada", "surname": "Smith", "birth_date": "2014-03-09", "postcode": "LS11 6AD"}


@pytest.fixture
def rows(index, members):
    """Ann with all that may be on record of her, a sister who may be she, Bea who is shielded, and others."""

    def put(record, by=TRUST, **details):
        told = {"index": index, "source": "roll", "record": record, "by": members[by], "at": now()}
        return register(details=details, **told).child

    def signed(by=COUNCIL):
        return {"by": members[by], "at": now(), "key": uuid4()}

    ann = put("1", **ANN)
    put("2", by=COUNCIL, **ANN | {"phone": "01632 960124"})
    put("3", by=COUNCIL, **ANN | {"forename": "Fanny", "phone": ""})  # one source lists both: twins, or one girl
    bea = put("4", **{**ANN, "forename": "Bea", "surname": "Zander", "birth_date": "2012-02-03", "postcode": "N17 9LJ"})
    old = put("5", forename="Olga", surname="Novak", birth_date=the_eldest())
    ada = put("6", **ADA)
    began = {"child": ann, "since": date(2025, 1, 6)}
    involving.involve(service="speech therapy", contact=Contact("Bo Hill", phone="01632 960001"), **began, **signed())
    involving.lead(who=Contact("Cy Lane", email="cy.lane@example.org"), **began, **signed())
    involving.mark_assessment(holder="Early Help", **began, **signed())
    soon = today() + timedelta(days=20)
    involving.raise_concern(child=ann, contact="Ada Marsh", told=False, review_by=soon, **signed())
    missing.report(child=ann, **signed())
    own = Child.objects.get(pk=ann.pk)
    doubting.doubt(child=own, fields=["school"], should_be={"school": "High Cross School"}, **signed(COUNCIL))
    theirs = Child.objects.get(merged_into=ann.pk, organisation=members[COUNCIL].organisation_id)
    asked = doubting.doubt(child=theirs, fields=["phone"], should_be={"phone": "01632 960123"}, **signed(TRUST))
    manager = Membership.objects.get(user__email="council.manager@example.org")
    shielding.shield(child=bea, ground="danger", views="child", by=manager, at=now(), key=uuid4())
    perhaps = put("7", by=COUNCIL, forename="Bea", surname="Zander", birth_date="2012")
    bo = put("8", forename="Bo", surname="Vane", postcode="E8 1AA")
    assert [each.child_id for each in ending.destroy_due(index, at=now() + timedelta(days=600))] == [old.pk]
    return {
        "bo": bo.reference,
        "perhaps": perhaps.reference,
        "ann": ann.reference,
        "bea": bea.reference,
        "old": old.reference,
        "ada": ada.reference,
        "doubt": asked.pk,
    }


class Look:
    """Looks at a page: by axe, for what is cut off, and by whoever wants its picture."""

    def __init__(self, page, axe, width):
        self.page, self.axe, self.width = page, axe, width
        self.folder = os.environ.get("SHAREWELL_SHOTS")

    def __call__(self, name, title):
        expect(self.page.locator("h1")).to_contain_text(title)
        self.axe(self.page)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
        if self.folder:
            self.page.screenshot(path=Path(self.folder) / f"{name}-{self.width}.png", full_page=True)

    def at(self, address, name, title):
        self.page.goto(address)
        self(name, title)

    def press(self, button, name, title):
        self.page.get_by_role("button", name=button, exact=True).click()
        self(name, title)

    def say_why(self, reference):
        self.page.goto(f"/children/{reference}/open")
        self.page.get_by_label("Safeguarding").check()
        self.page.get_by_label("Your case or referral").fill("K-117")
        self.page.get_by_role("button", name="Continue").click()
        expect(self.page.locator("main")).to_contain_text(reference)


@pytest.fixture(params=["desk", "phone"])
def look(request, axe):
    page = request.getfixturevalue({"desk": "page", "phone": "page_phone"}[request.param])
    return Look(page, axe, request.param)


def test_whoever_looks_for_a_child(look, rows, published, sign_in, demographics, settings, tmp_path, monkeypatch):
    file = tmp_path / "demographics.json"
    file.write_text(json.dumps({"address": demographics.address, "per_second": 1000}))
    settings.DEMOGRAPHICS = str(file)
    page, ann, bea = look.page, rows["ann"], rows["bea"]
    sign_in(page, published("social.worker").user)
    look.at("/children", "find", "Find a child")
    look.press("Find", "find-errors", "Find a child")
    page.get_by_label("Last name").fill("Quintrell")
    page.get_by_label("Postcode").fill("TQ13 8DF")
    page.get_by_text("I know more").click()
    look("find-more", "Find a child")
    page.get_by_label("Safeguarding").check()
    page.get_by_label("Your case or referral").fill("K-117")
    look.press("Find", "found", "children may match")
    page.get_by_text("Why, detail by detail").first.click()
    look("found-why", "children may match")
    page.get_by_role("button", name="None of these: add the child").click()
    look("add", "Add a child")
    page.get_by_label("Street").fill("x" * 120)
    look.press("Add the child", "add-errors", "Add a child")
    with monkeypatch.context() as later:
        later.setattr(remembering, "HOLDS", timedelta(0))
        look.press("Add the child", "add-late", "Add a child")
    page.get_by_label("Street").fill("Lantern Lane")
    page.get_by_label("First name").fill("Wilhelmina")
    look.press("Add the child", "added", "Wilhelmina Quintrell")
    look.at(f"/children/{bea}/open", "reason", f"Open {bea}")
    look.press("Continue", "reason-errors", f"Open {bea}")
    look.say_why(bea)
    look("shielded", "Bea Zander")
    page.get_by_role("link", name="open it in an emergency").click()
    look("open-shielded", "Open a shielded record")
    look.press("Continue", "open-shielded-errors", "Open a shielded record")
    page.get_by_role("radio").first.check()
    page.get_by_label("Why can this not wait?").fill("She is on the phone")
    look.press("Continue", "confirm", "Stop")
    stop = page.url
    look.press("Open the record", "opened", "Bea Zander")
    page.goto(stop)
    look.press("Open the record", "opened-again", "Someone was there before you")
    look.say_why(ann)
    look("child", "Ann Quintrell")
    page.get_by_text("Add to the record").click()
    look("child-more", "Ann Quintrell")
    for kind, title in (
        ("involvement", "Say that you work"),
        ("lead", "Say who the lead"),
        ("assessment", "Say that an assessment"),
        ("concern", "Ask to be called"),
        ("missing", "Report a child"),
        ("longer", "Say how long"),
    ):
        page.goto(f"/children/{ann}/note/{kind}")
        look.press("Put it on record", f"note-{kind}-errors", title)
    page.get_by_label("Yes: keep the record").check()
    look.press("Put it on record", "child-noted", "Ann Quintrell")
    page.get_by_role("link", name="This has ended").filter(has_text="Bo Hill").click()
    look.press("Put it on record", "end-errors", "Say that you no longer")
    for part, value in {"Day": today().day, "Month": today().month, "Year": today().year}.items():
        page.get_by_label(part).fill(str(value))
    look.press("Put it on record", "child-ended", "Ann Quintrell")
    page.goto(f"/children/{ann}/doubt")
    look.press("Tell whoever said it", "doubt-errors", "Say that something may be wrong")
    look.at("/children/guarded", "guarded", "Children to look at again")
    page.get_by_role("link", name="It still holds").click()
    look("review-concern", "Keep your request")
    look.at("/children/missing", "missing", "Children missing education")
    page.get_by_role("link", name="Put on record that it is done").click()
    look("missing-step", "Enquiries for")
    look.at("/children/home", "home", "Your home postcode")
    look.at(f"/children/{rows['old']}/destroyed", "proof", "is destroyed")
    look.say_why(rows["ada"])
    match, people = "Match to the NHS number", demographics.people
    for name, score, died, title in (
        ("match", 0.97, "", "knows this child"),
        ("died", 0.97, "2015-01-02T00:00:00+00:00", "knows this child"),
        ("potential", 0.9, "", "may know"),
        ("none", 0.5, "", "nobody"),
    ):
        people[0].score, people[0].died = score, died
        page.goto(f"/children/{rows['ada']}")
        look.press(match, f"number-{name}", title)
    demographics.answers = b'{"resourceType": "Bundle", "type": "searchset", "total": 2, "entry": []}'
    page.goto(f"/children/{rows['ada']}")
    look.press(match, "number-many", "several children")
    demographics.faults = [(500, "0")] * 9
    page.goto(f"/children/{rows['ada']}")
    look.press(match, "number-not-asked", "could not be asked")
    look.say_why(rows["bo"])
    look.press(match, "number-too-little", "Too little is known")


def test_whoever_keeps_the_index(look, rows, published, sign_in, index):
    page, ann, manager = look.page, rows["ann"], published("council.manager")
    sign_in(page, manager.user)
    look.at("/children/load", "load", "Load children from a file")
    look.press("Continue", "load-errors", "Load children from a file")
    for how, name, title in (
        ("Only check how it is read", "preview", "Load children from a file"),
        ("Load all rows, or none", "all-or-none", "Nothing was loaded: roll of spring"),
        ("Load every row without errors", "delivery", "Loaded: roll of spring"),
    ):
        page.goto("/children/load")
        extract = {"name": "roll.csv", "mimeType": "text/csv", "buffer": BAD.encode()}
        page.locator("input[type=file]").set_input_files(extract)
        page.get_by_label("Name of this extract").fill("roll of spring")
        page.get_by_label(how).check()
        look.press("Continue", name, title)
    extract = {"name": "roll.csv", "mimeType": "text/csv", "buffer": b"Nr,Vorname,Nachname\n1,Ann,Quintrell\n"}
    page.goto("/children/load")
    page.locator("input[type=file]").set_input_files(extract)
    page.get_by_label("Name of this extract").fill("roll from abroad")
    page.get_by_label("Only check how it is read").check()
    look.press("Continue", "columns-errors", "Load children from a file")
    look.at("/children/review", "review", "Possible matches")
    page.locator(".sw-items a").first.click()
    look("pair", "Is this one child?")
    picture = page.locator(".sw-picture")
    assert picture.evaluate("it => it.scrollWidth <= it.clientWidth"), "a part of the picture is out of sight"
    look.press("Put on record", "pair-errors", "Is this one child?")
    pair = page.url
    page.get_by_label("No, two children").check()
    look.press("Put on record", "pair-next", "Is this one child?")
    look.press("Take it back", "pair-again", "Is this one child?")
    page.get_by_label("I need to ask first").check()
    look.press("Put on record", "pair-next-asked", "Is this one child?")
    page.get_by_label("Yes, the same child").check()
    look.press("Put on record", "review-decided", "Possible matches")
    page.get_by_text("Joined automatically: the last one").click()
    look("review-joined", "Possible matches")
    page.get_by_role("button", name=re.compile("Take it back.*number")).first.click()
    look("review-put-back", "Possible matches")
    look.at(pair, "pair-decided", "Someone was there before you")
    look.at("/children/doubts", "doubts", "What may be wrong")
    page.locator(".sw-items a").first.click()
    look("doubt", "What may be wrong")
    page.get_by_label("It is wrong").check()
    page.get_by_label("Correct it to").fill("")
    look.press("Put on record", "doubt-answer-errors", "What may be wrong")
    look.say_why(ann)
    look("child-manager", "Ann Quintrell")
    page.get_by_role("link", name="Say that another record is the same child").click()
    look("same", "reference of the other record")
    page.get_by_label("The reference of the other record").fill(rows["ada"])
    look.press("Compare the two", "same-errors", "reference of the other record")
    look.at(f"/children/{ann}/looked", "looked", "Who looked")
    page.goto(f"/children/{ann}/shield")
    look.press("Shield the record", "shield-errors", "Shield C-")
    look.at(f"/children/{rows['bea']}/unshield", "unshield", "End the shielding")
    look.at("/children/guarded", "guarded-keeper", "Children to look at again")
    expect(page.locator("main")).to_contain_text(rows["perhaps"])
    found(name="Next door", area="X", protocol=index.protocol, partners=[], by=manager, at=now())
    look.at("/children/guarded", "which", "In which index?")


def test_whoever_sends_a_child_on_and_whoever_receives_it(look, rows, published, sign_in, there, manager, other):
    page, ann = look.page, rows["ann"]
    bea = offered(Child.objects.get(reference=rows["bea"]), there, manager, on=today() - timedelta(days=30))
    sign_in(page, manager.user)
    look.say_why(ann)
    page.get_by_role("link", name="Offer the record to another area").click()
    look("offer", f"Offer {ann} to another area")
    look.press("Offer the record", "offer-errors", f"Offer {ann} to another area")
    page.get_by_label("To which index?").select_option(str(there.pk))
    page.get_by_label("The child lives there now").check()
    look.press("Offer the record", "transfers-made", "Children moving to another area")
    look.at(f"/children/{rows['bea']}/transfer", "offer-shielded", "to another area")
    look.at(f"/children/transfers/{bea.pk}/withdraw", "withdraw", "Withdraw the offer")
    look.press("Withdraw the offer", "transfers-withdrawn", "Children moving to another area")
    ada = offered(Child.objects.get(reference=rows["ada"]), there, manager, on=today() - timedelta(days=30))
    sign_in(page, other.user)
    look.at("/children/transfers", "transfers-received", "Children moving to another area")
    page.get_by_role("link", name=f"{ann}, from Haringey").click()
    look("offered", f"Offer of {ann}")
    look.press("Put on record", "offered-errors", f"Offer of {ann}")
    page.get_by_label("Yes, the child lives here").check()
    look.press("Put on record", "transfers-accepted", "Children moving to another area")
    page.goto(f"/children/transfers/{ada.pk}")
    page.get_by_label("The child does not live here").check()
    look.press("Put on record", "transfers-declined", "Children moving to another area")
    look.at("/children/guarded", "guarded-moved", "Children to look at again")


def test_whoever_watches(look, rows, published, sign_in, members):
    bea, page = Child.objects.get(reference=rows["bea"]), look.page
    told = {"by": members[COUNCIL], "at": now()}
    asked = emergency.ask_to_open(child=bea, ground="court-order", why="ordered", key=uuid4(), **told)
    emergency.confirm(asked=asked, key=uuid4(), **told)
    sign_in(page, published("council.manager").user)
    look.at("/children/openings", "openings", "Shielded records that were opened")
    page.locator(".sw-items a").first.click()
    look("opening", "Opening of a shielded record")
    look.press("Put the review on record", "opening-errors", "Opening of a shielded record")
    page.get_by_label("Yes, it could not wait").check()
    page.get_by_label("What did you find?").fill("It could not wait")
    look.press("Put the review on record", "openings-reviewed", "Shielded records that were opened")
    look.at(f"/children/openings/{Override.objects.get(confirms__isnull=False).pk}", "opening-reviewed", "Opening")
    look.at("/children/progress", "progress", "The children’s index in numbers")
    me = published("social.worker")
    Membership.objects.filter(pk=me.pk).update(capacity=Capacity.AUDITOR)
    sign_in(page, me.user)
    look.at("/children/signs", "signs", "Look-ups to ask about")


def test_whoever_sends_a_form_too_late(look, rows):
    look.at("/sign-in?next=/children&unsent", "sign-in-unsent", "Sign in")
    expect(look.page.locator("main")).to_contain_text("nothing of what you sent was recorded")
