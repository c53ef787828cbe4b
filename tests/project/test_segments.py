"""The running service with its process of segments: it answers, and is there again after it was killed."""

import json
import socket
import time

from sharewell.children.search.nearby import NAME, near_by
from tests.project.running import PATIENCE, children_of, command_of, kill, running

MARY = {"forename": "mary", "surname": "quintrell", "birth_date": "20150501", "names": "mary quintrell"}


def test_it_is_kept_alive_and_answers_again_after_each_kill(monkeypatch):
    monkeypatch.setenv("SHAREWELL_SEGMENTS", "1")
    with running("demo") as service:
        first = answered(service)
        for whom in (generation, process):
            killed = whom(service)
            kill(killed)
            until(lambda killed=killed, whom=whom: whom(service) not in {None, killed})
            assert answered(service) == first


def answered(service):
    """Who the first index's segment says is meant; asked until it says something."""
    return until(lambda: asked(service))


def asked(service):
    try:
        with socket.socket(socket.AF_UNIX) as connection, near_by(service.server.data) as directory:
            connection.settimeout(PATIENCE)
            connection.connect(f"{directory}/{NAME}")
            connection.sendall(json.dumps([1, MARY]).encode() + b"\n")
            return json.loads(connection.makefile("rb").readline() or b"null")
    except OSError:
        return None


def process(service):
    """The one at work: its spare has no process of its own."""
    parts = [pid for pid in children_of(service.process.pid) if "sharewell.project.segments" in command_of(pid)]
    return next((pid for pid in parts if children_of(pid)), None)


def generation(service):
    whole = process(service)
    return next(iter(children_of(whole)), None) if whole else None


def until(true):
    begun = time.monotonic()
    while not (found := true()):
        assert time.monotonic() - begun < PATIENCE, "It never came back."
        time.sleep(0.05)
    return found
