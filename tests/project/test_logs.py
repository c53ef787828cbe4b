"""The log: one line of JSON for each thing, and nothing that somebody typed."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

from sharewell.project.logs import HEADER, REQUEST, Impersonal, logger


@pytest.fixture
def lines(monkeypatch):
    """The lines that the log gains, read."""
    found: list[dict[str, object]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            line = Impersonal().format(record)
            assert "\n" not in line
            found.append(json.loads(line))

    kept = Kept()
    names = ("", "django", "sharewell.request")
    for name in names:
        logging.getLogger(name).addHandler(kept)
    monkeypatch.setattr(logger, "propagate", False)
    yield found
    for name in names:
        logging.getLogger(name).removeHandler(kept)


def test_each_request_is_told_by_its_route_and_never_by_its_address(partnership, lines):
    client = Client()
    client.force_login(partnership("teacher"))
    client.get("/share/requests/KATE-SMITH?name=Kate")
    (line,) = lines
    assert (line["where"], line["route"], line["status"]) == ("sharewell.request", "sharing:request", 404)
    assert line["milliseconds"] > 0
    assert line["acting"] == partnership("teacher").memberships.get().pk
    assert "KATE" not in json.dumps(line).upper()


def test_a_request_keeps_the_id_that_a_proxy_gave_it(db, lines):
    answer = Client().get("/sign-in", headers={HEADER: "proxy-0123456789"})
    assert answer[HEADER] == lines[0]["request"] == "proxy-0123456789"


@pytest.mark.parametrize("given", ["short", 'x"}\n{"level": "forged', "x" * 65, "spaces are not ids"])
def test_an_id_that_could_be_more_than_an_id_is_replaced(db, lines, given):
    answer = Client().get("/sign-in", headers={HEADER: given})
    assert answer[HEADER] == lines[0]["request"] != given
    assert len(answer[HEADER]) == 32


def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_message(lines):
    token = REQUEST.set("0123456789")
    try:
        int("Kate Smith, 1 Mill Lane")
    except ValueError:
        logging.getLogger().exception("Could not\nread it")
    REQUEST.reset(token)
    (line,) = lines
    assert (line["error"], line["said"], line["request"]) == ("ValueError", "Could not\nread it", "0123456789")
    assert "Mill Lane" not in json.dumps(line)


def test_djangos_own_lines_lose_the_address(lines):
    record = logging.getLogger("django").makeRecord(
        "django.request", logging.ERROR, "", 1, "%s: %s", ("Internal Server Error", "/share/Kate"), None
    )
    record.request = object()
    assert json.loads(Impersonal().format(record))["said"] == "Internal Server Error"
