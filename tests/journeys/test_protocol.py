"""A practitioner reads a clause; an information governance lead checks a draft and publishes it."""

import re

import pytest
from playwright.sync_api import expect

from sharewell.protocols.actions import publish
from tests.protocols.vale import NOW, PROTOCOL, UNREAD, WORDS, later

PAGE = "/protocols/vale/children/2020-01-01"


@pytest.fixture
def people(site):
    """Everybody of an invented council, with its protocol published."""
    from datetime import date

    from sharewell.accounts.models import User
    from sharewell.partners.models import Membership, Organisation

    council = Organisation.objects.create(name="Vale Council")
    members = {}
    for capacity in ("practitioner", "information governance lead"):
        user = User.objects.create_user(email=f"{capacity.replace(' ', '.')}@example.org", name=f"A {capacity}")
        members[capacity] = Membership.objects.create(
            user=user, organisation=council, capacity=capacity, since=date(2020, 1, 1)
        )
    publish(words=(WORDS, PROTOCOL), by=members["information governance lead"], at=NOW)
    return {capacity: membership.user for capacity, membership in members.items()}


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("kind", ["page", "page_phone", "page_no_js"])
def test_a_practitioner_finds_a_clause_and_how_it_is_read(kind, people, sign_in, axe, request):
    page = request.getfixturevalue(kind)
    sign_in(page, people["practitioner"])
    page.goto("/protocols/")
    expect(page.get_by_role("button", name="Check a draft")).to_be_hidden()
    axe(page)
    assert fits(page)
    page.get_by_role("link", name="Children of the Vale").click()
    axe(page)
    assert fits(page)
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="3 Breaches").click()
    page.get_by_role("link", name="Clause 3.1", exact=True).click()
    expect(page).to_have_url(re.compile(r"#3\.1$"))
    expect(page.locator('[id="3.1"]').get_by_text("Due 5 working days")).to_be_visible()


def test_a_lead_mends_a_draft_and_publishes_it_with_the_keyboard_alone(page, people, sign_in, axe):
    sign_in(page, people["information governance lead"])
    page.goto("/protocols/check")
    axe(page)
    button = page.get_by_role("button", name="Check it")
    button.press("Enter")
    page.get_by_role("link", name="Paste a text or choose files, one of the two").press("Enter")
    axe(page)
    page.keyboard.insert_text(later(UNREAD, "2020-06-01"))
    button.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 thing stands in the way")
    expect(page.get_by_text("Clause 3.1, line 33")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Check it again").press("Enter")
    page.get_by_label("Paste a text").focus()
    page.keyboard.insert_text(later(PROTOCOL, "2020-06-01"))
    page.get_by_role("button", name="Check it").press("Enter")
    axe(page)
    page.get_by_role("button", name="Publish").press("Enter")
    axe(page)
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2020")):
        page.get_by_label(part).focus()
        page.keyboard.insert_text(value)
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page).to_have_url("/protocols/vale/children/2020-06-01")


@pytest.mark.parametrize("kind", ["page_phone", "page_no_js"])
def test_a_lead_publishes_files_on_a_phone_and_without_scripts(kind, people, sign_in, axe, request, tmp_path):
    page = request.getfixturevalue(kind)
    files = [tmp_path / "words.md", tmp_path / "children.md"]
    for file, words in zip(files, (WORDS, PROTOCOL), strict=True):
        file.write_text(words.replace("vale/", "dale/"))
    sign_in(page, people["information governance lead"])
    page.goto("/protocols/check")
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("They can be published")
    assert fits(page)
    axe(page)
    page.get_by_role("button", name="Publish").click()
    expect(page).to_have_url("/protocols/dale/words/2020-01-01")
    axe(page)
