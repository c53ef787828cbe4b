"""What the service says of itself to whoever starts processes and sends people to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from sharewell.ledger.models import Leaf
from sharewell.project import readiness
from sharewell.ui.views import server_error


@pytest.fixture
def asked():
    client = Client(raise_request_exception=False)
    return lambda path: (client.get(path).status_code, client.get(path).content.decode())


def test_a_process_that_lives_says_so_and_asks_nobody(asked):
    """Without the mark of a test that may use the database, asking it would fail."""
    assert asked("/health") == (200, "alive")


@pytest.mark.django_db
def test_it_is_ready_where_all_is_well(asked):
    assert asked("/ready") == (200, "ready")


@pytest.mark.django_db
def test_a_stranger_learns_only_that_it_is_not_ready(asked, monkeypatch):
    def gone(_: object) -> None:
        raise OperationalError("connection to 10.1.2.3 failed")

    monkeypatch.setattr(readiness, "refuse_unless_durable", gone)
    assert readiness.not_ready() == "the database does not answer"
    assert asked("/ready") == (503, "not ready")


@pytest.mark.django_db
def test_it_is_not_ready_where_the_database_could_lose_what_it_acknowledges():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert readiness.not_ready() == "the database may lose what it acknowledges"


@pytest.mark.django_db
def test_it_is_not_ready_before_its_migrations():
    readiness._migrated.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'once'")
    assert readiness.not_ready() == "the database is not at this version"


@pytest.mark.django_db
@pytest.mark.parametrize(("ahead", "said"), [(3, ""), (8, "the clock has gone back behind the last act")])
def test_it_is_not_ready_when_the_clock_has_gone_back(ahead, said):
    Leaf.objects.create(index=10**9, about="x", hash=b"", body=b"", at=datetime.now(UTC) + timedelta(seconds=ahead))
    assert readiness.not_ready() == said


@pytest.mark.django_db
@pytest.mark.parametrize(("apart", "said"), [(4, ""), (6, "the clock is not the database's")])
def test_it_is_not_ready_when_its_clock_is_not_the_databases(monkeypatch, apart, said):
    now = readiness.time
    monkeypatch.setattr(readiness, "time", lambda: now() + apart)
    assert readiness.not_ready() == said


@pytest.mark.parametrize(
    ("wrong", "status", "said"), [(OperationalError, 503, "once"), (ValueError, 500, "fault is ours")]
)
def test_a_page_that_finds_no_database_says_to_send_it_again(wrong, status, said):
    try:
        raise wrong
    except wrong:
        answer = server_error(RequestFactory().get("/share"))
    assert answer.status_code == status
    assert said in answer.content.decode()
