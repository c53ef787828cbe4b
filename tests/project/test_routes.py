"""Every address of the service, read from its own configuration: who may open it, and what strangers learn from it.

A new address fails here until it has its row in `addresses.TABLE`.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sharewell.partners.models import Accreditation, Capacity, Membership, Organisation, Recognised
from sharewell.partners.roles import Action
from tests.project.addresses import NOWHERE, ROUTES, TABLE
from tests.project.theirs import theirs_of

ENDS_THE_SESSION = {"account_logout", "end_session", "start_again"}


def test_the_table_names_every_address_and_no_other() -> None:
    assert set(TABLE) == set(ROUTES)
    for name, (_, parts) in ROUTES.items():
        assert set(TABLE[name]) == set(parts), name


@pytest.mark.parametrize("name", ROUTES)
def test_every_page_says_whom_it_is_for(name: str) -> None:
    """A view without a word would be shut to everybody: better found here than by whoever needs the page."""
    view, _ = ROUTES[name]
    said = (
        hasattr(view, "needs")
        or hasattr(view, "open_to_members")
        or not getattr(view, "login_required", True)
        or not getattr(view, "organisation_required", True)
    )
    assert said, f"{name}: give its view needs(Action.…), or open_to_members, or login_not_required"


@pytest.fixture
def theirs(partnership: Any) -> dict[str, str]:
    of = Membership.objects.select_related("organisation", "user")
    by = of.get(user=partnership("health.visitor"))
    return theirs_of(by, of.get(user=partnership("two.hats"), organisation=by.organisation))


@pytest.fixture
def somebody(partnership: Any, client: Any) -> Callable[[str, Capacity], None]:
    """The client acts for an organisation in a role, vetted and trained, and that organisation has nothing."""
    person = partnership("two.hats")

    def act_for(name: str, role: Capacity) -> None:
        organisation, _ = Organisation.objects.get_or_create(name=name, defaults={"kinds": ["a local authority"]})
        today = timezone.localdate()
        person.memberships.exclude(organisation=organisation).update(until=today - timedelta(days=1))
        mine, _ = Membership.objects.update_or_create(
            user=person, organisation=organisation, defaults={"capacity": role, "since": today - timedelta(days=2)}
        )
        for kind in ("vetting", "training"):
            of, _ = Recognised.objects.get_or_create(
                organisation=organisation, kind=kind, defaults={"name": kind, "months": 12}
            )
            Accreditation.objects.create(
                organisation=organisation,
                user=person,
                recognised=of,
                passed=today,
                until=today,
                by=mine,
                at=timezone.now(),
            )
        client.force_login(person)

    return act_for


def seen(client: Any, method: str, name: str, ids: dict[str, str], form: dict[str, str]) -> tuple[int, str, str]:
    """Status, way on and page, with what differs at each opening of any page left out."""
    parts = {part: ids.get(value, value) for part, value in TABLE[name].items()}
    address = reverse(name, kwargs=parts)
    response = client.post(address, form) if method == "POST" else client.get(address)
    page = response.content.decode() if not response.streaming else ""
    page, way = (text.replace(address, "HERE") for text in (page, response.headers.get("Location", "")))
    for value in {ids[value] for value in TABLE[name].values() if not ids.get(value, "0").isdigit()}:
        page, way = page.replace(value, "ID"), way.replace(value, "ID")
    return response.status_code, way, re.sub(r'(name="(?:key|csrfmiddlewaretoken)" value=)"[^"]*"', r"\1", page)


OWN = {name: set(parts.values()) & set(NOWHERE) for name, parts in TABLE.items()}
FORM = {"decision": "approved", "reason": "x", "email": "x@example.org", "capacity": "auditor", "choice": "6-breaches"}


@pytest.mark.parametrize("role", Capacity)
def test_what_another_organisation_has_is_as_if_it_were_nowhere(
    client: Any, somebody: Callable[..., None], theirs: dict[str, str], role: Capacity
) -> None:
    """The same status and the same page, to the letter, whatever the role and however the address is asked."""
    shared = {"matter", "event", "feed"}  # a party sees the matters of its protocols, so a stranger asks for these
    for organisation, asked in (("Haringey Council", False), ("Elsewhere Council", True)):
        somebody(organisation, role)
        for name in [name for name, own in OWN.items() if own and bool(own & shared) is asked]:
            for method in ("GET", "POST"):
                found = seen(client, method, name, NOWHERE | theirs, FORM)
                nothing = seen(client, method, name, NOWHERE, FORM)
                assert found == nothing, (name, method)
                proof_first = name == "mfa_remove_webauthn"
                no_token = name.startswith("api:")  # the same with tokens: tests/api
                assert found[0] in (403, 404, 405, 409, 302 if proof_first else 401 if no_token else 404), (
                    name,
                    method,
                )


@pytest.mark.parametrize("role", Capacity)
def test_no_list_count_or_export_tells_of_another_organisation(
    client: Any, somebody: Callable[..., None], theirs: dict[str, str], role: Capacity
) -> None:
    hidden = {
        theirs["child"],
        "Demirtas",
        theirs["request"],
        theirs["interview"],
        "K-THEIRS",
        "Elif Demir",
        "health.visitor@",
    }
    for organisation, more in (("Haringey Council", set()), ("Elsewhere Council", {theirs["matter"]})):
        somebody(organisation, role)
        for name in [name for name, own in OWN.items() if not own and name not in ENDS_THE_SESSION]:
            for method in ("GET", "POST"):
                status, way, page = seen(client, method, name, {}, {})
                told = [word for word in hidden | more if word in page or word in way]
                assert not told, (name, method)
                assert status < 500, (name, method)


def test_every_action_with_a_page_is_asked_for_by_one() -> None:
    asked = {action for view, _ in ROUTES.values() for action in getattr(view, "needs", ())}
    later = {Action.EXPORT, Action.SIGN}
    commands = {Action.DELIVER, Action.ERASE}  # at the command line alone
    inside = {Action.APPROVE, Action.DECIDE_IN_MATTER}  # asked for by the act, on a page that others open too
    assert set(Action) - asked <= later | commands | inside
