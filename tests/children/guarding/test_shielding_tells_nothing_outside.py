"""What leaves the service of shielded children: pages, the review queue, what a system is answered, and look-ups kept.

Two worlds again (`test_shielding_tells_nothing`), which differ in what is hidden alone. Here they are compared as
somebody outside sees them: byte for byte, but for what is new in every answer.
"""

import json
from random import Random
from uuid import uuid4

import pytest

from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from sharewell.children.models import Child, LookUp, Possible
from tests.api.conftest import system
from tests.children.browsing import WHY, plain
from tests.children.guarding.cast import person, place
from tests.sharing.cast import COUNCIL, TRUST, now

__all__ = ["system"]
pytestmark = pytest.mark.django_db

SHIELDED = 4


@pytest.fixture
def worlds(index, members):
    """Shielded children, a row beside each that may be of the same child, and a switch to the other world."""
    seen, one, other = Random(11), Random(12), Random(13)
    people = [person(seen) | {"surname": f"Bramwick{letter}"} for letter in "abcd"[:SHIELDED]]
    hidden = [[place(random) for _ in people] for random in (one, other)]

    def deliver(record, details, by):
        register(index=index, details=details, source="roll", record=record, by=members[by], at=now())

    def become(world):
        for at, (name, where) in enumerate(zip(people, hidden[world], strict=True)):
            deliver(f"s{at}", name | where, TRUST)

    become(0)
    for at, name in enumerate(people):
        deliver(f"n{at}", name | {"forename": f"{name['forename']}lam", "phone": hidden[at % 2][at]["phone"]}, COUNCIL)
    for own in Child.objects.filter(merged_into=None, source="roll", organisation=members[TRUST].organisation):
        shielding.shield(child=own, ground="danger", views="heard", by=members[COUNCIL], at=now(), key=uuid4())
    return people, hidden, become


def asked(people, hidden):
    """What somebody outside tries: what is in sight, alone, and with what is hidden in either world."""
    for at, name in enumerate(people):
        for beside in ({}, hidden[0][at], hidden[1][at]):
            yield name | {field: beside[field] for field in ("postcode", "phone") if field in beside}
    for world in hidden:
        yield {"surname": people[0]["surname"], "postcode": world[0]["postcode"]}


def searched(client, told):
    """The pages that a search ends on, as a person is shown them."""
    day = told.get("birth_date", "--").split("-")
    form = {field: told.get(field, "") for field in ("forename", "surname", "postcode", "phone")}
    parts = dict(zip(("birth_date-year", "birth_date-month", "birth_date-day"), day, strict=True))
    page = client.post("/children", form | parts | WHY, follow=True)
    return page.redirect_chain, page.status_code, plain(page)


def matched(asker, told):
    """What a system is answered: `Patient/$match`."""
    patient = {
        "resourceType": "Patient",
        "name": [{"family": told["surname"], "given": [told["forename"]] if "forename" in told else []}],
        "address": [{"use": "home", "postalCode": told["postcode"]}] if "postcode" in told else [],
        "telecom": [{"system": "phone", "value": told["phone"]}] if "phone" in told else [],
    } | ({"birthDate": told["birth_date"]} if "birth_date" in told else {})
    body = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": patient}]}
    headers = {"Authorization": f"Bearer {asker.token}", "Look-Up-Purpose": WHY["purpose"], "Look-Up-Reason": "K-117"}
    answer = asker.client.post("/api/fhir/Patient/$match", json.dumps(body), "application/fhir+json", headers=headers)
    return answer.status_code, plain(answer)


def test_pages_queue_and_systems_are_answered_the_same_in_both_worlds(client_of, system, worlds):
    people, hidden, become = worlds
    worker, keeper, asker = client_of("social.worker"), client_of("council.manager"), system("health.visitor")
    pairs = [*Possible.objects.order_by("pk").values_list("pk", flat=True)]
    assert pairs
    references = [*Child.objects.exclude(shows=None).order_by("pk").values_list("reference", flat=True)]

    def everything():
        told = []
        for search in asked(people, hidden):
            told.append((search, searched(worker, search), matched(asker, search)))
        told.append([plain(keeper.get(f"/children/review/{pk}")) for pk in pairs])
        told.append(plain(keeper.get("/children/review")))
        told.append([plain(worker.get(f"/children/{reference}", follow=True)) for reference in references])
        kept = LookUp.objects.order_by("-pk")[: len(told)].values_list("answered", "kin")
        return told, [*kept]

    everything()  # once before: the first look at a page puts it on record, and the next may say so
    first = everything()
    become(1)
    second = everything()
    for before, after in zip(first[0], second[0], strict=True):
        assert before == after
    assert first[1] == second[1]
    whole = json.dumps(first[0]) + json.dumps(second[0])
    assert people[0]["surname"] in whole  # else nothing is compared
    for at in range(SHIELDED):
        for world in hidden:
            assert world[at]["upn"] not in whole
            assert world[at]["address"] not in whole
