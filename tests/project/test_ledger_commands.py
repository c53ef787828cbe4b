"""`sharewell ledger verify`: a receipt is checked with public keys alone, as its holder would at home."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sharewell.domain.merkle import leaves
from sharewell.domain.merkle.keys import base64
from sharewell.domain.merkle.receipts import Receipt
from tests.domain.merkle.made import LOG, NHS, ORIGIN, POLICE, Ledger, body, policy_file

LEDGER = Ledger.of(70)
# Nothing of Django or of the database can be imported, and no connection can be made.
ALONE = """
import socket, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("django", "psycopg"):
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
def refuse(*_): raise AssertionError("network")
socket.socket.connect = refuse
from sharewell.project.cli import main
main()
"""


def verify(*arguments: object, receipt: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ALONE, "ledger", "verify", *map(str, arguments)],
        input=receipt,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
    )


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy"
    file.write_bytes(policy_file())
    return file


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    file = tmp_path / "5.tlog-proof"
    file.write_text(str(LEDGER.receipt(5)))
    return file


def test_a_true_receipt_says_what_was_entered_and_who_vouches(receipt: Path, policy: Path) -> None:
    result = verify(receipt, "--policy", policy)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == f"True: entry 5 of 70 in {ORIGIN}."
    assert lines[1:3] == ["Cosigned by police on 2026-11-21T12:00:00Z.", "Cosigned by nhs on 2026-11-21T12:00:00Z."]
    assert "about: sharing.disclosure:5" in lines


def test_it_says_the_same_to_a_machine(receipt: Path, policy: Path) -> None:
    told = json.loads(verify(receipt, "--policy", policy, "--json").stdout)
    assert told["log"] == str(LOG.public)
    assert (told["index"], told["size"], told["root"]) == (5, 70, base64(LEDGER.checkpoint().root))
    assert told["witnessed"] == {"police": "2026-11-21T12:00:00Z", "nhs": "2026-11-21T12:00:00Z"}
    assert told["strangers"] == []
    assert told["leaf"] == json.loads(LEDGER.leaves[5].body)


def test_the_logs_key_is_enough_for_who_trusts_the_log(receipt: Path) -> None:
    result = verify(receipt, "--log", LOG.public)
    assert result.returncode == 0
    assert "Nobody but the ledger itself vouches for it" in result.stdout
    assert f"a signature of {POLICE.name} too, whom you did not name" in result.stdout


def test_a_policy_that_names_no_log_takes_one_from_the_command(receipt: Path, tmp_path: Path) -> None:
    file = tmp_path / "partners"
    file.write_text(f"witness nhs {NHS.public}\nquorum nhs\n")
    assert verify(receipt, "--policy", file).returncode == 2
    assert verify(receipt, "--policy", file, "--log", LOG.public).returncode == 0


def test_standard_input_will_do() -> None:
    assert verify("-", "--log", LOG.public, receipt=str(LEDGER.receipt(69))).returncode == 0


def test_what_was_entered_may_come_in_a_file_of_its_own(tmp_path: Path) -> None:
    whole = LEDGER.receipt(5)
    bare = str(Receipt(leaf=None, index=5, proof=whole.proof, checkpoint=whole.checkpoint))
    leaf = tmp_path / "leaf"
    leaf.write_bytes(whole.leaf or b"")
    assert verify("-", "--log", LOG.public, receipt=bare).returncode == 2
    assert verify("-", "--log", LOG.public, "--leaf", leaf, receipt=bare).returncode == 0
    leaf.write_bytes(b"something else")
    assert verify("-", "--log", LOG.public, "--leaf", leaf, receipt=bare).returncode == 2


def test_the_record_and_its_salt_show_what_was_committed_to(tmp_path: Path) -> None:
    salt, record = bytes(range(32)), {"given_to": "Ann’s school", "items": ["name"]}
    ledger = Ledger()
    ledger.append(leaves.write({**json.loads(body(0)), "commitment": leaves.commit(salt, record)}))
    ledger.append(body(1))
    file = tmp_path / "opening.json"

    def opened(index: int, opening: object) -> subprocess.CompletedProcess[str]:
        file.write_text(json.dumps(opening))
        return verify("-", "--log", LOG.public, "--opening", file, receipt=str(ledger.receipt(index)))

    true = {"salt": salt.hex(), "record": record}
    assert "is the one that was committed to" in opened(0, true).stdout
    for opening, says in (
        (true | {"record": record | {"items": ["name", "address"]}}, "not the one"),
        (true | {"salt": bytes(32).hex()}, "not the one"),
        (true | {"salt": "ab"}, "not the one"),
        ({"salt": 3}, "is not"),
        ([], "is not"),
    ):
        result = opened(0, opening)
        assert (result.returncode, result.stdout) == (2, "")
        assert says in result.stderr
    assert "commits to nothing" in opened(1, true).stderr


def test_a_receipt_that_is_not_true_is_one_line_and_exit_code_2(receipt: Path, policy: Path) -> None:
    true = receipt.read_text()
    one_signature_less = "".join(true.splitlines(keepends=True)[:-1])
    for changed, says in (
        (true.replace("index 5", "index 6"), "not entry 6"),
        (true.replace("\n70\n", "\n71\n"), "signature"),
        (one_signature_less, "Not enough witnesses"),
        (true[:-10], "cannot be read"),
        (true.replace("\n", "\r\n"), "attachment"),
        ("", "no receipt"),
    ):
        receipt.write_text(changed)
        result = verify(receipt, "--policy", policy)
        assert (result.returncode, result.stdout) == (2, "")
        assert says in result.stderr
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "whom to believe"),
        (["--log", "nonsense"], "public key"),
        (["--log", POLICE.public], "kind"),
        (["--policy", "/no/such/file"], "could not be read"),
    ],
)
def test_whom_to_believe_must_be_said(receipt: Path, arguments: list[object], says: str) -> None:
    result = verify(receipt, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
