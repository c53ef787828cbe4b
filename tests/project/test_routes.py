"""Every address of the service, read from its own configuration: who may open it, and what strangers learn from it.

A new address fails here until it has its row in TABLE: which of its parts name something of an organisation's own.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from sharewell.partners.models import Accreditation, Capacity, Membership, Organisation, Recognised
from sharewell.partners.roles import Action

Route = tuple[str, tuple[Callable[..., Any], tuple[str, ...]]]


def routes(resolver: URLResolver, above: str = "") -> Iterator[Route]:
    """Every address as its name, such as "sharing:request", with its view and its parts."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, above + (f"{entry.namespace}:" if entry.namespace else ""))
        else:
            assert isinstance(entry, URLPattern)
            yield f"{above}{entry.name}", (entry.callback, tuple(entry.pattern.converters))


ROUTES = dict(routes(get_resolver()))

# What a part names where it is an organisation's own; the other parts of an address are words that all have in common.
REQUEST, INTERVIEW, MATTER = {"reference": "request"}, {"interview": "interview"}, {"reference": "matter"}
PERSON, FEED, CHILD = {"membership": "membership"}, {"secret": "feed"}, {"reference": "child"}
RULES = {"protocol": "haringey/children"}
NOTHING: dict[str, str] = {}
TABLE: dict[str, dict[str, str]] = {
    "home": NOTHING,
    "health": NOTHING,
    "ready": NOTHING,
    "policy_report": NOTHING,
    "account_login": NOTHING,
    "account_logout": NOTHING,
    "account_inactive": NOTHING,
    "mfa_login_webauthn": NOTHING,
    "mfa_authenticate": NOTHING,
    "start_again": NOTHING,
    "partner_login": {"provider_id": "anybody"},
    "partner_callback": {"provider_id": "anybody"},
    "invited": {"key": "MQ", "token": "x"},
    "welcome": NOTHING,
    "mfa_index": NOTHING,
    "password": NOTHING,
    "end_session": NOTHING,
    "proved": NOTHING,
    "mfa_add_webauthn": NOTHING,
    "mfa_remove_webauthn": {"pk": "passkey"},
    "mfa_activate_totp": NOTHING,
    "mfa_deactivate_totp": NOTHING,
    "mfa_view_recovery_codes": NOTHING,
    "mfa_generate_recovery_codes": NOTHING,
    "ledger:check": NOTHING,
    "ledger:policy": NOTHING,
    "partners:acting": NOTHING,
    "partners:people": NOTHING,
    "partners:add": NOTHING,
    "partners:recognise": NOTHING,
    "partners:person": PERSON,
    "partners:own_receipts": NOTHING,
    "partners:own_receipt": {"number": "999999"},
    "partners:receipts": PERSON,
    "partners:receipt": PERSON | {"number": "1"},
    "partners:end": PERSON,
    "partners:invite": PERSON,
    "partners:role": PERSON,
    "partners:accredit": PERSON,
    "partners:revoke": {"accreditation": "accreditation"},
    "protocols:index": NOTHING,
    "protocols:check": NOTHING,
    "protocols:publish": NOTHING,
    "protocols:file": {"text_id": "haringey/children", "edition": "2006-09-01"},
    "protocols:text": {"text_id": "haringey/children", "edition": "2006-09-01"},
    "protocols:in_force": {"text_id": "haringey/children"},
    "protocols:receipts": {"text_id": "haringey/children", "edition": "2006-09-01"},
    "protocols:proof": {"text_id": "haringey/children", "edition": "2006-09-01", "number": "999999"},
    "sharing:start": NOTHING,
    "sharing:counts": NOTHING,
    "sharing:trail": NOTHING,
    "sharing:requests": NOTHING,
    "sharing:request": REQUEST,
    "sharing:share": REQUEST,
    "sharing:refuse": REQUEST,
    "sharing:exception": REQUEST,
    "sharing:today": REQUEST,
    "sharing:again": REQUEST,
    "sharing:done": REQUEST,
    "sharing:receipt": REQUEST,
    "sharing:receipts": REQUEST,
    "sharing:proof": REQUEST | {"number": "1"},
    "sharing:record": REQUEST | {"number": "1"},
    "sharing:emergency": NOTHING,
    "sharing:break-glass": NOTHING,
    "sharing:openings": NOTHING,
    "sharing:opening": {"opening": "opening"},
    "sharing:carry-on": INTERVIEW,
    "sharing:undecided": INTERVIEW,
    "sharing:answer": INTERVIEW,
    "sharing:check": INTERVIEW,
    "sharing:delete": INTERVIEW,
    "sharing:question": INTERVIEW | {"code": "told"},
    "sharing:part": INTERVIEW | {"of": "consents", "code": "child"},
    "sharing:step": INTERVIEW | {"name": "who"},
    "matters:index": NOTHING,
    "matters:start": NOTHING,
    "matters:begin": RULES | {"subject": "6-breaches"},
    "matters:subject": RULES,
    "matters:protocol": RULES,
    "matters:matter": MATTER,
    "matters:step": MATTER | {"code": "breach-reported"},
    "matters:attest": MATTER | {"record": "anything"},
    "matters:withdraw": MATTER | {"event": "event"},
    "matters:receipts": MATTER,
    "matters:proof": MATTER | {"number": "1"},
    "matters:record": MATTER | {"number": "1"},
    "matters:due": NOTHING,
    "matters:due_file": NOTHING,
    "matters:renew": NOTHING,
    "matters:feed": FEED,
    "children:find": NOTHING,
    "children:guarded": NOTHING,
    "children:home": NOTHING,
    "children:openings": NOTHING,
    "children:opening": {"number": "shielded"},
    "children:signs": NOTHING,
    "children:proof": CHILD,
    "children:proof-receipt": CHILD,
    "children:receipts": CHILD,
    "children:receipt": CHILD | {"number": "1"},
    "children:looked": CHILD,
    "children:note": CHILD | {"kind": "concern"},
    "children:follow": CHILD | {"deed": "end", "kind": "concern", "number": "999999999"},
    "children:missing": NOTHING,
    "children:doubt": CHILD,
    "children:doubts": NOTHING,
    "children:answer": {"number": "doubt"},
    "children:transfers": NOTHING,
    "children:transfer": {"number": "offer"},
    "children:withdraw": {"number": "offer"},
    "children:offer": CHILD,
    "children:shield": CHILD,
    "children:unshield": CHILD,
    "children:open-shielded": CHILD,
    "children:confirm": CHILD | {"asked": "override"},
    "children:found": NOTHING,
    "children:add": NOTHING,
    "children:child": CHILD,
    "children:reason": CHILD,
    "children:part": CHILD,
    "children:number": CHILD,
    "children:review": NOTHING,
    "children:load": NOTHING,
    "children:delivery": {"number": "delivery"},
    "children:faults": {"number": "delivery"},
    "children:pair": {"possible": "possible"},
    "children:undo": {"number": "joining"},
    "fhir:openapi-json": NOTHING,
    "fhir:match": NOTHING,
    "fhir:metadata": NOTHING,
    "api:openapi-json": NOTHING,
    "api:ask": NOTHING,
    "api:requests": NOTHING,
    "api:request": REQUEST,
    "api:disclosures": REQUEST,
    "api:refusals": REQUEST,
    "api:decisions": REQUEST,
    "api:exceptional-reasons": REQUEST,
    "api:fulfilments": REQUEST,
    "api:approvals": REQUEST,
    "api:emergency-openings": NOTHING,
    "api:editions": NOTHING,
    "api:receipts": REQUEST,
    "api:receipt": REQUEST | {"number": "1"},
    "api:due": NOTHING,
    "api:protocols": NOTHING,
    "api_nothing": NOTHING,
    "tokens": NOTHING,
    "token_make": NOTHING,
    "token_revoke": {"token": "token"},
    "ui:accessibility": NOTHING,
    "ui:help": NOTHING,
    "ui:privacy": NOTHING,
}
NOWHERE = {
    "request": "2345-6789-BCDF",
    "interview": "00000000-0000-4000-8000-000000000000",
    "matter": "2345-6789",
    "event": "999999999",
    "membership": "999999999",
    "accreditation": "999999999",
    "feed": "nothing",
    "passkey": "999999999",
    "opening": "999999999",
    "token": "999999999",
    "child": "C-2345-6789-BCDF",
    "possible": "999999999",
    "delivery": "999999999",
    "joining": "999999999",
    "override": "999999999",
    "shielded": "999999999",
    "doubt": "999999999",
    "offer": "999999999",
}
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
    """What another organisation has, one of each kind; `words` are what nobody else may read."""
    from allauth.mfa.models import Authenticator

    from sharewell.api.actions import make_token
    from sharewell.api.models import Token
    from sharewell.matters.models import Event, Matter
    from sharewell.sharing import actions, emergencies
    from tests.sharing.cast import HARM, answers

    by = Membership.objects.select_related("organisation", "user").get(user=partnership("health.visitor"))
    passkey = Authenticator.objects.create(
        pk=987654321, user=by.user, type=Authenticator.Type.WEBAUTHN, data={"name": "x"}
    )
    today, told = timezone.localdate(), answers(facts=HARM, reference="K-THEIRS")
    ended = actions.begin(by=by, on=today, answers=told)
    request = actions.decide(interview=ended.pk, by=by, at=timezone.now())
    colleague = by.organisation.memberships.select_related("organisation", "user").get(user=partnership("two.hats"))
    opening = emergencies.break_glass(
        reference=request.reference,
        ground="significant-harm",
        reason="x",
        by=colleague,
        at=timezone.now(),
        key=uuid4(),
    )
    make_token(name="case system", until=today, by=by, at=timezone.now(), key=uuid4())
    matter = Matter.objects.get(standing=False)
    child, possible, joining = theirs_alone(by)
    asked, opened = opened_by(child, by)
    return {
        "child": child.reference,
        "possible": str(possible.pk),
        "joining": str(joining.pk),
        "override": str(asked.pk),
        "shielded": str(opened.pk),
        "delivery": str(delivered(child.index, by).pk),
        "doubt": str(doubted(child, by).pk),
        "offer": str(offered(child, by).pk),
        "request": request.reference,
        "interview": str(actions.begin(by=by, on=today, answers=told).pk),
        "matter": matter.reference,
        "event": str(Event.objects.filter(matter=matter).earliest("pk").pk),
        "membership": str(by.pk),
        "passkey": str(passkey.pk),
        "opening": str(opening.pk),
        "token": str(Token.objects.get().pk),
        "accreditation": str(Accreditation.objects.filter(user=by.user).earliest("pk").pk),
    }


def theirs_alone(by: Membership) -> tuple[Any, Any, Any]:
    """A child of an index in which nobody else takes part, a pair that waits for a decision, and a joining."""
    from sharewell.children.actions import found, register
    from sharewell.children.models import Joining, Possible

    index = found(name="Theirs", area="X", protocol="haringey/childrens-index", partners=[], by=by, at=timezone.now())
    told = {"forename": "Elif", "surname": "Demirtas", "birth_date": "2015-05-01", "postcode": "N17 9LJ"}
    rows = [
        register(index=index, details=told | more, source="x", record=str(at), by=by, at=timezone.now()).child
        for at, more in enumerate(({}, {}, {"forename": "Eli", "birth_date": "2015-06-02"}))
    ]
    return rows[0], Possible.objects.get(), Joining.objects.get()


def opened_by(child: Any, by: Membership) -> tuple[Any, Any]:
    """Both steps of an opening of a child whom somebody shielded."""
    from sharewell.children import shielding

    told: dict[str, Any] = {"by": by, "at": timezone.now()}
    shielding.shield(child=child, ground="danger", views="child", key=uuid4(), **told)
    asked = shielding.ask_to_open(child=child, ground="court-order", why="ordered", key=uuid4(), **told)
    return asked, shielding.confirm(asked=asked, key=uuid4(), **told)


def doubted(child: Any, by: Membership) -> Any:
    """A doubt of their own about what they said themselves."""
    from sharewell.children import doubting

    told = {"fields": ["surname"], "should_be": {"surname": "Demirtasch"}}
    return doubting.doubt(child=child, by=by, at=timezone.now(), key=uuid4(), **told)


def offered(child: Any, by: Membership) -> Any:
    """An offer of it to another index of theirs, so that they may withdraw and answer it alike."""
    from sharewell.children import transfers
    from sharewell.children.actions import found

    told = {"name": "Theirs, too", "area": "Y", "protocol": "haringey/childrens-index", "partners": []}
    there = found(**told, by=by, at=timezone.now())
    by.capacity = Capacity.DESIGNATED_MANAGER  # here alone: a role that offers records
    return transfers.offer(child=child, to=there, reason="lives-there", by=by, at=timezone.now(), key=uuid4())


def delivered(index: Any, by: Membership) -> Any:
    from sharewell.children.models import Delivery
    from sharewell.ledger.acts import act

    told = {"index": index, "organisation": by.organisation, "by": by.user, "at": timezone.now(), "key": uuid4()}
    row = Delivery(source="x", content="", outcomes={}, faults=[[1, "x", "Demirtas"]], **told)
    with act():
        row.save(by_action=True)
    return row


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
