"""What a disclosure asks of the database: it is the act that most are waited on for."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharewell.database import base
from sharewell.database.journey import carry
from sharewell.sharing.models import Disclosure
from tests.sharing.cast import requested

pytestmark = pytest.mark.django_db
# Here, where a test is around the request's transaction and its sign-in is in no list of sessions; else 19 and 7.
STATEMENTS, JOURNEYS = 25, 9


def test_a_disclosure_takes_few_statements_and_as_many_when_others_went_before(published, client_of):
    by = published("health.visitor")
    client, took = client_of("health.visitor"), []
    for request in [requested(by) for _ in range(3)]:
        form = {"key": str(uuid4()), "items": ["0"], "how": "By telephone", "given_to": "the duty social worker"}
        with CaptureQueriesContext(connection) as asked:
            assert client.post(reverse("sharing:share", args=[request.reference]), form).status_code == 302
        took.append(len(asked))
    assert Disclosure.objects.count() == 3
    assert took[1] == took[2] <= STATEMENTS


def test_most_of_them_go_together(published, client_of, monkeypatch):
    by = published("health.visitor")
    client, carried = client_of("health.visitor"), []
    form = {"items": ["0"], "how": "By telephone", "given_to": "the duty social worker"}
    first, second = (reverse("sharing:share", args=[requested(by).reference]) for _ in range(2))
    assert client.post(first, form | {"key": str(uuid4())}).status_code == 302
    monkeypatch.setattr(base, "carry", lambda *told: carried.append(told) or carry(*told))
    assert client.post(second, form | {"key": str(uuid4())}).status_code == 302
    assert len(carried) <= JOURNEYS


def test_no_statement_of_a_disclosure_is_put_together_anew(published, client_of, monkeypatch):
    """Django's compiler of questions is asked for none, once each has been asked: only what is written is made anew."""
    from django.db.models.sql.compiler import SQLCompiler

    by = published("health.visitor")
    client = client_of("health.visitor")
    first, second = (requested(by) for _ in range(2))
    form = {"items": ["0"], "how": "By telephone", "given_to": "the duty social worker"}
    assert (
        client.post(reverse("sharing:share", args=[first.reference]), form | {"key": str(uuid4())}).status_code == 302
    )
    made, compiled = [], SQLCompiler.as_sql
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda self, *a, **k: made.append(self.query) or compiled(self, *a, **k))
    address = reverse("sharing:share", args=[second.reference])
    assert client.post(address, form | {"key": str(uuid4())}).status_code == 302
    assert [str(query) for query in made] == []
