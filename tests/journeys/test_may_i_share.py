"""A practitioner asks, is answered and records what they did: in a real browser, at a desk and on a telephone."""

from __future__ import annotations

from typing import Any

from tests.sharing.cast import COUNCIL, POLICE, TRUST


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
