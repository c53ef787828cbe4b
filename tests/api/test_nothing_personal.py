"""What systems send, what goes wrong and what is taken out tells of nobody where others may see it.

Marked words go in by every door. The journeys in the browser are listened in on as well: tests/journeys/conftest.py.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from sharewell.partners.models import Capacity, Membership
from sharewell.sharing import actions, emergencies, queries
from sharewell.sharing.jobs import tell_guardian
from sharewell.sharing.models import Request
from tests.api.systems import System, asked, token_of
from tests.overheard import overhearing
from tests.sharing.cast import HARM, now

pytestmark = pytest.mark.django_db

REFERENCE, NAME, WORDS = "QX-7731", "Quillon Xerxes", "a bruise behind the left ear"
MARKED = (REFERENCE, NAME, WORDS)


@pytest.fixture
def heard(published):
    people = [published(each).user for each in ("health.visitor", "health.manager", "council.manager")]
    with overhearing() as listening:
        yield listening
    assert listening.said, "nothing was listened to"
    assert listening.tells(MARKED) == []
    names = [word for person in people for word in (person.name, person.email)]
    assert listening.tells(names, but="error page") == []  # which says who is signed in


@pytest.fixture
def visitor(published):
    return System(token_of(published("health.visitor")))


def recorded(visitor, **changes):
    response = visitor.post("requests", asked(reference=REFERENCE, **changes))
    assert response.status_code == 201, response.content
    return response.json()


def test_what_a_system_asks_and_records(visitor, heard):
    row = recorded(visitor)
    path = f"requests/{row['reference']}"
    records = {each["code"]: dict.fromkeys(each["fields"], WORDS) for each in row["records_when_shared"]}
    body = {"items": [{"item": "name"}], "how": "by telephone", "given_to": NAME, "records": records}
    assert visitor.post(f"{path}/disclosures", body).status_code == 201
    refusal = {each["code"]: dict.fromkeys(each["fields"], WORDS) for each in row["records_when_refused"]}
    assert visitor.post(f"{path}/refusals", {"records": refusal, "nothing_shared": True}).status_code == 201
    for read in (path, "requests", f"{path}/receipts", "due"):
        assert visitor.get(read).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"protocol": NAME},
        {"purpose": WORDS},
        {"items": [{"item": NAME}]},
        {"items": NAME},
        {"subject": {"date_of_birth": NAME}},
        {"requester": {"organisation": NAME}},
        {"facts": {NAME: True}},
        {"consents": [{"by": NAME, "state": WORDS}]},
        {"evidence": [{"kind": NAME}]},
        {NAME: WORDS},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_a_system_sends_wrongly_is_said_to_its_sender_alone(visitor, wrong):
    with overhearing() as listening:
        assert visitor.post("requests", {**asked(reference=REFERENCE), **wrong}).status_code in (201, 409, 422)
    assert listening.tells(MARKED, but="error page") == []  # the answer names what it could not take


def test_what_is_exported(visitor, heard, published):
    reference = recorded(visitor)["reference"]
    client = Client()
    client.force_login(published("health.visitor").user)
    pages = ["/share/requests", f"/share/requests/{reference}", f"/share/requests/{reference}/receipt", "/due"]
    files = ["/due/due.ics", "/protocols/haringey/children/2006-09-01.md"]
    for page in [*pages, f"/share/requests/{reference}/receipts"]:
        assert client.get(page).status_code == 200, page
    for file in files:
        name = client.get(file).get("Content-Disposition", "")
        assert not [mark for mark in MARKED if mark in name]
    client.force_login(published("auditor").user)
    for page in ("/share/trail", "/share/counts"):
        assert client.get(page).status_code == 200, page


def test_what_goes_wrong(visitor, heard, published, monkeypatch):
    reference = recorded(visitor)["reference"]
    form = {"how": WORDS, "given_to": NAME, "items": ["0"]}
    careful, broken = Client(enforce_csrf_checks=True), Client(raise_request_exception=False)
    for client in (careful, broken):
        client.force_login(published("health.visitor").user)
    assert careful.post(f"/share/requests/{reference}/share", form).status_code == 403
    assert broken.post(f"/share/requests/{reference}/share", form | {"key": "none"}).status_code in (400, 409, 422)
    assert broken.post("/share/requests/2345-6789-BCDF/share", form).status_code == 404

    def fails(*_, **__):
        raise ValueError(f"{NAME}: {WORDS}")

    monkeypatch.setattr(queries, "requests", fails)
    assert broken.get("/share/requests").status_code == 500
    assert visitor.client.get("/share/requests").status_code == 302
    visitor.client.raise_request_exception = False
    assert visitor.get("requests").status_code == 500


def test_an_emergency_and_its_letter(visitor, heard, published):
    reference = recorded(visitor, facts=HARM)["reference"]
    trust = published("health.visitor").organisation
    mate = Membership.objects.select_related("user", "organisation").get(
        organisation=trust, user__email__startswith="two.hats"
    )
    opened = {"ground": "significant-harm", "reason": WORDS, "key": uuid4(), "at": now()}
    opening = emergencies.break_glass(reference=reference, by=mate, **opened)
    for job in ProcrastinateJob.objects.filter(task_name="sharewell.sharing.jobs.tell_guardian"):
        tell_guardian(**job.args)
    assert mail.outbox
    manager = published("health.manager")
    emergencies.review(opening=opening, justified=True, reason=WORDS, by=manager, at=now(), key=uuid4())


def test_a_manager_decides_and_a_person_is_erased(visitor, heard, published):
    recorded(visitor, facts=HARM)
    decided = {"decision": "approved", "reason": WORDS, "at": now(), "key": uuid4()}
    actions.record_manager_decision(request=Request.objects.get(), by=published("health.manager"), **decided)
    officer = published("health.visitor")
    officer.capacity = Capacity.DATA_PROTECTION_OFFICER
    actions.erase(by=officer, reference=REFERENCE, clause="5.2", at=now())


def test_a_mark_that_gets_out_is_found(visitor, published):
    """That the listening hears: what a careless line of ours would let out."""
    with overhearing() as listening:
        Client().get("/share/requests", {"person": NAME})
        mail.EmailMessage(WORDS, "", to=["a@example.org"]).send()
    assert {found.split(":")[0] for found in listening.tells(MARKED)} == {"address", "letter"}


@pytest.mark.parametrize("word", [NAME, f"“{NAME}” ”", NAME * 9], ids=["short", "with marks of its own", "long"])
@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda word: {"facts": {word: True}}, "facts: "),
        (lambda word: {"subject": {word: True}}, "subject: "),
        (lambda word: {"subject": {"date_of_birth": word}}, "subject.date_of_birth"),
        (lambda word: {"protocol": word}, "protocol: "),
    ],
)
def test_a_wrong_value_is_not_said_back(visitor, wrong, where, word):
    """It says where the fault is, and what is allowed there: the value may be a name in the wrong box."""
    answer = visitor.post("ask", {k: v for k, v in asked().items() if k != "reference"} | wrong(word))
    assert answer.status_code == 422, answer.content
    detail = answer.json()["detail"]
    assert where in detail
    assert NAME not in detail
