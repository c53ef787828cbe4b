"""What waits for my organisation, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("kind", ["page", "page_phone", "page_no_js"])
def test_what_is_due_leads_to_its_matter_and_to_a_calendar(
    kind: str,
    request: pytest.FixtureRequest,
    partnership: Callable[[str], Any],
    sign_in: Callable[..., None],
    axe: Callable[[Any], None],
) -> None:
    page = request.getfixturevalue(kind)
    sign_in(page, partnership("council.governance"))
    page.goto("/due")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Late")
    axe(page)
    page.get_by_role("button", name="Make the address").click()
    expect(page.locator("code")).to_have_text(re.compile(r"\.ics$"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="Review the protocol").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The protocol itself")
    axe(page)
    page.get_by_role("link", name="Review the protocol").click()
    page.get_by_role("button", name="Put on record").click()
    expect(page.get_by_role("link", name="Enter date")).to_be_visible()
    axe(page)
