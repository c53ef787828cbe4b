"""The guide for strangers is true: its program checks receipts with none of our code."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sharewell.domain.merkle import leaves
from sharewell.domain.merkle.keys import Key
from sharewell.domain.merkle.receipts import Receipt
from tests.domain.merkle.made import LOG, NHS, POLICE, Ledger

GUIDE = (Path(__file__).parents[2] / "docs/guides/checking-a-record.md").read_text()
LEDGER = Ledger.of(70)
# What OpenSSL 3.5 does with an ML-DSA key, for machines that have an older one.
OPENSSL = f"""#!{sys.executable}
import sys
from pathlib import Path
from cryptography.hazmat.primitives.serialization import load_der_public_key
key, message, signature = (Path(sys.argv[sys.argv.index(a) + 1]).read_bytes() for a in ("-inkey", "-in", "-sigfile"))
load_der_public_key(key).verify(signature, message)
"""


def check(folder: Path, receipt: Receipt, *keys: Key, path: str | None = None) -> subprocess.CompletedProcess[str]:
    program = re.search(r"```python\n(.*?)```", GUIDE, re.S)
    assert program is not None
    (folder / "check.py").write_text(program[1])
    (folder / "receipt").write_text(str(receipt))
    return subprocess.run(
        [sys.executable, "-I", "check.py", "receipt", *map(str, keys)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=None if path is None else {"PATH": path},
    )


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the guide's program needs openssl")
@pytest.mark.parametrize("index", [0, 5, 63, 64, 69])
def test_the_guides_program_believes_a_true_receipt(tmp_path: Path, index: int) -> None:
    result = check(tmp_path, LEDGER.receipt(index), LOG.public, POLICE.public)
    assert result.stderr == ""
    said = result.stdout.splitlines()
    assert said[0] == f"signed by {LOG.name}"
    assert said[1].startswith(f"signed by {POLICE.name} at ")
    assert said[2].endswith(LEDGER.leaves[index].body.decode())


def test_the_guides_program_reads_an_ml_dsa_cosignature(tmp_path: Path) -> None:
    tool = tmp_path / "openssl"
    tool.write_text(OPENSSL)
    tool.chmod(0o755)
    result = check(tmp_path, LEDGER.receipt(5), LOG.public, NHS.public, path=str(tmp_path))
    assert (result.returncode, result.stderr) == (0, "")
    forged = replace(LEDGER.receipt(5), checkpoint=Ledger.of(70, seed=1).note())
    assert check(tmp_path, replace(forged, proof=()), LOG.public, path=str(tmp_path)).returncode != 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the guide's program needs openssl")
def test_the_guides_program_refuses_what_is_not_so(tmp_path: Path) -> None:
    true = LEDGER.receipt(5)
    text = true.checkpoint.text.replace("\n70\n", "\n71\n")
    for wrong in (
        replace(true, index=6),
        replace(true, leaf=b"{}"),
        replace(true, proof=true.proof[:-1]),
        replace(true, checkpoint=replace(true.checkpoint, text=text)),
        replace(true, checkpoint=replace(true.checkpoint, signatures=true.checkpoint.signatures[1:])),
    ):
        assert check(tmp_path, wrong, LOG.public).returncode != 0


def test_the_guide_names_every_key_a_leaf_may_have() -> None:
    formats = GUIDE.partition("**The leaf**")[2].partition("**The tree.**")[0]
    assert [key for key in leaves.FIELDS if f"`{key}`" not in formats] == []


def test_the_guides_commitment_is_ours(tmp_path: Path) -> None:
    command = re.search(r"^printf .*$", GUIDE, re.M)
    assert command is not None
    value = leaves.canonical({"name": "Ann", "items": [1, 2]}).decode()
    shell = command[0].replace("<the JSON>", value).replace("<the salt in hexadecimal>", "ab" * 32)
    if shutil.which("openssl"):
        said = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout
        assert said.split()[-1] == leaves.commit(b"\xab" * 32, {"name": "Ann", "items": [1, 2]})
