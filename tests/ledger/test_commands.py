"""The ledger at the command line, on an installation of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sharewell.project.postgres import SUPERVISOR, Server, start, stop

SEED = """
import os, django
os.environ["SHAREWELL_DATABASE_ROLE"] = "owner"
django.setup()
from sharewell.project.demo import seed
seed()
"""


@pytest.fixture(scope="module")
def installation() -> Iterator[tuple[Server, Callable[..., subprocess.CompletedProcess[str]]]]:
    """An installation with the demo's acts; call its second half with a command's words."""
    server = Server(data=Path(tempfile.mkdtemp(prefix="sharewell-ledger-")))
    given = os.environ | {"SHAREWELL_DATA": str(server.data), "DJANGO_SETTINGS_MODULE": "sharewell.project.settings"}
    given.pop("SHAREWELL_DATABASE_ROLE", None)

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "sharewell.project.cli", *command]
        if command[0] == "-c":
            words = [sys.executable, *command]
        return subprocess.run(words, env=given, capture_output=True, text=True, check=False)

    start(server)
    assert run("-c", "from sharewell.project.cli import main; main()", "migrate").returncode == 0
    seeded = run("-c", SEED)
    assert seeded.returncode == 0, seeded.stderr
    yield server, lambda *words: run("-c", "from sharewell.project.cli import main; main()", *words)
    stop(server)
    shutil.rmtree(server.data)


def test_all_of_it_is_as_it_must_be_until_a_row_is_touched(installation, tmp_path):
    server, sharewell = installation
    signed = sharewell("ledger", "checkpoint")
    assert signed.returncode == 0, signed.stderr
    found = sharewell("ledger", "fsck", "--json")
    told = json.loads(found.stdout)
    assert (found.returncode, told["wrong"], told["checkpoints"]) == (0, [], 1)
    assert told["entries"] >= sum(kind["rows"] for kind in told["rows"].values()) > 0

    with server.connect(SUPERVISOR) as database:
        reference = database.execute("SELECT reference FROM matters_matter WHERE NOT standing").fetchone()[0]
    written = sharewell("ledger", "receipt", reference, "--to", str(tmp_path))
    assert written.returncode == 0, written.stderr
    key = next(line for line in _policy(sharewell) if line.startswith("log ")).split()[1]
    for file in tmp_path.iterdir():
        assert sharewell("ledger", "verify", str(file), "--log", key).returncode == 0

    with server.connect(SUPERVISOR) as database:
        database.execute("UPDATE matters_event SET code = 'minutes-sent'")
    found = sharewell("ledger", "fsck")
    assert found.returncode == 1
    assert "matters.event:" in found.stdout
    with server.connect(SUPERVISOR) as database:
        database.execute("DELETE FROM matters_attestation")
        database.execute("DELETE FROM matters_event")
    assert "is gone" in sharewell("ledger", "fsck").stdout
    with server.connect(SUPERVISOR) as database:
        database.execute("UPDATE ledger_leaf SET hash = sha256('') WHERE index = 1")
    found = sharewell("ledger", "fsck")
    assert "Wrong: leaf 1:" in found.stdout


def _policy(sharewell: Callable[..., subprocess.CompletedProcess[str]]) -> list[str]:
    return sharewell("ledger", "policy").stdout.splitlines()


def test_what_is_not_there_is_told_in_one_sentence(installation):
    _, sharewell = installation
    for words in (("receipt", "NONE"), ("ask", "nobody"), ("cosigned", "/nowhere")):
        refused = sharewell("ledger", *words)
        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
