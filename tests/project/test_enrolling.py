"""The first administrator of a new installation, made at the command line and let in by the letter they are sent."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sharewell.project.postgres import SUPERVISOR, Server, is_running, stop


@pytest.fixture
def sharewell():
    data = Path(tempfile.mkdtemp(prefix="sharewell-new-"))  # root's own pytest directory lets no database in
    data.chmod(0o755)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        told = {"SHAREWELL_DATA": str(data), "SHAREWELL_DATABASE_ROLE": "app"}
        command = [sys.executable, "-c", "from sharewell.project.cli import main; main()", *arguments]
        return subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=False)

    run.server = Server(data=data)
    yield run
    if is_running(run.server):
        stop(run.server)
    shutil.rmtree(data)


def test_a_new_installation_gets_a_partner_and_one_first_administrator(sharewell):
    jo = ("--administrator", " Jo@Example.org", "--name", "Jo March")
    made = sharewell("enrol", "Vale Council", "--kind", "a local authority", *jo)
    assert made.returncode == 0, made.stderr
    (letter,) = (sharewell.server.data / "letters").iterdir()
    assert "jo@example.org" in letter.read_text()

    again = sharewell("enrol", "Vale Council", "--administrator", "amy@example.org", "--name", "Amy March")
    assert again.returncode == 2
    assert "Vale Council has an administrator" in again.stderr

    assert sharewell("database", "start").returncode == 0
    with sharewell.server.connect(SUPERVISOR) as connection:
        people = connection.execute(
            "SELECT o.name, o.kinds, u.email, m.capacity FROM partners_membership m "
            "JOIN partners_organisation o ON o.id = m.organisation_id JOIN accounts_user u ON u.id = m.user_id"
        ).fetchall()
    assert people == [("Vale Council", ["a local authority"], "jo@example.org", "administrator")]


def test_what_is_no_address_enrols_nobody(sharewell):
    refused = sharewell("enrol", "Vale Council", "--administrator", "jo", "--name", "Jo March")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "name@example.org" in refused.stderr
