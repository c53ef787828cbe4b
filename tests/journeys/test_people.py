"""An administrator adds a volunteer and has them vetted and trained; who lapsed is told what to do."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect


@pytest.fixture(params=["page", "page_no_js", "page_phone"])
def administrator(request: Any, partnership: Any, sign_in: Any) -> Any:
    page = request.getfixturevalue(request.param)
    sign_in(page, partnership("administrator"))
    page.goto("/")
    return page


def fill(page: Any, name: str, days: int = 0) -> None:
    day = timezone.localdate() + timedelta(days=days)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}-{part}]").fill(str(value))


def test_a_volunteer_is_added_vetted_and_trained(administrator: Any, axe: Any) -> None:
    page = administrator
    expect(page.get_by_role("heading", name="People", exact=True)).to_be_visible()  # an administrator's first page
    axe(page)
    page.get_by_role("button", name="Add a person").click()
    axe(page)
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("link", name="Select their role")).to_be_visible()
    axe(page)
    page.get_by_label("Name", exact=True).fill("Nia Bell")
    page.get_by_label("Work e-mail address").fill("nia.bell@example.org")
    page.get_by_label("Practitioner", exact=True).check()
    page.get_by_label("Yes, a volunteer").check()
    fill(page, "since")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("heading", name="Nia Bell")).to_be_visible()
    expect(page.get_by_text("Vetting check: none on record")).to_be_visible()
    axe(page)
    for what in ("Enhanced criminal record certificate", "Information sharing course"):
        page.get_by_role("button", name="Record vetting or training").click()
        page.get_by_label(what).check()
        fill(page, "passed")
        axe(page)
        page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_text("Current")).to_have_count(2)
    axe(page)


@pytest.mark.parametrize("fixture", ["page", "page_phone"])
def test_whoever_lapsed_is_told_what_when_and_whom_to_ask(
    request: Any, fixture: str, partnership: Any, sign_in: Any, axe: Any
) -> None:
    page = request.getfixturevalue(fixture)
    sign_in(page, partnership("lapsed"))
    page.goto("/share")
    expect(page.get_by_role("heading", name="You cannot see information about people today")).to_be_visible()
    expect(page.get_by_text("Your training ended on")).to_be_visible()
    expect(page.get_by_text("Kezia Thorne, administrator")).to_be_visible()
    axe(page)


@pytest.mark.parametrize(("name", "address"), [("auditor", "/share/trail"), ("analyst", "/share/counts")])
def test_who_watches_over_sharing_sees_no_person(
    page_phone: Any, partnership: Any, sign_in: Any, axe: Any, name: str, address: str
) -> None:
    sign_in(page_phone, partnership(name))
    page_phone.goto(address)
    axe(page_phone)
