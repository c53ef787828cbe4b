"""A practitioner asks, is answered and records what they did: in a real browser, at a desk and on a telephone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

SHOTS = os.environ.get("SHAREWELL_SHOTS")  # a folder: every state is kept there as a picture, to be looked at


class Practitioner:
    """Somebody at a page: says what they see and press, and has every page they come to checked with axe."""

    def __init__(self, page: Any, axe: Any, name: str = "") -> None:
        self.page, self.axe, self.name, self.count = page, axe, name, 0

    def sees(self, *words: str) -> Practitioner:
        for each in words:
            found = self.page.locator("main").get_by_text(each).filter(visible=True).first
            found.wait_for()
        self.page.wait_for_load_state()  # what is counted on the page next must all have arrived
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert self.page.evaluate(wide), f"{self.page.url} scrolls sideways"
        if self.axe:
            self.axe(self.page)
        if SHOTS:
            self.count += 1
            self.page.screenshot(path=str(Path(SHOTS) / f"{self.name}-{self.count:02}.png"), full_page=True)
        return self

    def chooses(self, *labels: str) -> Practitioner:
        for label in labels:
            self.page.get_by_label(label, exact=True).first.check()
        return self

    def writes(self, label: str, words: str) -> Practitioner:
        self.page.get_by_label(label).first.fill(words)
        return self

    def presses(self, name: str = "Continue") -> Practitioner:
        with self.page.expect_navigation():  # also where the same page comes back with an error
            self.page.get_by_role("button", name=name).first.click()
        return self

    def answers(self, question: str, *labels: str) -> Practitioner:
        return self.sees(question).chooses(*labels).presses()

    def follows(self, name: str) -> Practitioner:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()
        return self

    def begins(self, asking: str, *, purpose: str, items: tuple[str, ...], born: str = "1 5 2015") -> Practitioner:
        self.page.goto("/share")
        self.sees("May I share?").presses("Start now")
        self.answers("Under which protocol?", "Sharing information about children and young people in Haringey")
        self.sees("Who is asking?")
        if self.page.get_by_label(asking, exact=True).count():
            self.chooses(asking).presses()
        else:
            self.chooses("Another organisation or person").writes("Name of the organisation", asking).presses()
        self.sees("Is it about one person?")
        if born:
            self.chooses("Yes").writes("Your own reference for the person", "K-117").presses()
            self.sees("What is their date of birth?").writes("Day", born).presses()
        else:
            self.chooses("No, only figures that name nobody").presses()
        self.answers("What is it needed for?", purpose)
        self.answers("Which items are asked for?", *items)
        return self.sees("What exactly is needed?").presses()

    def knows(self, answers: dict[str, str], *, otherwise: str = "No") -> Practitioner:
        """Answers what is asked, whatever the order: `answers` by words of the question, all else in one way."""
        for _ in range(12):
            if "/question/" not in self.page.url:
                return self
            self.sees("I do not know yet")
            heading = self.page.locator("h1").inner_text()
            said = next((each for words, each in answers.items() if words in heading), otherwise)
            nothing = {"No": ("Nobody has said anything", "None of these")}.get(said, ())
            several = [each for each in nothing if self.page.get_by_label(each, exact=True).count()]
            self.chooses(*(several or [said])).presses()
        raise AssertionError("more questions than anybody should be asked")

    def records_the_decision(self) -> Practitioner:
        self.presses("Check your answers and record this")
        return self.sees("Check your answers").presses("Record this decision")


TRUST, COUNCIL = "Haringey Teaching Primary Care Trust", "Haringey Council"
POLICE = "Metropolitan Police Service (Haringey Division)"


@pytest.fixture
def somebody(partnership: Any, sign_in: Any, axe: Any) -> Any:
    def somebody(page: Any, name: str, shots: str = "", *, check: bool = True) -> Practitioner:
        sign_in(page, partnership(name))
        return Practitioner(page, axe if check else None, shots or name)

    return somebody


def test_basic_details_may_go_and_a_receipt_is_given(page: Any, somebody: Any) -> None:
    me = somebody(page, "social.worker", "share")
    me.begins(TRUST, purpose="Safeguarding", items=("Name", "Address"))
    me.knows({"been told": "Yes"})
    me.sees("You may share this", "Name and address", "originating organisation")
    me.records_the_decision().sees("You may share this").presses("Record what you shared")
    me.sees("Record what you shared").presses("Put on record").sees("There is a problem", "Select what you shared")
    me.chooses("Name", "Address", "By telephone").writes("Who received it?", "E. Demir, health visitor")
    me.presses("Put on record").sees("Receipt", "Shared", "The text’s fingerprint")
    assert "K-117" not in page.content(), "a receipt tells nothing of the person"


def test_part_may_go_and_the_rest_is_refused_on_record(page_phone: Any, somebody: Any) -> None:
    me = somebody(page_phone, "social.worker", "part-phone")
    me.begins(TRUST, purpose="Background information", items=("Name", "Case notes"))
    me.knows({"been told": "Yes"}).sees("You may share part of this", "What may not go")
    me.records_the_decision().presses("Record what you shared").sees("Record what you shared")
    me.chooses("Name", "Face to face").writes("Who received it?", "E. Demir").presses("Put on record")
    me.sees("Record what was not shared").writes("The circumstances", "No consent and no harm")
    me.writes("Who was told", "E. Demir, by telephone").presses("Put on record").sees("Receipt", "Not shared")


def test_a_manager_approves_and_then_it_may_go(page: Any, page_phone: Any, somebody: Any) -> None:
    me = somebody(page_phone, "health.visitor", "refer-phone")
    me.begins(COUNCIL, purpose="Safeguarding", items=("Health information",))
    me.knows({"risk of significant harm": "Yes"}).sees("Someone else must decide first", "What waits")
    me.records_the_decision().sees("Someone else must decide first", "put the exceptional reason on record")
    manager = somebody(page, "health.manager", "manager")
    page.goto("/share")
    manager.sees("Waiting for a designated manager").follows("K-117, to Haringey Council")
    manager.sees("You are a designated manager: decide").presses("Record my decision").sees("Select what you decide")
    manager.chooses("I approve it").writes("Why?", "Harm is likely and consent would delay").presses(
        "Record my decision"
    )
    manager.sees("You may share this", "Approved: Harm is likely")
    page_phone.reload()
    me.sees("You may share this").presses("Record what you shared").sees("For the confidentiality record")
    me.chooses("Health information", "By telephone").writes("Who received it?", "A. Okafor, social worker")
    for label in ("The reasons", "The evidence they rest on", "Each third party told", "What each was given"):
        me.writes(label, "As the notes of today say")
    me.presses("Put on record").sees("Receipt")


def test_an_exceptional_reason_lets_it_go_and_starts_a_duty(page: Any, somebody: Any) -> None:
    me = somebody(page, "health.visitor", "exception")
    me.begins(COUNCIL, purpose="Safeguarding", items=("Name",)).knows({"risk of significant harm": "Yes"})
    me.records_the_decision().follows("put the exceptional reason on record")
    me.sees("Why can this not wait").writes("Why can this not wait", "It is night").presses("Put on record")
    me.sees("You may share this", "What must follow", "Tell the designated manager")


def test_without_the_form_it_goes_back(page_no_js: Any, somebody: Any) -> None:
    me = somebody(page_no_js, "social.worker", "return")
    me.begins(POLICE, purpose="Legal proceedings or requirement", items=("Case notes",))
    me.knows({"investigation they are pursuing": "Yes"}).sees(
        "Something is needed before you can share", "Do this first"
    )
    me.follows("change your answers").sees("Check your answers")
    page_no_js.get_by_role("link", name="Change papers").click()
    me.sees("Which of these papers do you have?").chooses("Section 29 form").presses().sees("There is a problem")
    page_no_js.get_by_label("None of these").uncheck()
    me.presses()
    me.sees("Is the section 29 form complete?").chooses("Yes", "Haringey Council", "Case notes").presses()
    me.knows({}).sees("Check your answers", "Section 29 form, complete")


def test_an_organisation_that_has_not_signed_is_refused(page: Any, somebody: Any) -> None:
    me = somebody(page, "social.worker", "refuse")
    me.begins("A housing charity", purpose="Safeguarding", items=("Name",))
    me.sees("Do not share this", "Information must not be shared with anyone other than a party")
    me.records_the_decision().presses("Record what was not shared")
    me.sees("Record what was not shared").presses("Put on record").sees("There is a problem", "Enter the circumstances")
    me.writes("The circumstances", "Has not signed").writes("Who was told", "The caseworker").presses("Put on record")
    me.sees("Receipt", "Not shared")


def test_what_is_not_known_leaves_it_open_and_can_be_found_out(page_phone: Any, somebody: Any) -> None:
    me = somebody(page_phone, "social.worker", "ask-phone")
    me.begins(TRUST, purpose="Background information", items=("Case notes",))
    me.knows({}, otherwise="I do not know yet").sees("More must be known first", "Find out")
    me.follows("Who has explicitly consented").answers(
        "Who has said whether", "The child", "A person with parental responsibility"
    )
    me.sees("What did the child say?").presses().sees("There is a problem", "Select what they said")
    me.chooses("No", "Everything that is asked for", "Any of the organisations in the protocol").presses()
    me.sees("What did a person with parental responsibility say?")
    me.chooses("Yes, clearly and for this", "Only some of it", "Case notes", f"{TRUST}, by name")
    page_phone.get_by_role("group", name="Has another such person").get_by_label("No").check()
    me.presses().sees("More must be known first")
    page_phone.goto("/share")
    me.sees("Not finished", "Carry on with K-117")


def test_figures_that_name_nobody_ask_for_the_smallest_count(page: Any, somebody: Any) -> None:
    me = somebody(page, "social.worker", "figures")
    me.begins(TRUST, purpose="Management information", items=("Aggregate",), born="")
    me.sees("smallest count").writes("What is the smallest count", "3").presses()
    me.sees("Something is needed before you can share", "suppression")


def test_the_keyboard_is_enough(page: Any, somebody: Any) -> None:
    somebody(page, "social.worker", check=False)
    page.goto("/share")
    keys = page.keyboard

    def reach(role: str, name: str) -> None:
        wanted = page.get_by_role(role, name=name).first
        wanted.wait_for()
        for _ in range(60):
            keys.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"no way to “{name}” by keyboard")

    reach("button", "Start now")
    keys.press("Enter")
    reach("radio", "Sharing information about children")
    keys.press("Space")
    reach("button", "Continue")
    keys.press("Enter")
    reach("radio", TRUST)
    keys.press("Space")
    reach("button", "Continue")
    keys.press("Enter")
    page.get_by_text("Is it about one person?").wait_for()
