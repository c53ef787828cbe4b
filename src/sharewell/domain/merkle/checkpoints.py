"""A checkpoint, as c2sp.org/tlog-checkpoint says: the log's name, its size and its root, in three lines of a note."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle.keys import base64, unbase64
from sharewell.domain.merkle.tree import HASH_SIZE

LARGEST_SIZE = 2**63 - 1  # leaves


class BadCheckpoint(BadInput):
    """The text of a note is not a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log promises of its tree. We write no extension lines, since nobody can check them, but read them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, base64(self.root), *self.extensions))


def read(text: str) -> Checkpoint:
    """The checkpoint in the text of a note. Raises BadCheckpoint."""
    lines = text.removesuffix("\n").split("\n")
    if not (text.endswith("\n") and len(lines) >= 3 and all(lines)):
        raise BadCheckpoint("A checkpoint is a name, a size and a root in three lines, and no line of it is empty.")
    origin, size, root, *extensions = lines
    return Checkpoint(origin=origin, size=read_size(size), root=read_hash(root), extensions=tuple(extensions))


def read_size(digits: str) -> int:
    """A number of leaves in decimal, without leading zeros. Raises BadCheckpoint."""
    if not re.fullmatch("0|[1-9][0-9]{0,18}", digits) or int(digits) > LARGEST_SIZE:
        raise BadCheckpoint("The size of the tree is not a number of leaves in plain decimal.")
    return int(digits)


def read_hash(line: str) -> bytes:
    """A hash in base64. Raises BadCheckpoint."""
    try:
        raw = unbase64(line)
    except ValueError:
        raw = b""
    if len(raw) != HASH_SIZE:
        raise BadCheckpoint("A hash is not 32 bytes in base64: it was changed or cut.")
    return raw
