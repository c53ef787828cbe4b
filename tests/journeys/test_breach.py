"""A breach in a real browser: recorded, followed step by step, and a step that the text forbids."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

TRUST = "Haringey Teaching Primary Care Trust"
COUNCIL = "Haringey Council"


@pytest.fixture(params=["page", "page_phone", "page_no_js"])
def somebody(request: pytest.FixtureRequest, partnership: Callable[[str], Any], sign_in: Any) -> Iterator[Any]:
    page = request.getfixturevalue(request.param)
    sign_in(page, partnership("council.governance"))
    return page


def fill_day(page: Any, name: str, day: date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f'[name="{name}-{part}"]').fill(str(getattr(day, part)))


def test_a_breach_from_its_discovery_to_a_decision(somebody: Any, axe: Callable[[Any], None]) -> None:
    page, today = somebody, timezone.localdate()
    page.goto("/matters/")
    axe(page)
    page.get_by_role("button", name="Record what happened").click()
    axe(page)
    page.locator('[value="haringey/children"]').check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Select what happened")).to_be_visible()
    axe(page)
    page.get_by_label("The protocol is breached or a breach is identified").check()
    page.get_by_role("button", name="Continue").click()
    axe(page)
    page.get_by_role("button", name="Put on record").click()
    axe(page)
    fill_day(page, "breach-occurred-date", today - timedelta(days=40))
    page.locator(f'[name=breach-occurred-party][value="{TRUST}"]').check()
    fill_day(page, "breach-identified-date", today - timedelta(days=1))
    page.locator(f'[name=breach-identified-party][value="{COUNCIL}"]').check()
    page.get_by_role("button", name="Put on record").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The protocol is breached")
    axe(page)
    matter = page.url
    rows = page.locator(".sw-due__row")
    expect(rows.nth(0)).to_contain_text("Late")
    assert "clause 6." in rows.nth(0).inner_text().replace("\xa0", " ")

    page.goto(f"{matter}/step/breach-decided")
    fill_day(page, "date", today)
    for party in (COUNCIL, TRUST):
        page.locator(f'[name=taking_part][value="{party}"]').check()
    axe(page)
    page.get_by_role("button", name="Put on record").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("6.4")
    axe(page)

    page.goto(matter)
    page.get_by_role("link", name="The party in breach has presented its report").click()
    fill_day(page, "date", today)
    page.get_by_role("button", name="Put on record").click()
    page.get_by_role("link", name="What follows from the breach is decided").click()
    fill_day(page, "date", today)
    page.locator(f'[name=taking_part][value="{COUNCIL}"]').check()
    page.get_by_role("button", name="Put on record").click()
    expect(page.locator(".sw-timeline")).to_contain_text(f"Taking part: {COUNCIL}")
    axe(page)


def test_a_breach_is_recorded_with_the_keyboard_alone(
    page: Any, partnership: Callable[[str], Any], sign_in: Callable[..., None], axe: Callable[[Any], None]
) -> None:
    sign_in(page, partnership("council.governance"))
    today = timezone.localdate()
    page.goto("/matters/start/haringey/children")
    axe(page)
    page.get_by_label("The protocol is breached or a breach is identified").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator('[name="breach-identified-date-day"]').focus()
    for part in (today.day, today.month, today.year):
        page.keyboard.type(str(part))
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A breach is identified")
    axe(page)
