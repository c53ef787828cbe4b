"""The leaf of one act: canonical JSON of ids, codes, clauses and hashes, and nothing that tells of a person.

What else must be provable of an act is committed to: the leaf holds HMAC-SHA256 of it under a salt of 32 random
bytes. Whoever has both can show that they belong to the leaf; once the salt is erased, nobody can guess at it, and
the tree stands as before.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from sharewell.domain.errors import BadInput

SALT_SIZE = 32  # bytes


class NotALeaf(BadInput):
    """It is not what a leaf may say, or not said the one way it may be. Whoever wrote it is at fault."""


_CODE = re.compile(r"[a-z][a-z._-]{0,59}")  # "disclosure", "share-part"
_KEY = r"(?:0|[1-9][0-9]{0,8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[2-9B-Y]{4}(?:-[2-9B-Y]{4}){2})"
_ABOUT = re.compile(rf"[a-z][a-z._]{{0,59}}:{_KEY}")  # a row and its key: a number, a UUID, or a reference
_AT = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](?:\.[0-9]{6})?Z")
_CLAUSE = re.compile(r"(?=.{1,40}\Z)[A-Za-z]{0,12}[0-9]{1,4}[A-Za-z]{0,3}(?:\.[0-9]{1,4}|\([a-z0-9]{1,6}\))*")
_TEXT = re.compile(r"[a-z][a-z0-9-]{0,59}(?:/[a-z0-9-]{1,60}){0,3}")
_HASH = re.compile(r"[0-9a-f]{64}")


def _written(as_: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and as_.fullmatch(value) is not None


def _id(value: object) -> bool:
    # Nine digits: an NHS number has ten.
    return type(value) is int and 0 <= value < 10**9


def _clauses(value: object) -> bool:
    return isinstance(value, list) and all(map(_written(_CLAUSE), value))


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_written(_TEXT), value)) and all(map(_written(_HASH), value.values()))


# What a leaf may say, and how. A new key here is a promise to everybody who holds a receipt.
FIELDS: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "act": ("what was done, as a code", _written(_CODE)),
    "about": ("the row it is about, as app.model:key", _written(_ABOUT)),
    "at": ("when, in UTC, as 2026-11-21T10:45:27.000000Z", _written(_AT)),
    "person": ("the number of who did it", _id),
    "organisation": ("the number of the organisation they acted for", _id),
    "outcome": ("what came of it, as a code", _written(_CODE)),
    "clauses": ("the clauses it rests on", _clauses),
    "texts": ("the hash of each text that held, by its id", _texts),
    "commitment": ("the salted commitment to everything else, in hexadecimal", _written(_HASH)),
}
REQUIRED = ("act", "about", "at")


def canonical(value: object) -> bytes:
    """JSON written one way: keys sorted, no spaces, UTF-8. Raises ValueError for what JSON cannot say."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def write(leaf: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed. Raises NotALeaf for anything that a leaf may not say."""
    for key in REQUIRED:
        if key not in leaf:
            raise NotALeaf(f"The leaf does not say {FIELDS[key][0]}.")
    for key, value in leaf.items():
        if key not in FIELDS:
            raise NotALeaf("A leaf may not hold that: commit to it instead.")
        says, fits = FIELDS[key]
        if not fits(value):
            # The value is not repeated: it may be the very thing that must not be told.
            raise NotALeaf(f"The leaf’s “{key}” is not {says}.")
    return canonical(leaf)


def read(body: bytes) -> dict[str, Any]:
    """What a leaf says. Raises NotALeaf where it is not written exactly as `write` writes it."""
    try:
        leaf = json.loads(body)
        same = isinstance(leaf, dict) and write(leaf) == body
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise NotALeaf("The leaf is not canonical JSON.")
    return dict(leaf)


def commit(salt: bytes, value: object) -> str:
    """The commitment to a value that JSON can say, in hexadecimal."""
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes")
    return hmac.new(salt, canonical(value), hashlib.sha256).hexdigest()


def opens(commitment: str, salt: bytes, value: object) -> bool:
    """Is this what was committed to?"""
    return len(salt) == SALT_SIZE and hmac.compare_digest(commitment.encode(), commit(salt, value).encode())
