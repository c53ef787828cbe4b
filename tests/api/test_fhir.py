"""`Patient/$match`: a system that speaks FHIR looks up a child as a person does, and no further."""

import json

import pytest

from sharewell.children.intake.actions import found, register
from sharewell.children.models import LookUp
from sharewell.partners.models import Accreditation, Membership
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db

ADA = {"resourceType": "Patient", "name": [{"family": "Smith", "given": ["Ada"]}], "birthDate": "2014-03-09"}
WHY = {"Look-Up-Purpose": "find who works with the child", "Look-Up-Reason": "K-117"}


@pytest.fixture
def ada(published):
    """A child whom the council delivered to an index in which the trust takes part."""
    members = {
        name: Membership.objects.select_related("organisation", "user").filter(organisation__name=name)[0]
        for name in (COUNCIL, TRUST)
    }
    index = found(
        name="Children of Haringey",
        area="Haringey",
        protocol="haringey/childrens-index",
        partners=[members[TRUST].organisation],
        by=members[COUNCIL],
        at=now(),
    )
    told = {"forename": "Ada", "surname": "Smith", "birth_date": "2014-03-09", "postcode": "N17 9LJ", "sex": "f"}
    twin = told | {"forename": "Beatrix"}
    return [
        register(index=index, details=each, source="roll", record=str(at), by=members[COUNCIL], at=now()).child
        for at, each in enumerate((told | {"nhs_number": "9000000009"}, twin))
    ]


def post(system, body, headers=WHY):
    sent = body if isinstance(body, bytes) else json.dumps(body)
    sent_headers = {"Authorization": f"Bearer {system.token}"} | headers
    return system.client.post("/api/fhir/Patient/$match", sent, "application/fhir+json", headers=sent_headers)


def refused(response, status, code):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/fhir+json"
    body = response.json()
    assert (body["resourceType"], body["issue"][0]["code"]) == ("OperationOutcome", code)
    return body["issue"][0]


def asked(*parameters, **changes):
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": "resource", "resource": ADA | changes}, *parameters],
    }


def test_the_child_comes_first_with_score_and_grade(system, ada):
    home = [{"use": "home", "postalCode": "N17 9LJ"}]
    response = post(system("health.visitor"), asked(gender="female", address=home))
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/fhir+json"
    first = response.json()["entry"][0]
    assert first["resource"]["id"] == ada[0].reference
    assert first["resource"]["identifier"][0]["value"] == "9000000009"
    assert 0.5 < first["search"]["score"] <= 1
    assert first["search"]["extension"][0]["valueCode"] in {"certain", "probable"}


def test_who_is_surely_meant_is_certain(system, ada):
    number = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9000000009"}]
    response = post(system("health.visitor"), asked(identifier=number))
    assert response.json()["entry"][0]["search"]["extension"][0]["valueCode"] == "certain"


def test_no_more_than_the_count_are_named(system, ada):
    many = post(system("health.visitor"), asked(name=[{"family": "Smith"}], birthDate="2014-03-09"))
    assert many.json()["total"] == 2
    one = post(system("health.visitor"), asked({"name": "count", "valueInteger": 1}, name=[{"family": "Smith"}]))
    assert one.json()["total"] == 1


def test_who_wants_certainty_gets_nobody_where_twins_are_near(system, ada):
    only = {"name": "onlyCertainMatches", "valueBoolean": True}
    response = post(system("health.visitor"), asked(only, name=[{"family": "Smith"}]))
    assert response.json()["total"] == 0
    assert "entry" not in response.json()


def test_each_asking_is_on_record_with_its_reason(system, ada):
    post(system("health.visitor"), asked())
    look = LookUp.objects.get()
    assert (look.reason, look.ground, look.asked) == (*WHY.values(), ["birth_date", "forename", "surname"])


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", WHY, 400, "structure"),
        (b"{", WHY, 400, "structure"),
        (b'{"a": 1, "a": 2}', WHY, 400, "structure"),
        ({"resourceType": "Patient"}, WHY, 400, "structure"),
        (asked(birthDate="9 March"), WHY, 400, "structure"),
        (asked(), {}, 400, "structure"),
        (asked(), WHY | {"Look-Up-Reason": "Ada Smith who lives in Lantern Lane"}, 400, "structure"),
        (asked(), WHY | {"Look-Up-Purpose": "curiosity"}, 422, "business-rule"),
    ],
)
def test_what_cannot_be_answered_is_an_outcome(system, ada, body, headers, status, code):
    told = refused(post(system("health.visitor"), body, headers), status, code)
    assert "9 March" not in told["diagnostics"]
    assert not LookUp.objects.exists()


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({"Accept": "application/fhir+xml"}, "", 406),
        ({"Accept": "*/*"}, "?_format=xml", 406),
        ({"Content-Type": "application/fhir+xml"}, "", 415),
        ({"Accept": "application/fhir+xml"}, "?_format=json", 200),
    ],
)
def test_who_wants_or_sends_xml_is_told_that_json_alone_is_spoken(system, ada, headers, query, status):
    asking = system("health.visitor")
    sent = {"Authorization": f"Bearer {asking.token}"} | WHY | headers
    kind = headers.get("Content-Type", "application/fhir+json")
    response = asking.client.post(f"/api/fhir/Patient/$match{query}", json.dumps(asked()), kind, headers=sent)
    assert (response.status_code, response["Content-Type"]) == (status, "application/fhir+json")
    assert LookUp.objects.exists() is (status == 200)


@pytest.mark.parametrize("address", ["/Patient/1", "/Patient?family=Smith", "/Task", "/Patient/$match/", "/", ""])
def test_what_is_not_here_is_an_outcome_too(client, address):
    refused(client.get(f"/api/fhir{address}"), 404, "not-found")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{\n"a": 1,}', "line 2"),
        (b'{"a": 1, "a": 2}', "stated twice"),
        (b'"\xff"', "UTF-8"),
        (b"[" * 100 + b"]" * 100, "too deeply"),
    ],
)
def test_of_a_body_that_cannot_be_read_it_says_why(system, ada, body, says):
    assert says in refused(post(system("health.visitor"), body), 400, "structure")["diagnostics"]


def test_a_body_without_end_is_an_outcome_too(system, ada, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    refused(post(system("health.visitor"), asked()), 413, "too-long")


def test_the_element_at_fault_is_named(system, ada):
    assert refused(post(system("health.visitor"), asked(gender="f")), 400, "structure")["expression"] == [
        "Patient.gender"
    ]


def test_without_a_token_or_the_role_nobody_is_named(system, ada, client):
    response = client.post("/api/fhir/Patient/$match", json.dumps(asked()), "application/fhir+json", headers=WHY)
    refused(response, 401, "login")
    assert response["WWW-Authenticate"] == "Bearer"
    refused(post(system("auditor"), asked()), 403, "forbidden")
    refused(system("health.visitor").get("fhir/Patient/$match"), 405, "not-supported")


def test_who_is_not_vetted_and_trained_any_more_is_told_so(system, ada, published):
    asking = system("health.visitor")
    Accreditation.objects.filter(user=published("health.visitor").user).delete()
    assert "put on record anew" in refused(post(asking, asked()), 403, "forbidden")["diagnostics"]


def test_who_takes_no_part_in_the_index_learns_nothing(system, ada):
    told = refused(post(system("officer"), asked()), 422, "business-rule")
    assert "takes part in no index" in told["diagnostics"]


def test_anybody_may_ask_what_can_be_asked_here(client):
    response = client.get("/api/fhir/metadata")
    assert (response.status_code, response["Content-Type"]) == (200, "application/fhir+json")
    told = response.json()
    assert (told["resourceType"], told["fhirVersion"], told["kind"]) == ("CapabilityStatement", "4.0.1", "instance")
    (server,) = told["rest"]
    (patient,) = server["resource"]
    assert [each["name"] for each in patient["operation"]] == ["match"]
    assert "interaction" not in patient
    assert told["implementation"]["url"].endswith("/api/fhir/")
