"""What breaks a route, or comes before one, is told to a system as everything else is."""

import pytest
from django.db import OperationalError

from sharewell.children.search import look_ups
from sharewell.domain.fhir.match import CONTENT_TYPE
from tests.api.test_fhir import ADA, ada, post, refused

__all__ = ["ada"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("broken", "status", "code", "after"),
    [(RuntimeError("Ada Smith"), 500, "exception", None), (OperationalError("Ada Smith"), 503, "transient", "2")],
)
def test_a_fault_of_ours_is_an_outcome_to_whoever_speaks_fhir(system, ada, monkeypatch, broken, status, code, after):
    def breaks(**_):
        raise broken

    asking = system("health.visitor")
    asking.client.raise_request_exception = False
    monkeypatch.setattr(look_ups, "search", breaks)
    response = post(asking, ADA)
    refused(response, status, code)
    assert (response.get("Retry-After"), response["Cache-Control"]) == (after, "no-store")
    assert int(response["Content-Length"]) == len(response.content)
    assert b"Ada" not in response.content


def test_and_a_problem_to_others(system, monkeypatch):
    def breaks(*_, **__):
        raise RuntimeError

    asking = system("health.visitor")
    asking.client.raise_request_exception = False
    monkeypatch.setattr("sharewell.api.opening.membership_of", breaks)
    response = asking.get("requests")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert response.json()["status"] == 500


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/api/fhir/metadata", CONTENT_TYPE),
        ("/api/fhir", CONTENT_TYPE),
        ("/api/x", "application/problem+json"),
    ],
)
def test_so_is_a_host_that_is_not_ours_and_what_was_sent_in_plain_sight(client, settings, address, kind):
    response = client.get(address, headers={"Host": "elsewhere.example"})
    assert (response.status_code, response["Content-Type"]) == (400, kind)
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (403, kind)


def test_a_person_still_reads_a_page(client):
    assert client.get("/api-of-nobody")["Content-Type"].startswith("text/html")
    assert client.get("/sign-in", headers={"Host": "elsewhere.example"})["Content-Type"].startswith("text/html")
