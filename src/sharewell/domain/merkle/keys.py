"""Keys of signed notes, as c2sp.org/signed-note writes them: a name, an id and a public key in one line.

    council.example/ledger+2f3a9c01+Ab…      name + key id + base64(signature type || public key)

The id is four bytes and only tells keys apart; trust is in the whole line. A secret key is written the same way
behind "PRIVATE+KEY+", with its seed of 32 bytes in place of the public key, as Go's note package does.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from sharewell.domain.errors import BadInput

SEED_SIZE = 32  # bytes, of every kind of secret key here
_BEGINS = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+\x00-\x20\ud800-\udfff]+")  # \s holds every space of Unicode; the last are no text


class BadKey(BadInput):
    """A line that is no key, or no key for this use."""


class Kind(IntEnum):
    """The signature type, which a key carries in its first byte: the same key of another kind is another key."""

    NOTE = 0x01  # Ed25519 over the text
    COSIGNATURE = 0x04  # Ed25519 over a checkpoint and a time
    COSIGNATURE_ML_DSA = 0x06  # ML-DSA-44 over a checkpoint and a time, which a quantum computer does not forge


@dataclass(frozen=True, slots=True)
class _Primitive:
    public_size: int
    signature_size: int
    public: Callable[[bytes], Ed25519PublicKey | MLDSA44PublicKey]
    secret: Callable[[bytes], Ed25519PrivateKey | MLDSA44PrivateKey]


_ED25519 = _Primitive(32, 64, Ed25519PublicKey.from_public_bytes, Ed25519PrivateKey.from_private_bytes)
_ML_DSA = _Primitive(1312, 2420, MLDSA44PublicKey.from_public_bytes, MLDSA44PrivateKey.from_seed_bytes)
_PRIMITIVES = {Kind.NOTE: _ED25519, Kind.COSIGNATURE: _ED25519, Kind.COSIGNATURE_ML_DSA: _ML_DSA}


@dataclass(frozen=True)
class Key:
    """Who may sign, and how to tell that they did."""

    name: str
    kind: Kind
    public: bytes

    @cached_property
    def id(self) -> bytes:
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def signature_size(self) -> int:
        return _PRIMITIVES[self.kind].signature_size

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            _PRIMITIVES[self.kind].public(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class SecretKey:
    name: str
    kind: Kind
    seed: bytes = field(repr=False)  # 32 bytes that nobody else knows

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise BadKey(f"“{self.name}” cannot be the name of a key: give one without spaces or “+”.")
        if len(self.seed) != SEED_SIZE:
            raise BadKey(f"The seed of a secret key has {SEED_SIZE} bytes.")

    @property
    def public(self) -> Key:
        public = _PRIMITIVES[self.kind].secret(self.seed).public_key().public_bytes_raw()
        return Key(self.name, self.kind, public)

    def sign(self, message: bytes) -> bytes:
        return _PRIMITIVES[self.kind].secret(self.seed).sign(message)

    def line(self) -> str:
        """For the key's own file; not `__str__`, which would find its way into a log."""
        return f"{_BEGINS}{self.name}+{self.public.id.hex()}+{base64(bytes([self.kind]) + self.seed)}"


def is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def read_key(line: str, *kinds: Kind) -> Key:
    """A public key; of one of these kinds, if any are given. Raises BadKey."""
    name, id_, kind, public = _parts(line, "a public key", kinds)
    if len(public) != _PRIMITIVES[kind].public_size:
        raise BadKey(f"The key of {name} is not as long as its kind is: it was copied incompletely.")
    key = Key(name, kind, public)
    try:
        _PRIMITIVES[kind].public(public)
    except ValueError:
        raise BadKey(f"The key of {name} is no point on its curve.") from None
    _check_id(key, id_)
    return key


def read_secret_key(line: str) -> SecretKey:
    """Raises BadKey, which never repeats the line."""
    if not line.startswith(_BEGINS):
        raise BadKey(f"That is no secret key: one begins with “{_BEGINS}”.")
    name, id_, kind, seed = _parts(line.removeprefix(_BEGINS), "a secret key", ())
    key = SecretKey(name, kind, seed)
    _check_id(key.public, id_)
    return key


def base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def unbase64(text: str) -> bytes:
    """Raises ValueError for any other way of writing the same bytes, so that no edit goes unseen."""
    try:
        raw = b64decode(text, validate=True)
    except NotBase64 as error:
        raise ValueError("not base64") from error
    if base64(raw) != text:
        raise ValueError("base64 with spare bits")
    return raw


def _parts(line: str, what: str, kinds: tuple[Kind, ...]) -> tuple[str, str, Kind, bytes]:
    name, plus, rest = line.strip(" \t\r\n").partition("+")
    id_, also_plus, material = rest.partition("+")
    if not (plus and also_plus and is_name(name) and re.fullmatch("[0-9a-f]{8}", id_)):
        raise BadKey(f"That is not {what}: one is written name+id+base64, in one line.")
    try:
        raw = unbase64(material)
    except ValueError:
        raise BadKey(f"The key of {name} is not written in base64: it was copied incompletely.") from None
    kind = next((kind for kind in kinds or Kind if raw[:1] == bytes([kind])), None)
    if kind is None:
        raise BadKey(f"The key of {name} is not of a kind that can be used here.")
    return name, id_, kind, raw[1:]


def _check_id(key: Key, id_: str) -> None:
    if key.id.hex() != id_:
        raise BadKey(f"The key of {key.name} does not have the id {id_}: part of it was changed.")
