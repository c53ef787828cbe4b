"""The tests' own parts work, or nothing they say can be believed."""

import re
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db

TESTS = Path(__file__).parents[1]


def test_the_database_is_a_real_and_durable_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int >= 150000, current_setting('fsync')")
        assert cursor.fetchone() == (True, "on")


def test_the_browser_shows_the_whole_application(page, axe):
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in to Sharewell")).to_be_visible()
    assert page.evaluate("document.body.classList.contains('js-enabled')")
    axe(page)


def test_a_page_opens_without_javascript_and_on_a_phone(page_no_js, page_phone):
    for page in (page_no_js, page_phone):
        page.goto("/sign-in")
        expect(page.get_by_label("E-mail address")).to_be_visible()
    assert page_phone.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("which", ["page", "page_no_js"])
def test_axe_finds_a_fault_that_is_there(request, which, axe):
    page = request.getfixturevalue(which)
    page.goto("/sign-in")
    axe(page)
    page.evaluate("document.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="label"):
        axe(page)


def test_no_test_asks_a_page_what_it_shows_without_waiting_for_it():
    """A click waits for the next page to begin, not for what it shows: `is_visible()` answers at once, and wrongly."""
    hasty = re.compile(r"^ *assert .*\.(is_visible|is_hidden)\(\)", re.MULTILINE)
    assert not [f for f in sorted(TESTS.rglob("*.py")) if hasty.search(f.read_text())]
