"""Every layout, field, component and state, in the browser, with the site's own static files and security policy."""

from functools import cache

import pytest
from playwright.sync_api import expect

from .gallery import pages

NAMES = (
    "components", "text", "fields", "fields in error", "question", "question in error",
    "accessibility", "help", "privacy", "not found", "failure",
)  # fmt: skip
PHONE = {"width": 375, "height": 812}
REFLOW = {"width": 320, "height": 256}  # WCAG 2.2, 1.4.10: a wide screen enlarged four times


@cache
def gallery() -> dict[str, str]:
    return pages()


@pytest.fixture
def show(site):
    def show(page, name: str) -> None:
        policy = {"Content-Security-Policy": "default-src 'self'"}
        page.route(
            "**/gallery", lambda route: route.fulfill(body=gallery()[name], headers=policy, content_type="text/html")
        )
        page.goto(f"{site}/gallery")

    return show


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_gallery_holds_every_page(site) -> None:
    assert set(gallery()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_accessible_on_a_desk_and_on_a_phone(name, page, show, axe) -> None:
    show(page, name)
    expect(page.locator("body.govuk-frontend-supported")).to_have_count(1)
    axe(page)
    page.set_viewport_size(PHONE)
    axe(page)
    assert fits(page)
    page.set_viewport_size(REFLOW)
    assert fits(page)


@pytest.mark.parametrize("name", ["components", "text", "fields in error", "question in error"])
def test_a_page_is_accessible_when_no_script_arrives(name, page, show, axe) -> None:
    page.route("**/*.js", lambda route: route.abort())  # axe itself needs the browser's JavaScript on
    show(page, name)
    expect(page.locator("body.js-enabled")).to_have_count(0)
    axe(page)
    page.set_viewport_size(PHONE)
    axe(page)
    assert fits(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_radio_asks_its_question_only_once_it_is_chosen(script, page, page_no_js, show) -> None:
    shown = page if script else page_no_js
    show(shown, "question")
    why = shown.get_by_label("Why not?")
    expect(why).to_be_hidden()
    shown.get_by_label("No", exact=True).check()
    expect(why).to_be_visible()
    shown.get_by_label("Yes").check()
    expect(why).to_be_hidden()


def test_the_error_summary_takes_the_focus_and_leads_to_the_input_at_fault(page, show) -> None:
    show(page, "fields in error")
    expect(page).to_have_title("Error: Everything at once – Sharewell")
    expect(page.locator(":focus")).to_contain_text("There is a problem")
    page.get_by_role("link", name="The date it was found must be a real date").click()
    expect(page.locator(":focus")).to_have_attribute("name", "found-day")


def test_the_first_press_of_the_tab_key_offers_to_skip_to_the_content(page, show) -> None:
    show(page, "text")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("id", "main-content")


def test_an_answer_shown_again_in_a_nested_box_is_unchanged(page, show) -> None:
    show(page, "fields in error")
    assert page.get_by_label("Why is it shared?").input_value() == "Because it is.\nTruly.\n" * 3


def test_a_printed_page_leaves_the_way_around_behind(page, show) -> None:
    show(page, "components")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="You may share this")).to_be_visible()
    for left_out in (".govuk-service-navigation", ".govuk-back-link", ".govuk-button", ".sw-footer"):
        expect(page.locator(left_out).first).to_be_hidden()


def test_only_a_page_with_a_script_offers_to_print(page, page_no_js, show) -> None:
    show(page, "components")
    expect(page.get_by_role("button", name="Print this page")).to_be_visible()
    show(page_no_js, "components")
    expect(page_no_js.get_by_role("button", name="Print this page")).to_be_hidden()
