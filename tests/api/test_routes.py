"""What a system may ask and record, and what it is told when it may not."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sharewell.api.models import Token
from sharewell.domain.answer import to_json
from sharewell.ledger.actions import make_checkpoint
from sharewell.ledger.models import Leaf
from sharewell.partners.models import Accreditation, Membership
from sharewell.sharing import actions, queries
from sharewell.sharing.models import Disclosure, Fulfilment, Request
from tests.api.systems import asked
from tests.sharing.cast import COUNCIL, HARM, PROTOCOL, TRUST, now, today

pytestmark = pytest.mark.django_db

TELLS = {"type", "title", "status", "detail"}


def refused(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) == TELLS
    return response.json()["detail"]


def made(system, **changes):
    response = system.post("requests", asked(**changes))
    assert response.status_code == 201, response.content
    return response.json()


# --- asking ---------------------------------------------------------------------------------------------


def test_asking_answers_as_the_command_line_does_and_keeps_nothing(system):
    from sharewell.domain.request import read_request
    from sharewell.protocols.calendars import bank_holidays
    from sharewell.protocols.queries import library

    body = asked()
    del body["reference"]
    response = system("health.visitor").post("ask", body)
    assert response.status_code == 200, response.content
    decider = library().decider(PROTOCOL, on=today())
    stated, _ = read_request(body | {"holder": TRUST, "date": today().isoformat()}, decider.edition)
    told = to_json(decider.decide(stated, bank_holidays(decider.edition.protocol.holidays)))
    assert response.json() == told
    assert not Request.objects.exists()


def test_another_organisations_sharing_cannot_be_asked_about(system):
    body = asked(holder=COUNCIL)
    del body["reference"]
    assert "your own organisation" in refused(system("health.visitor").post("ask", body), 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"a": 1, "a": 2}', 400),
        (b'{"a": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"a": "\\u0000"}', 400),
        (b'{"a": "\\ud800"}', 400),
        (b"null", 422),
        (b"{}", 422),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(system, body, status):
    refused(system("health.visitor").post("ask", body), status)


# --- recording ------------------------------------------------------------------------------------------


def test_a_request_is_recorded_with_its_decision_and_seen_on_the_pages_too(system, published, client):
    visitor = system("health.visitor")
    row = made(visitor)
    assert row["answer"]["outcome"] == "share"
    assert [item["item"] for item in row["left_to_share"]] == ["name", "address"]
    assert visitor.get("requests").json()["requests"][0]["reference"] == row["reference"]
    assert visitor.get("requests?page=2").json()["requests"] == []
    client.force_login(published("health.visitor").user)
    for page in ("", "/receipt"):
        assert client.get(f"/share/requests/{row['reference']}{page}").status_code == 200


def test_what_was_shared_is_recorded_once_however_often_it_is_sent(system):
    visitor, key = system("health.visitor"), uuid4()
    path = f"requests/{made(visitor)['reference']}/disclosures"
    body = {"items": [{"item": "name"}], "how": "by telephone", "given_to": "A. Manager"}
    wanted = visitor.get(path.removesuffix("/disclosures")).json()["records_when_shared"]
    body["records"] = {each["code"]: dict.fromkeys(each["fields"], "words") for each in wanted}
    first, again = visitor.post(path, body, key=key), visitor.post(path, body, key=key)
    assert first.status_code == again.status_code == 201, first.content
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert Disclosure.objects.count() == 1
    assert [item["item"] for item in first.json()["left_to_share"]] == ["address"]
    refused(visitor.post(path, body | {"how": "by letter"}, key=key), 409)
    assert "items[0]" in refused(visitor.post(path, body), 422)  # the name has gone already
    assert Disclosure.objects.count() == 1


def test_a_request_sent_again_is_the_same_request(system):
    visitor, key = system("health.visitor"), uuid4()
    first, again = (visitor.post("requests", asked(), key=key) for _ in range(2))
    assert first.json()["reference"] == again.json()["reference"]
    assert Request.objects.count() == 1


def test_what_came_to_nothing_leaves_its_key_free(system):
    visitor, key = system("health.visitor"), uuid4()
    refused(visitor.post("requests", asked(protocol="nowhere/nothing"), key=key), 422)
    assert visitor.post("requests", asked(), key=key).status_code == 201


def test_without_its_key_nothing_is_recorded(system):
    refused(system("health.visitor").post("requests", asked(), key="none"), 422)
    assert not Request.objects.exists()


def test_what_was_withheld_is_recorded(system):
    visitor = system("health.visitor")
    row = made(visitor)
    wanted = row["records_when_refused"]
    records = {each["code"]: dict.fromkeys(each["fields"], "words") for each in wanted}
    path = f"requests/{row['reference']}/refusals"
    refused(visitor.post(path, {"records": records}), 409)  # nothing is withheld
    told = visitor.post(path, {"records": records, "nothing_shared": True})
    assert told.status_code == 201, told.content
    assert len(told.json()["refusals"]) == 1


def test_sharing_without_consent_asks_for_a_proof_that_no_system_can_give(system, published):
    visitor = system("health.visitor")
    reference = made(visitor, facts=HARM)["reference"]
    actions.record_manager_decision(
        request=Request.objects.get(),
        by=published("health.manager"),
        at=now(),
        key=uuid4(),
        decision="approved",
        reason="The child is at risk",
    )
    body = {"items": [{"item": "name"}], "how": "by telephone", "given_to": "A. Manager"}
    assert "prov" in refused(visitor.post(f"requests/{reference}/disclosures", body), 403)
    assert not Disclosure.objects.exists()


def test_it_is_decided_again_once_however_often_it_is_sent(system):
    visitor, key = system("health.visitor"), uuid4()
    path = f"requests/{made(visitor)['reference']}/decisions"
    first, again = (visitor.post(path, b"", key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert Request.objects.get().decisions.count() == 2


def test_an_exceptional_reason_lets_it_go_and_the_duty_that_follows_is_done(system, published):
    visitor = system("health.visitor")
    row = made(visitor, facts=HARM)
    path = f"requests/{row['reference']}"
    assert row["answer"]["waiting"]
    told = visitor.post(f"{path}/exceptional-reasons", {"reason": "The child may come to harm tonight"})
    assert told.status_code == 201, told.content
    assert told.json()["left_to_share"]
    refused(visitor.post(f"{path}/exceptional-reasons", {"reason": "Again"}), 409)  # it waits no longer
    by = published("health.visitor")
    actions.share(
        decision=queries.latest_decision(Request.objects.get()),
        by=by,
        at=now(),
        key=uuid4(),
        items=[0],
        how="By telephone",
        given_to="A. Manager",
        records={each["code"]: dict.fromkeys(each["fields"], "words") for each in told.json()["records_when_shared"]},
    )
    duty = next(each for each in visitor.get("due").json()["due"] if each["reference"] == row["reference"])
    done = {"disclosure": 1, "clause": duty["clause"], "what": duty["what"]}
    assert "no such disclosure" in refused(visitor.post(f"{path}/fulfilments", done | {"disclosure": 2}), 422)
    refused(visitor.post(f"{path}/fulfilments", done | {"what": "something else"}), 409)
    assert visitor.post(f"{path}/fulfilments", done).status_code == 201
    assert Fulfilment.objects.count() == 1
    assert row["reference"] not in {each["reference"] for each in visitor.get("due").json()["due"]}


def test_what_does_not_wait_needs_no_reason(system):
    visitor = system("health.visitor")
    path = f"requests/{made(visitor)['reference']}/exceptional-reasons"
    assert "does not wait" in refused(visitor.post(path, {"reason": "So that it is there"}), 409)


@pytest.mark.parametrize(
    ("name", "path", "where"),
    [
        ("health.manager", "requests/{}/approvals", "/share/requests/{}"),
        ("health.visitor", "emergency-openings", "/share/emergency"),
        ("council.governance", "editions", "/protocols/check"),
    ],
)
def test_what_takes_a_person_is_refused_with_where_to_do_it(system, name, path, where):
    reference = made(system("health.visitor"), facts=HARM)["reference"]
    assert refused(system(name).post(path.format(reference), {}), 403).endswith(where.format(reference))
    assert "does not allow" in refused(system("auditor").post(path.format(reference), {}), 403)


def test_looking_at_a_request_is_an_act_and_acts_have_receipts(system):
    visitor = system("health.visitor")
    reference, before = made(visitor)["reference"], Leaf.objects.count()
    assert visitor.get(f"requests/{reference}").status_code == 200
    assert Leaf.objects.count() == before + 1
    path = f"requests/{reference}/receipts"
    acts = visitor.get(path).json()["receipts"]
    assert [each["act"] for each in acts] == ["request", "decision"]
    assert not any(each["ready"] for each in acts)
    refused(visitor.get(f"{path}/{acts[0]['number']}"), 404)
    make_checkpoint(at=now())
    assert all(each["ready"] for each in visitor.get(path).json()["receipts"])
    assert b"c2sp.org/tlog-proof" in visitor.get(f"{path}/{acts[0]['number']}").content


def test_what_is_due_and_the_protocols_are_the_organisations_own(system):
    visitor = system("health.visitor")
    assert visitor.get("due").status_code == 200
    assert PROTOCOL in {each["id"] for each in visitor.get("protocols").json()["protocols"]}


# --- whose ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["requests/{}", "requests/{}/receipts", "requests/{}/receipts/1"])
def test_what_another_organisation_has_is_as_if_it_were_nowhere(system, path):
    theirs = made(system("health.visitor"))["reference"]
    social = system("council.manager")
    told, nothing = (social.get(path.format(each)) for each in (theirs, "2345-6789-BCDF"))
    assert refused(told, 404) == refused(nothing, 404)
    assert social.get("requests").json()["requests"] == []


NEW = {
    "disclosures": {"items": [{"item": "name"}], "how": "x", "given_to": "x"},
    "exceptional-reasons": {"reason": "x"},
    "fulfilments": {"disclosure": 1, "clause": "x", "what": "x"},
}


@pytest.mark.parametrize("what", ["disclosures", "refusals", "decisions", "exceptional-reasons", "fulfilments"])
def test_nothing_is_recorded_under_anothers_request(system, what):
    theirs = made(system("health.visitor"))["reference"]
    body = NEW.get(what, {})
    social, key = system("social.worker"), uuid4()
    told = [social.post(f"requests/{each}/{what}", body, key=key) for each in (theirs, "2345-6789-BCDF")]
    assert refused(told[0], 404) == refused(told[1], 404)


READS = ["requests", "requests/2345-6789-BCDF", "due", "protocols"]


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("social.worker", {"requests", "requests/2345-6789-BCDF", "due", "protocols"}),
        ("auditor", {"due", "protocols"}),
        ("administrator", {"protocols"}),
    ],
)
def test_a_role_opens_what_it_opens_on_the_pages(system, name, opens):
    asks = system(name)
    assert {path for path in READS if asks.get(path).status_code != 403} == opens


def test_whoever_may_not_ask_may_not_record(system):
    for path, body in (("ask", asked()), ("requests", asked()), ("requests/X/disclosures", {})):
        refused(system("auditor").post(path, body), 403)


# --- tokens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "nothing", "é", "x" * 5000])
def test_without_a_token_that_holds_nothing_opens(system, token):
    asks = system("social.worker")
    asks.token = token
    response = asks.get("protocols")
    refused(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_browsers_sign_in_opens_nothing_here(published, client):
    client.force_login(published("social.worker").user)
    refused(client.get("/api/protocols"), 401)


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        (lambda day: {"until": day}, True),
        (lambda day: {"since": day - timedelta(days=2), "until": day - timedelta(days=1)}, False),
        (lambda day: {"since": day + timedelta(days=1)}, False),
        (lambda _: {"revoked_at": now()}, False),
    ],
)
def test_a_token_holds_from_its_first_day_to_its_last_unless_it_is_revoked(system, change, opens):
    asks = system("social.worker")
    Token.objects.update(**change(today()))
    assert asks.get("protocols").status_code == (200 if opens else 401)


def test_a_leavers_token_opens_nothing_on_the_next_day(system, published):
    asks, leaver = system("social.worker"), published("social.worker")
    Membership.objects.filter(pk=leaver.pk).update(until=today())
    assert asks.get("protocols").status_code == 200
    Membership.objects.filter(pk=leaver.pk).update(since=today() - timedelta(days=9), until=today() - timedelta(days=1))
    refused(asks.get("protocols"), 401)


def test_a_lapsed_vetting_shuts_what_is_about_people(system, published):
    asks = system("social.worker")
    user = published("social.worker").user
    Accreditation.objects.filter(user=user, recognised__kind="vetting").delete()
    assert "vetting" in refused(asks.get("requests"), 403)
    assert asks.get("protocols").status_code == 200


def test_an_address_that_is_none_and_a_method_that_is_none_are_problems_too(system):
    refused(system("social.worker").get("nothing"), 404)
    response = system("social.worker").post("protocols", {})
    refused(response, 405)
    assert response["Allow"] == "GET"
