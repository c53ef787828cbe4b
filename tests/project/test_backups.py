"""Backup, destroy, restore, verify: one command each. An older copy is found out by a checkpoint kept elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sharewell.project.demo import PASSWORD
from tests.project.driving import first_interview
from tests.project.running import running
from tests.project.test_drill import PROTOCOL, RECIPIENT

PASSPHRASE = "a passphrase of some length"


def sharewell(data: Path, *arguments: str | Path, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    told = {"SHAREWELL_DATA": str(data), "SHAREWELL_BACKUP_PASSPHRASE": passphrase, "SHAREWELL_DATABASE_ROLE": "app"}
    command = [sys.executable, "-c", "from sharewell.project.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy, an act after it, a checkpoint, and a second copy, made while the service runs; then all of it is gone."""
    place = tmp_path_factory.mktemp("copies")
    place.chmod(0o755)
    with running() as service:
        data = service.server.data
        person = service.person()
        person.sign_in("social.worker@example.org", PASSWORD)
        path = first_interview(person, recipient=RECIPIENT, protocol=PROTOCOL)
        assert sharewell(data, "backup", place / "older").returncode == 0
        page = person.insists("POST", path, {}).location
        checkpoint = sharewell(data, "ledger", "checkpoint")
        assert checkpoint.returncode == 0, checkpoint.stderr
        (place / "checkpoint").write_text(checkpoint.stdout)
        made = sharewell(data, "backup", place / "newer")
        assert made.returncode == 0, made.stderr
        again = sharewell(data, "backup", place / "newer")
        assert (again.returncode, "there already" in again.stderr) == (2, True)
    return place, page.rpartition("/")[2]


@pytest.fixture
def data(tmp_path_factory):
    """Where an installation may be restored; PostgreSQL's own user can pass through to it."""
    place = Path("/tmp") / f"sharewell-restored-{os.getpid()}"
    yield place
    for left in place.parent.glob(f"{place.name}*"):
        shutil.rmtree(left)


def test_what_was_copied_is_there_again_and_proves_itself(copied, data):
    place, reference = copied
    restored = sharewell(data, "restore", place / "newer", "--checkpoint", place / "checkpoint")
    assert restored.returncode == 0, restored.stderr
    assert "goes on from the checkpoint" in restored.stdout
    assert sharewell(data, "ledger", "fsck").returncode == 0
    found = sharewell(data, "ledger", "receipt", reference, "--to", place)
    assert found.returncode == 0, found.stderr
    assert "record-" in found.stdout
    refused = sharewell(data, "restore", place / "newer")
    assert refused.returncode == 2
    assert "Add --replace" in refused.stderr
    replaced = sharewell(data, "restore", place / "newer", "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert list(data.parent.glob(f"{data.name}.replaced-*"))


def test_an_older_copy_is_found_out_and_nothing_is_restored(copied, data):
    place, _ = copied
    refused = sharewell(data, "restore", place / "older", "--checkpoint", place / "checkpoint")
    assert refused.returncode == 2
    assert "it is an older copy" in refused.stderr
    assert not list(data.parent.glob(f"{data.name}*"))


def test_the_keys_are_closed_to_whoever_lacks_the_passphrase_and_to_another_copy(copied, data, tmp_path):
    place, _ = copied
    assert b"supervisor" not in (place / "newer.keys").read_bytes()
    wrong = sharewell(data, "restore", place / "newer", passphrase="not the passphrase")
    assert (wrong.returncode, "does not open" in wrong.stderr) == (2, True)
    shutil.copy(place / "newer", tmp_path / "mixed")
    shutil.copy(place / "older.keys", tmp_path / "mixed.keys")
    mixed = sharewell(data, "restore", tmp_path / "mixed")
    assert (mixed.returncode, "not of one copy" in mixed.stderr) == (2, True)
    assert not data.exists()
