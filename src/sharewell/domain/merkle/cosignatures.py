"""Signing a checkpoint, and whose signatures on one are true: c2sp.org/signed-note and c2sp.org/tlog-cosignature.

A log signs the text of its checkpoint. A witness also signs the time, and thereby says: this is the largest tree I
have seen of that log, and it continues all I saw before. With Ed25519 it signs

    cosignature/v1
    time <seconds since 1970>
    <the text of the checkpoint>

and with ML-DSA-44 a structure of the same (`_subtree`), which leaves out extension lines. Its signature begins with
the time, in eight bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from sharewell.domain.merkle import checkpoints
from sharewell.domain.merkle.checkpoints import BadCheckpoint
from sharewell.domain.merkle.keys import BadKey, Key, Kind, SecretKey
from sharewell.domain.merkle.notes import BadNote, Note, Signature

_LATEST = 2**63 - 1  # seconds
_TIME_SIZE = 8  # bytes


def sign(text: str, secret: SecretKey, *, at: int = 0) -> Signature:
    """Sign the text of a checkpoint; a cosigner says at what time, in seconds since 1970. Raises BadKey."""
    key = secret.public
    try:
        message = _message(text, key, at)
    except ValueError:
        raise BadKey(f"The name {key.name}, or that of the log, is too long for its kind of key.") from None
    return Signature(key.name, key.id, _time(key.kind, at) + secret.sign(message))


def signers(note: Note, keys: Iterable[Key]) -> dict[Key, int]:
    """Which of these keys signed the checkpoint, and when they say it was (0 for a log's own signature).

    Other signatures count for nothing. Raises BadNote where one that claims to be by one of these keys is false.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[Key, int] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.id))
        if key is not None:
            found[key] = max(_verified(signature, key, note.text), found.get(key, 0))
    return found


def strangers(note: Note, keys: Iterable[Key]) -> tuple[Signature, ...]:
    """The signatures that are by none of these keys."""
    known = {(key.name, key.id) for key in keys}
    return tuple(each for each in note.signatures if (each.name, each.id) not in known)


def _verified(signature: Signature, key: Key, text: str) -> int:
    size = len(_time(key.kind, 0))
    at, value = int.from_bytes(signature.value[:size], "big"), signature.value[size:]
    try:
        true = len(value) == key.signature_size and key.verifies(value, _message(text, key, at))
    except (ValueError, BadCheckpoint):
        true = False
    if not true:
        raise BadNote(f"The signature of {key.name} is false: the checkpoint or the signature was changed.")
    return at


def _time(kind: Kind, at: int) -> bytes:
    return b"" if kind is Kind.NOTE else at.to_bytes(_TIME_SIZE, "big")


def _message(text: str, key: Key, at: int) -> bytes:
    """What is signed. Raises ValueError for what cannot be said in the form, BadCheckpoint for another text."""
    if not 0 <= at <= _LATEST:
        raise ValueError("no time")
    match key.kind:
        case Kind.NOTE:
            return text.encode()
        case Kind.COSIGNATURE:
            return f"cosignature/v1\ntime {at}\n{text}".encode()
        case Kind.COSIGNATURE_ML_DSA:
            return _subtree(text, key.name, at)


def _subtree(text: str, name: str, at: int) -> bytes:
    """The structure `cosigned_message`, for the subtree from leaf 0 that the whole tree is."""
    checkpoint = checkpoints.read(text)
    numbers = b"".join(n.to_bytes(8, "big") for n in (0, checkpoint.size))
    label = b"subtree/v1\n\0"
    return label + _opaque(name) + at.to_bytes(8, "big") + _opaque(checkpoint.origin) + numbers + checkpoint.root


def _opaque(words: str) -> bytes:
    encoded = words.encode()
    if not 0 < len(encoded) < 256:
        raise ValueError("its length does not fit in a byte")
    return bytes([len(encoded)]) + encoded
