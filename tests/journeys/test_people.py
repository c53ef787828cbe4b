"""Whoever lapsed is told what to do; who watches over sharing sees no person."""

from typing import Any

import pytest
from playwright.sync_api import expect


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
