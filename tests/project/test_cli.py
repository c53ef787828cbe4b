"""The command line: one clear line and exit code 2 for bad input, and a start that does not wait for the web."""

import os
import socket
import subprocess
import sys

import pytest

from tests.project.running import PATIENCE

SHAREWELL = [sys.executable, "-c", "from sharewell.project.cli import main; main()"]


def sharewell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SHAREWELL, *arguments],
        stdin=subprocess.DEVNULL,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["serve", "--port", "many"], "--port"),
        (["serve", "--port", "70000"], "--port"),
        (["serve", "--host", "no.such.address"], "cannot answer on no.such.address:8000"),
        (["database", "nonsense"], "No such command"),
        (["backup", "a-copy"], "--passphrase-file"),
        (["restore", "no-such-copy"], "does not exist"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments, said):
    result = sharewell(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_said_in_the_words_of_the_system():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = sharewell("serve", "--port", str(port))
    assert result.returncode == 2
    assert result.stderr.startswith(f"Sharewell cannot answer on 127.0.0.1:{port}: Address already in use. Choose")


def test_a_full_disk_is_said_in_one_line():
    with open("/dev/full", "w") as full:
        result = subprocess.run([*SHAREWELL, "forms"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "no room left" in result.stderr


WRITES_IN_VAIN = """
import errno
from sharewell.project import cli
@cli.app.command()
def write():
    raise OSError(errno.EROFS, "Read-only file system", "/data/lock")
cli.main()
"""


def test_a_disk_that_can_only_be_read_is_said_in_one_line():
    command = [sys.executable, "-c", WRITES_IN_VAIN, "write"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "/data/lock cannot be used: Read-only file system" in result.stderr


def test_a_data_directory_that_cannot_be_made_is_said_in_one_line():
    result = sharewell("database", "start", SHAREWELL_DATA="/dev/null/data")
    assert result.returncode == 2
    assert "SHAREWELL_DATA" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_outside_database_that_does_not_answer_is_said_in_one_line(tmp_path):
    result = sharewell("migrate", SHAREWELL_DATA=str(tmp_path), DATABASE_URL="postgresql://u:secret@127.0.0.1:1/none")
    assert result.returncode == 2
    assert "does not answer" in result.stderr
    assert "secret" not in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_status_of_no_database_is_exit_code_3(tmp_path):
    result = sharewell("database", "status", SHAREWELL_DATA=str(tmp_path))
    assert result.returncode == 3
    assert "Not running" in result.stdout


def test_the_command_line_begins_without_django():
    code = "import sys; import sharewell.project.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unexpected_error_is_one_line_with_a_hint_and_debug_shows_where(tmp_path):
    (tmp_path / "secrets.json").write_text("[]")  # what only a bug could leave there
    result = sharewell("database", "start", SHAREWELL_DATA=str(tmp_path))
    assert result.returncode == 1
    assert "--debug" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" in sharewell("--debug", "database", "start", SHAREWELL_DATA=str(tmp_path)).stderr
