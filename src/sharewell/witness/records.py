"""What a witness keeps: its key, and for each log it knows the log's keys and the checkpoint it cosigned last.

    key                    the secret key, readable to its owner alone
    logs/<name>/keys       the log's public keys, one a line
    logs/<name>/latest     the checkpoint cosigned last; empty before the first
    logs/<name>/turn       locked by whoever is deciding

A log's folder is named by the hash of its origin. A witness that forgot what it cosigned could be made to cosign
another history, so a missing `latest` is damage and not a beginning.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import checkpoints, notes
from sharewell.domain.merkle.checkpoints import Checkpoint
from sharewell.domain.merkle.keys import SEED_SIZE, Key, Kind, SecretKey, read_key, read_secret_key
from sharewell.domain.merkle.notes import Note
from sharewell.domain.merkle.policies import LOG_KINDS


class RecordsUnusable(BadInput):
    """What the witness keeps is missing or damaged: the fault of whoever keeps its folder."""


def folder() -> Path:
    """Where a witness keeps its records: SHAREWELL_WITNESS, or the usual place for the user."""
    if chosen := os.environ.get("SHAREWELL_WITNESS"):
        return Path(chosen).expanduser().resolve()
    return Path("/var/lib/sharewell-witness") if os.geteuid() == 0 else Path.home() / ".local/share/sharewell-witness"


def make_key(home: Path, name: str, kind: Kind) -> Key:
    """The key of a new witness. Raises RecordsUnusable where there is one: a witness keeps its key for good."""
    secret = SecretKey(name, kind, secrets.token_bytes(SEED_SIZE))
    if (home / "key").exists():
        raise RecordsUnusable(f"{home} is a witness already: {key(home).public}")
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(home / "key", f"{secret.line()}\n")
    except OSError as error:
        raise _unusable(home, error) from error
    return secret.public


def key(home: Path) -> SecretKey:
    try:
        return read_secret_key((home / "key").read_text().strip())
    except FileNotFoundError:
        raise RecordsUnusable(f"{home} is no witness yet: sharewell witness init NAME makes it one.") from None
    except (OSError, ValueError) as error:
        raise _unusable(home / "key", error) from error


def trust(home: Path, log: Key) -> None:
    """Know a log from now on by this key, or by this key too."""
    if log.kind not in LOG_KINDS:
        raise RecordsUnusable(f"The key of {log.name} is one of a witness and not of a log.")
    key(home)
    its = _folder(home, log.name)
    try:
        its.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(its):
            if not (its / "keys").exists() and not (its / "latest").exists():
                _write(its / "latest", "")
            _write(its / "keys", "".join(f"{each}\n" for each in dict.fromkeys((*_keys(its), log))))
    except OSError as error:
        raise _unusable(its, error) from error


def logs(home: Path) -> dict[str, tuple[Key, ...]]:
    """The keys of each log that the witness knows, by the log's origin."""
    known = [_keys(its) for its in sorted((home / "logs").glob("*/"))]
    return {keys[0].name: keys for keys in known if keys}


@contextmanager
def turn(home: Path, origin: str) -> Iterator[Checkpoint | None]:
    """The checkpoint last cosigned, None before the first; nobody else decides on that log until the end of this."""
    with _alone(_folder(home, origin)):
        yield latest(home, origin)


def latest(home: Path, origin: str) -> Checkpoint | None:
    """The checkpoint last cosigned. Raises RecordsUnusable."""
    file = _folder(home, origin) / "latest"
    try:
        kept = file.read_bytes()
        checkpoint = checkpoints.read(notes.read(kept).text) if kept else None
    except (OSError, BadInput) as error:
        raise _unusable(file, error) from error
    if checkpoint and checkpoint.origin != origin:
        raise _unusable(file, ValueError("it is of another log"))
    return checkpoint


def keep(home: Path, origin: str, note: Note) -> None:
    """Store a checkpoint for good, in a `turn` of its log: it is on the disk when this returns."""
    _write(_folder(home, origin) / "latest", str(note))


def _folder(home: Path, origin: str) -> Path:
    return home / "logs" / sha256(origin.encode()).hexdigest()[:32]


def _keys(its: Path) -> tuple[Key, ...]:
    try:
        return tuple(read_key(line) for line in (its / "keys").read_text().splitlines())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, BadInput) as error:
        raise _unusable(its / "keys", error) from error


@contextmanager
def _alone(its: Path) -> Iterator[None]:
    # The lock belongs to the opened file: two threads of one process exclude each other as two processes do.
    with (its / "turn").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(file: Path, content: str) -> None:
    """In place of what was there, or not at all, whenever the machine stops."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="\n") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.rename(file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _unusable(what: Path, error: Exception) -> RecordsUnusable:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return RecordsUnusable(f"{what} cannot be used: {why}. Restore it from the newest copy, or begin a new witness.")
