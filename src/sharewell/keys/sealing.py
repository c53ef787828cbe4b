"""Words sealed under a person's key, and that key under a master key: AES-256-GCM (NIST SP 800-38D).

Sealed words open in their own place alone, a column of a row of a table: copied to another they fail. A nonce is 96
bits of chance, so a key may seal 2**32 times; a person's seals some hundreds, and a master key one for each person.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sharewell.domain.errors import Altered

VERSION = b"\x01"  # no JSON begins with it, so that what is not sealed yet is told from what is
KEY, NONCE, MASTER = 32, 12, 4  # bytes: of a key, of a nonce, of the name of a master key


class CannotOpen(Altered):
    """Sealed words that were altered, moved to another place, or sealed under a key that is not here."""


def seal(key: bytes, words: bytes, *, key_id: UUID, place: str) -> bytes:
    return _seal(AESGCM(key), words, VERSION + key_id.bytes, place)


def open_sealed(key: bytes, sealed: bytes, *, key_id: UUID, place: str) -> bytes:
    """Raises CannotOpen."""
    return _open(AESGCM(key), sealed, VERSION + key_id.bytes, place)


def is_under(sealed: bytes, key_id: UUID) -> bool:
    return sealed.startswith(VERSION + key_id.bytes)


def is_sealed(content: bytes) -> bool:
    return content.startswith(VERSION)


def new_key() -> bytes:
    return AESGCM.generate_key(KEY * 8)


def wrap(key: bytes, masters: Sequence[bytes], *, key_id: UUID) -> bytes:
    """A person's key under the newest master key."""
    return _seal(_of_master(masters[0]), key, VERSION + master_name(masters[0]), str(key_id))


def unwrap(wrapped: bytes, masters: Sequence[bytes], *, key_id: UUID) -> bytes:
    """Raises CannotOpen, also where the master key is not among these."""
    head = wrapped[: len(VERSION) + MASTER]
    for master in masters:
        if head == VERSION + master_name(master):
            return _open(_of_master(master), wrapped, head, str(key_id))
    raise CannotOpen("The master key that this was wrapped with is not here.")


@lru_cache(maxsize=4)
def master_name(master: bytes) -> bytes:
    return hashlib.sha256(b"the name of a master key" + master).digest()[:MASTER]


def blind(key: bytes, *words: str) -> bytes:
    """What finds equal words without telling them (HMAC-SHA-256)."""
    return hmac.digest(key, "\0".join(words).encode(), "sha256")


_of_master = lru_cache(maxsize=4)(AESGCM)  # which opens a key with every child that a search opens


def _seal(cipher: AESGCM, words: bytes, head: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE)
    return head + nonce + cipher.encrypt(nonce, words, head + place.encode())


def _open(cipher: AESGCM, sealed: bytes, head: bytes, place: str) -> bytes:
    if not sealed.startswith(head):
        raise CannotOpen("These words were sealed under another key.")
    rest = sealed[len(head) :]
    try:
        return cipher.decrypt(rest[:NONCE], rest[NONCE:], head + place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("These words were altered, or sealed in another place.") from error
