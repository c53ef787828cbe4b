"""Somebody who is tired finds the right child, at a desk, on a telephone, without JavaScript and by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.children.cast import look
from tests.children.conftest import index, members, published  # noqa: F401 (fixtures)
from tests.sharing.cast import COUNCIL, TRUST, now

A_KEY = 0.3  # seconds from one key to the next: forty words a minute, at 21:40
FOR_THE_PAGE = 2.0  # seconds that are left for the answer. What it takes is measured by the bench, on a quiet machine
WHY = "Find who works with the child"
ROLL = (
    {"forename": "Mary", "surname": "Quintrell", "birth_date": "2015-05-01", "sex": "f"},
    {"forename": "Ellen", "surname": "Quintrell", "birth_date": "2015-05-01", "sex": "f"},
    {"forename": "Tom", "surname": "Quintrell", "birth_date": "2012-02-11", "sex": "m"},
    {"forename": "Zed", "surname": "Okafor", "birth_date": "2010-02-03", "sex": "m"},
)
HOME = {"house": "3", "street": "Lantern Lane", "postcode": "N17 9LJ", "school": "Lantern Lane Primary"}


@pytest.fixture
def roll(index: Any, members: Any) -> None:  # noqa: F811
    """Twins, their brother and somebody else; and one of the twins again, as the trust has her."""
    from sharewell.children.intake.actions import register
    from sharewell.children.models import Involvement
    from sharewell.ledger.acts import act

    for at, told in enumerate(ROLL):
        row = register(
            index=index, details=HOME | told, source="roll", record=str(at), by=members[COUNCIL], at=now()
        ).child
        with act():
            Involvement(
                child=row,
                index=index,
                organisation=members[TRUST].organisation,
                by=members[TRUST].user,
                at=now(),
                key=row.key_id,
                since=now().date(),
                details={"service": "Health visiting", "contact": "Elif Demir", "contact_phone": "020 7946 0102"},
            ).save(by_action=True)


@pytest.fixture
def doubtful(roll: None, index: Any, members: Any) -> None:  # noqa: F811
    from sharewell.children.intake.actions import register

    told = HOME | {"forename": "Marta", "surname": "Quintrell", "birth_date": "2015-05-02", "sex": "f"}
    register(index=index, details=told, source="health visitors", record="1", by=members[TRUST], at=now())


def test_the_right_child_in_under_twenty_seconds_on_two_pages_by_keyboard(
    page: Any,
    somebody: Any,
    roll: None,
) -> None:
    somebody(page, "social.worker", "find-keyboard", check=False)
    page.goto("/children")
    opened: list[str] = []
    page.on("domcontentloaded", lambda document: opened.append(document.url))
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            page.keyboard.press(key)
            pressed += 1

    press("Tab", "Enter")  # past the navigation
    press("Tab", *"mary")
    press("Tab", *"quintrel")
    press("Tab", *"1 5 2015")
    press(*["Tab"] * 5)  # month, year, postcode, what else is known, then why
    press("Space")
    press("Tab", *"K-117")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mary Quintrell")
    page.wait_for_load_state()  # a heading may be read before the page is counted as opened
    assert pressed * A_KEY + FOR_THE_PAGE < 20
    assert len(opened) == 1  # the page one searches on is the other
    expect(page.get_by_role("main")).to_contain_text("Elif Demir")


def test_twins_are_told_apart_in_words(page: Any, somebody: Any, roll: None) -> None:
    me = somebody(page, "social.worker", "find")
    page.goto("/")
    me.follows("Find a child").sees("Find a child").presses("Find")
    me.sees("There is a problem", "Enter a first name or a last name", "Select why you are looking")
    me.writes("Last name", "Quintrell").writes("Postcode", "N17 9LJ").chooses(WHY)
    me.writes("Your case or referral", "K-117").presses("Find")
    me.sees("3 children may match", "Mary Quintrell", "Ellen Quintrell", "Tom Quintrell", "The same:")
    page.get_by_text("Why, detail by detail").first.click()
    me.sees("more likely for one person").follows("Ellen Quintrell")
    me.sees("Ellen Quintrell", "Who to call", "Elif Demir", "Who it is", "Who looked", "Amara Okafor")
    me.follows("See everyone who may match").sees("3 children may match")
    me.follows("Change your search").sees("Find a child")
    expect(page.get_by_label("Last name")).to_have_value("Quintrell")


def test_none_of_these_is_added_on_a_telephone(page_phone: Any, somebody: Any, roll: None) -> None:
    me = somebody(page_phone, "health.visitor", "find-phone")
    page_phone.goto("/children")
    me.writes("First name", "Zuzanna").writes("Last name", "Wilk").writes("Day", "2 10 2019").chooses(WHY)
    me.writes("Your case or referral", "K-118").presses("Find").sees("No child on the index matches")
    me.presses("Add the child")
    me.sees("Add a child").writes("School or setting", "He is rude. His mother drinks!").presses("Add the child")
    me.sees("There is a problem", "no free text").writes("School or setting", "Lantern Lane Primary").presses(
        "Add the child"
    )
    me.sees("Zuzanna Wilk", "Lantern Lane Primary", "No service has said yet")


def test_names_of_one_long_word_do_not_scroll_the_narrowest_page(page: Any, somebody: Any, roll: None) -> None:
    me = somebody(page, "social.worker", "find-narrow")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/children")
    me.writes("First name", "Wilhelmina" * 6).writes("Last name", "Featherstonehaugh" * 4).writes("Day", "2 10 2019")
    me.chooses(WHY).writes("Your case or referral", "K-118").presses("Find").sees("No child on the index matches")
    me.presses("Add the child").sees("Add a child").presses("Add the child").sees("No service has said yet")
    me.follows("See everyone who may match").sees("One child may match")


def test_the_pair_and_the_signs_can_be_read_on_the_narrowest_page(
    page: Any,
    somebody: Any,
    doubtful: None,
    index: Any,  # noqa: F811
    members: Any,  # noqa: F811
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    looks = somebody(page, "council.manager", "narrow")
    page.goto("/children/review")
    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    looks.sees("Is this one child?", "How strong the match is")
    look(index, members[COUNCIL], at=now(), kin=True)
    auditor = somebody(page, "auditor", "narrow-signs")
    page.goto("/children/signs")
    auditor.sees("Look-ups to ask about", "shares their surname or home")


def test_it_works_without_javascript(page_no_js: Any, somebody: Any, roll: None) -> None:
    me = somebody(page_no_js, "social.worker", "find-no-js")
    page_no_js.goto("/children")
    me.writes("First name", "Mary").writes("Last name", "Quintrell").writes("Day", "1 5 2015").chooses(WHY)
    me.writes("Your case or referral", "K-117").presses("Find").sees("Mary Quintrell", "Who to call")


def test_a_possible_match_is_looked_at_side_by_side_decided_and_taken_back(
    page: Any,
    page_phone: Any,
    somebody: Any,
    doubtful: None,
) -> None:
    keeper = somebody(page, "council.manager", "review")
    page.goto("/children")
    keeper.follows("Possible matches that wait").sees("Possible matches", "match, waiting since")
    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    keeper.sees("Is this one child?", "How they agree", "How strong the match is", "Together so far")
    keeper.presses("Put on record").sees("There is a problem", "Select whether this is one child")
    keeper.chooses("Yes, the same child").presses("Put on record").sees("are one child now", "Is this one child?")
    keeper.follows("Back").sees("Recent decisions", "Joined")
    keeper.presses("Take it back").sees("Put back")


def test_the_pair_can_be_read_on_a_telephone(page_phone: Any, somebody: Any, doubtful: None) -> None:
    keeper = somebody(page_phone, "council.manager", "review-phone")
    page_phone.goto("/children/review")
    page_phone.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    letters = page_phone.locator(".sw-picture text").first
    assert letters.evaluate("element => element.getBoundingClientRect().height") > 12
    page_phone.emulate_media(forced_colors="active", color_scheme="dark")
    paper = page_phone.locator(".sw-picture").evaluate("element => getComputedStyle(element).backgroundColor")
    assert paper == "rgb(255, 255, 255)"  # its letters stay dark
    page_phone.emulate_media(forced_colors="none", color_scheme="light")
    keeper.sees("Is this one child?").chooses("No, two children").presses("Put on record").sees("are two children")
    keeper.presses("Take it back").sees("Put back", "Is this one child?").follows("Back").sees("Possible matches")
