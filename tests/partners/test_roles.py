"""The table of role × action: whole, printed, and kept by the pages themselves."""

from pathlib import Path

import pytest
from django.urls import reverse

from sharewell.partners.models import Capacity, Membership
from sharewell.partners.roles import ABOUT_PEOPLE, ROLES, Action, as_markdown, may

ROLES_PAGE = Path(__file__).parents[2] / "docs" / "roles.md"

# A page for each action that has one, and needs no row to be there.
PAGES = {
    Action.ASK: "sharing:start",
    Action.COUNT: "sharing:counts",
    Action.SEE_AUDIT: "sharing:trail",
    Action.SEE_MATTERS: "matters:due",
    Action.RECORD_EVENT: "matters:start",
    Action.DRAFT: "protocols:check",
}
# What each role is for, said once more apart from the table: a slip there must not pass unseen.
SAID = {
    "practitioner": "ASK RECORD SEE_OWN LOOK_UP BREAK_GLASS SEE_MATTERS RECORD_EVENT",
    "designated officer": "ASK RECORD SEE_OWN LOOK_UP SETTLE BREAK_GLASS SEE_MATTERS RECORD_EVENT",
    "designated manager": "ASK RECORD SEE_OWN LOOK_UP BREAK_GLASS SEE_MATTERS RECORD_EVENT SEE_ALL APPROVE "
    "REVIEW_BREAK_GLASS DECIDE_IN_MATTER COUNT ACCREDIT SETTLE SHIELD TRANSFER DELIVER",
    "caldicott guardian": "SEE_ALL REVIEW_BREAK_GLASS SEE_AUDIT COUNT SEE_MATTERS RECORD_EVENT DECIDE_IN_MATTER ERASE",
    "data protection officer": "SEE_ALL REVIEW_BREAK_GLASS SEE_AUDIT COUNT SEE_MATTERS RECORD_EVENT DECIDE_IN_MATTER "
    "EXPORT ERASE",
    "information governance lead": "DRAFT PUBLISH SEE_MATTERS RECORD_EVENT DECIDE_IN_MATTER COUNT",
    "protocol owner": "DRAFT PUBLISH SEE_MATTERS RECORD_EVENT DECIDE_IN_MATTER COUNT",
    "nominated representative": "SIGN SEE_MATTERS RECORD_EVENT DECIDE_IN_MATTER",
    "analyst": "COUNT",
    "auditor": "SEE_AUDIT COUNT SEE_MATTERS",
    "administrator": "MANAGE_PEOPLE ACCREDIT",
}


@pytest.mark.parametrize("role", Capacity)
@pytest.mark.parametrize("action", Action)
def test_each_role_may_do_what_is_said_of_it_and_nothing_else(role, action):
    assert may(Membership(capacity=role), action) is (action.name in SAID[role].split())


def test_nobody_may_do_anything_without_a_membership():
    assert not any(may(None, action) for action in Action)


def test_every_role_has_its_row():
    assert set(ROLES) == set(Capacity) == set(SAID)


def test_who_sees_only_counts_or_who_did_what_sees_nothing_about_people():
    for role in (Capacity.ANALYST, Capacity.AUDITOR, Capacity.ADMINISTRATOR):
        assert not ROLES[role] & ABOUT_PEOPLE


def test_the_printed_table_is_not_stale():
    assert ROLES_PAGE.read_text() == as_markdown(), "print it anew: .venv/bin/sharewell roles > docs/roles.md"


@pytest.mark.parametrize(("action", "name"), PAGES.items())
@pytest.mark.parametrize("role", Capacity)
def test_a_page_opens_for_the_roles_that_may_and_for_no_other(client, partnership, role, action, name):
    person = partnership("teacher")
    person.memberships.update(capacity=role)
    client.force_login(person)
    response = client.get(reverse(name))
    assert (response.status_code == 403) is not may(person.memberships.get(), action)


def test_a_page_that_names_nobody_is_shut(client, partnership, monkeypatch):
    from sharewell.matters.due_views import due

    monkeypatch.delattr(due, "needs")
    client.force_login(partnership("council.manager"))
    assert client.get(reverse("matters:due")).status_code == 403


@pytest.mark.parametrize("role", Capacity)
def test_nobody_is_offered_a_page_that_does_not_open(client, partnership, role):
    from sharewell.ui.navigation import NAVIGATION

    person = partnership("teacher")
    person.memberships.update(capacity=role)
    client.force_login(person)
    page = client.get("/acting").content.decode()
    for _, name in NAVIGATION:
        offered = f'href="{reverse(name)}"' in page
        assert offered is (client.get(reverse(name)).status_code == 200), name
    assert client.get(client.get("/")["Location"]).status_code == 200
