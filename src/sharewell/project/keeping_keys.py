"""Where the master keys are kept: the installation's secrets, or the environment for whoever keeps keys elsewhere.

SHAREWELL_MASTER_KEYS  the master keys, newest first, with commas between: each 32 bytes or more of chance, as text
SHAREWELL_BLIND_KEY    finds a person's key by a reference; it is never changed
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sharewell.domain.errors import BadInput
from sharewell.project.datadir import data_directory, read_secrets, write_secrets


class KeysMissing(BadInput):
    """No master key is kept here: whoever restored or moved the installation left the keys behind."""


class KeysElsewhere(BadInput):
    """The keys are in the environment, which only its keeper can change."""


class RotationUnderWay(BadInput):
    """A rotation, or a copy that one would spoil, has not ended yet."""


def master_keys() -> list[bytes]:
    return [_bytes(word) for word in _words("SHAREWELL_MASTER_KEYS", "master").split(",")]


def blind_key() -> bytes:
    return _bytes(_words("SHAREWELL_BLIND_KEY", "blind"))


@contextmanager
def only_rotation() -> Iterator[None]:
    """Else one that ends would forget the key that the next still wraps anew. A killed one stands in nobody's way.

    Raises RotationUnderWay.
    """
    with _locked(fcntl.LOCK_EX, "A rotation of the keys, or a copy of them, is under way already."):
        yield


@contextmanager
def no_rotation() -> Iterator[None]:
    """Else one that ends between the copy of the rows and that of the keys would leave a copy that nothing opens.

    Raises RotationUnderWay.
    """
    with _locked(fcntl.LOCK_SH, "A rotation of the keys is under way."):
        yield


@contextmanager
def _locked(how: int, said: str) -> Iterator[None]:
    # To read: a copy can be made from a disk that can no longer be written.
    with open(os.open(data_directory() / "rotation", os.O_RDONLY | os.O_CREAT, 0o600)) as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RotationUnderWay(f"{said} Wait until it has ended.") from None
        yield


def begin_rotation() -> None:
    """Put a new master key before the one there is; where a rotation was cut short, that one goes on."""
    if os.environ.get("SHAREWELL_MASTER_KEYS"):
        if len(master_keys()) < 2:
            raise KeysElsewhere("Put a new key before the old one in SHAREWELL_MASTER_KEYS, then run this again.")
        return
    kept = read_secrets(data_directory())
    if "," not in kept["master"]:
        write_secrets(data_directory(), kept | {"master": f"{secrets.token_urlsafe(36)},{kept['master']}"})


def end_rotation() -> None:
    """Forget the old master key. Backups of the database from before still need it."""
    if not os.environ.get("SHAREWELL_MASTER_KEYS"):
        kept = read_secrets(data_directory())
        write_secrets(data_directory(), kept | {"master": kept["master"].split(",")[0]})


def _words(variable: str, secret: str) -> str:
    found = os.environ.get(variable) or read_secrets(data_directory()).get(secret)
    if not found:
        raise KeysMissing(f"The key “{secret}” is not here. Restore secrets.json, or set {variable}.")
    return found


@lru_cache(maxsize=8)
def _bytes(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()
