"""Backup, destroy, restore, verify: one command each. An older copy is found out by a checkpoint kept elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sharewell.project import backups, keeping_keys
from sharewell.project.datadir import keep_secrets
from sharewell.project.demo import PASSWORD
from sharewell.project.postgres import SUPERVISOR, Server, start, stop
from tests.project.driving import first_interview
from tests.project.running import running
from tests.project.test_segments import until
from tests.sharing.cast import PROTOCOL, TRUST

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
        path = first_interview(person, recipient=TRUST, protocol=PROTOCOL)
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


READS = """
import os, django
os.environ["SHAREWELL_DATABASE_ROLE"] = "owner"
django.setup()
from sharewell.partners.context import seeing
from sharewell.partners.models import Organisation
from sharewell.sharing.models import Request
for organisation in Organisation.objects.values_list("pk", flat=True):
    with seeing(organisation=organisation):
        for request in Request.objects.all():
            print(request.reference, bool(request.answers["protocol"]))
"""


def test_the_restored_copy_opens_what_was_sealed(copied, data):
    place, reference = copied
    assert sharewell(data, "restore", place / "newer").returncode == 0
    server = Server(data=data)
    start(server)
    try:
        told = {"SHAREWELL_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sharewell.project.settings"}
        read = subprocess.run(
            [sys.executable, "-c", READS], env=os.environ | told, capture_output=True, text=True, check=False
        )
        with server.connect(SUPERVISOR) as database:
            sealed = database.execute(
                "SELECT answers FROM sharing_request WHERE reference = %s", [reference]
            ).fetchone()
    finally:
        stop(server)
    assert (read.returncode, f"{reference} True" in read.stdout) == (0, True), read.stderr
    assert PROTOCOL.encode() not in bytes(sealed[0])


def test_in_a_restored_copy_the_master_key_is_replaced_and_a_person_erased(copied, data):
    place, _ = copied
    assert sharewell(data, "restore", place / "newer").returncode == 0
    before = json.loads((data / "secrets.json").read_text())
    rotated = sharewell(data, "keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    after = json.loads((data / "secrets.json").read_text())
    assert (after["master"] == before["master"], after["blind"] == before["blind"]) == (False, True)
    assert "erased" not in sharewell(data, "ledger", "fsck").stdout
    asked = ("keys", "erase", "Haringey Council", "k-117", "--clause", "5.2", "--by", "data.protection@example.org")
    erased = sharewell(data, *asked)
    assert erased.returncode == 0, erased.stderr
    checked = sharewell(data, "ledger", "fsck")
    assert (checked.returncode, "request: 1 row is as it was entered; 1 erased" in checked.stdout) == (
        0,
        True,
    )
    again = sharewell(data, *asked)
    assert (again.returncode, "keeps nothing under that reference" in again.stderr) == (2, True)


def test_a_copy_whose_master_key_is_another_is_not_restored(copied, data, tmp_path):
    place, _ = copied
    shutil.copy(place / "newer", tmp_path / "newer")
    shutil.copy(place / "newer.keys", tmp_path / "newer.keys")
    kept = backups._opened(tmp_path / "newer", PASSPHRASE)
    secrets = json.loads(kept["secrets.json"])
    kept["secrets.json"] = json.dumps(secrets | {"master": "another"}).encode()
    (tmp_path / "newer.keys").write_bytes(backups._sealed(kept, PASSPHRASE, about=backups._hash(tmp_path / "newer")))
    refused = sharewell(data, "restore", tmp_path / "newer")
    assert (refused.returncode, "does not open" in refused.stdout) == (2, True), refused.stdout
    assert not data.exists()


def test_what_a_killed_restore_left_is_ended_and_the_next_one_restores(copied, data):
    place, _ = copied
    told = {"SHAREWELL_DATA": str(data), "SHAREWELL_BACKUP_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "-c", "from sharewell.project.cli import main; main()", "restore", place / "newer"]
    left = Server(data=data.with_name(f"{data.name}.restoring"))
    with subprocess.Popen(command, env=os.environ | told) as killed:
        until(lambda: (left.cluster / "postmaster.pid").exists() and left.answers())
        killed.kill()
    number = int((left.cluster / "postmaster.pid").read_text().split()[0])
    assert sharewell(data, "restore", place / "newer").returncode == 0
    assert not Path(f"/proc/{number}").exists()


def test_a_copy_that_cannot_be_whole_leaves_nothing_and_keys_are_not_rotated_meanwhile(tmp_path, monkeypatch):
    data, place = tmp_path / "data", tmp_path / "copies"
    keep_secrets(data)
    place.mkdir()
    monkeypatch.setenv("SHAREWELL_DATA", str(data))
    monkeypatch.setattr(backups, "_source", lambda _: {})
    tried = []

    def dump(*_, **__):
        with pytest.raises(keeping_keys.RotationUnderWay), keeping_keys.only_rotation():
            tried.append(True)

    monkeypatch.setattr(backups, "_run", dump)
    with monkeypatch.context() as full:
        full.setattr(backups, "_sealed", lambda *_, **__: Path("/dev/full").write_bytes(b"?"))
        with pytest.raises(backups.CannotBackUp, match="No space left"):
            backups.back_up(place / "copy", passphrase=PASSPHRASE)
    assert not [*place.iterdir(), *tried]
    with pytest.raises(keeping_keys.RotationUnderWay), keeping_keys.only_rotation():
        backups.back_up(place / "copy", passphrase=PASSPHRASE)
    backups.back_up(place / "copy", passphrase=PASSPHRASE)
    assert {each.name for each in place.iterdir()} == {"copy", "copy.keys"}
    assert backups._opened(place / "copy", PASSPHRASE).keys() >= {"secrets.json"}


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
