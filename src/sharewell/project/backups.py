"""A copy of a whole installation in two files, and the way back, which only ends in a copy that has proved itself.

`FILE` is the database as PostgreSQL's own pg_dump writes it. `FILE.keys` is what the data directory keeps: passwords,
the key that signs the ledger and the keys of personal columns. It is encrypted under a passphrase, because whoever
holds both files opened holds everything: keep them, and the passphrase, in different places.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from psycopg.conninfo import conninfo_to_dict

from sharewell.domain.errors import BadInput
from sharewell.project import keeping_keys
from sharewell.project.datadir import data_directory
from sharewell.project.postgres import SUPERVISOR, Server, is_running, programs, start, stop

NOT_OURS = {"lock", "log"}  # files of the data directory that are made anew
SHORTEST = 12  # characters of a passphrase
COST = {"length": 32, "n": 2**17, "r": 8, "p": 1}  # of guessing it: OWASP's figures for scrypt
LIBPQ = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"} | {
    "require_auth": "PGREQUIREAUTH",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


class CannotBackUp(BadInput):
    """No copy was made."""


class CannotRestore(BadInput):
    """Nothing was restored, and what was there is as it was."""


def back_up(file: Path, *, passphrase: str) -> None:
    """Copy the running installation, as it stands at one moment, to `file` and `file`.keys. Raises CannotBackUp."""
    if len(passphrase) < SHORTEST:
        raise CannotBackUp(f"The passphrase must have at least {SHORTEST} characters.")
    data = data_directory()
    keys = _keys(file)
    for there in (file, keys):
        if there.exists():
            raise CannotBackUp(f"{there} is there already. Choose another name: no copy is written over.")
    source = _source(data)
    unfinished, unfinished_keys = (each.with_name(f"{each.name}.unfinished") for each in (file, keys))
    try:
        with keeping_keys.no_rotation():
            with _whole(unfinished) as out:
                _run("pg_dump", "--format=custom", into=out, connection=source, refused=CannotBackUp)
            kept = {p.name: p.read_bytes() for p in data.iterdir() if p.is_file() and p.name not in NOT_OURS}
        with _whole(unfinished_keys) as out:
            out.write(_sealed(kept, passphrase, about=_hash(unfinished)))
        unfinished_keys.rename(keys)
        unfinished.rename(file)  # last: where it is there, all of it is
    except OSError as error:
        raise CannotBackUp(f"{error.filename or file} cannot be written: {error.strerror}.") from error
    finally:
        for each in (unfinished, unfinished_keys):
            with suppress(OSError):
                each.unlink(missing_ok=True)


@contextmanager
def _whole(file: Path) -> Iterator[BinaryIO]:
    """A file for us alone, on the disk when it ends; what a killed copy left there is written over."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def restore(file: Path, *, passphrase: str, checkpoint: Path | None, replace: bool) -> Path | None:
    """Make the installation of the data directory from a copy. Raises CannotRestore.

    The copy is made beside it, must hold as a ledger, and must go on from `checkpoint`, which somebody else kept. The
    children's records that have ended by today are destroyed in it. Only then does it take the place of what was there,
    which is kept: its new place is returned.
    """
    data = data_directory()
    if os.environ.get("DATABASE_URL"):
        raise CannotRestore("This restores an embedded database. For an outside one use pg_restore; see the guide.")
    there = (data / "secrets.json").exists() or (data / "postgres").exists()
    if there and is_running(Server(data=data)):
        raise CannotRestore(f"The installation in {data} is running. Stop it first.")
    if there and not replace:
        raise CannotRestore(f"There is an installation in {data}. Add --replace, and it is kept beside the new one.")
    kept = _opened(file, passphrase)
    made = data.with_name(f"{data.name}.restoring")
    server = Server(data=made)
    stop(server)  # which a killed restore left: when it finds its files gone, it would take away our server's socket
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True, mode=0o711)
    try:
        for name, content in kept.items():
            with open(os.open(made / Path(name).name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(content)
        start(server)
        with file.open("rb") as dump:
            options = ("--exit-on-error", "--single-transaction", "--dbname", server.parameters(SUPERVISOR)["dbname"])
            _run("pg_restore", *options, read=dump, connection=server.parameters(SUPERVISOR), refused=CannotRestore)
        if not _went_well("ledger", "fsck", data=made):
            raise CannotRestore(_UNPROVEN)
        if checkpoint is not None and not _went_well("ledger", "compare", str(checkpoint.resolve()), data=made):
            raise CannotRestore(_UNPROVEN)
        # A record that has ended since the copy was made is in it still: it is destroyed before anybody reads the copy.
        if not _went_well("index", "end", data=made):
            raise CannotRestore("What has ended since was not destroyed; why is above. Nothing was restored.")
        stop(server)
    except BaseException:
        stop(server)
        shutil.rmtree(made)
        raise
    before = data.with_name(f"{data.name}.replaced-{datetime.now():%Y%m%d-%H%M%S}") if data.exists() else None
    if before:
        data.rename(before)
    made.rename(data)
    return before


def _keys(file: Path) -> Path:
    return file.with_name(f"{file.name}.keys")


def _source(data: Path) -> Mapping[str, Any]:
    """The database to copy, as a role that sees every row."""
    url = os.environ.get("DATABASE_BACKUP_URL") or os.environ.get("DATABASE_URL")
    if url:
        return conninfo_to_dict(url)
    server = Server(data=data)
    if not server.answers():
        raise CannotBackUp(f"The database in {data} is not running. Start it: sharewell database start.")
    return server.parameters(SUPERVISOR)


def _run(
    program: str,
    *options: str,
    connection: Mapping[str, Any],
    refused: type[BadInput],
    into: Any = subprocess.DEVNULL,
    read: Any = subprocess.DEVNULL,
) -> None:
    """One of PostgreSQL's programs. Passwords go in its environment, where other users do not see them."""
    told = {LIBPQ[name]: str(value) for name, value in connection.items() if name in LIBPQ}
    command = [str(programs(data_directory()) / program), *options]
    done = subprocess.run(
        command, env=os.environ | told, stdin=read, stdout=into, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise refused(f"{program} failed: {said}")


_UNPROVEN = "The copy did not prove itself; what is wrong with it is above. Nothing was restored."


def _went_well(*command: str, data: Path) -> bool:
    """Run a command of ours on the restored copy; what it says is shown as it says it."""
    told = [sys.executable, "-c", "from sharewell.project.cli import main; main()", *command]
    return subprocess.run(told, env=os.environ | {"SHAREWELL_DATA": str(data)}, check=False).returncode == 0


def _sealed(kept: Mapping[str, bytes], passphrase: str, *, about: bytes) -> bytes:
    """Files under a passphrase, bound to the dump they belong to."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = json.dumps({name: base64.b64encode(content).decode() for name, content in kept.items()}).encode()
    return salt + nonce + AESGCM(Scrypt(salt=salt, **COST).derive(passphrase.encode())).encrypt(nonce, plain, about)


def _opened(file: Path, passphrase: str) -> dict[str, bytes]:
    try:
        sealed, about = _keys(file).read_bytes(), _hash(file)
    except OSError as error:
        raise CannotRestore(f"{error.filename} cannot be read: {error.strerror}.") from error
    salt, nonce, rest = sealed[:16], sealed[16:28], sealed[28:]
    try:
        plain = AESGCM(Scrypt(salt=salt, **COST).derive(passphrase.encode())).decrypt(nonce, rest, about)
    except (InvalidTag, ValueError) as error:
        raise CannotRestore(
            "The passphrase does not open the keys, or the two files are not of one copy, or one was changed."
        ) from error
    return {name: base64.b64decode(content) for name, content in json.loads(plain).items()}


def _hash(file: Path) -> bytes:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()
