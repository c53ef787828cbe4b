"""A signed note, as c2sp.org/signed-note says: a text, an empty line, and lines that somebody signed it with.

    text, of one or more lines

    — name base64(key id || signature)

Reading a note trusts nobody: what a signature is worth is told by `cosignatures.signers`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle.keys import base64, is_name, unbase64

LARGEST = 1_000_000  # bytes: 100 signatures of the longest kind take a third of it
MOST_SIGNATURES = 100
_BEGINS = "— "


class BadNote(BadInput):
    """It is not written as a signed note is, or a signature on it is false."""


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    id: bytes
    value: bytes

    def line(self) -> str:
        return f"{_BEGINS}{self.name} {base64(self.id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """The text, which ends in a line break, and all its signatures, believed or not, in their order."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(each.line() for each in self.signatures)}"


def read(note: bytes | str) -> Note:
    """Raises BadNote for anything that is not exactly a signed note."""
    said = _decoded(note)
    text, empty, lines = said.rpartition("\n\n")
    if not (empty and text and lines.endswith("\n")):
        raise BadNote("That is no signed note: an empty line and lines that begin with “— ” must end it.")
    return Note(f"{text}\n", read_signatures(lines))


def read_signatures(lines: bytes | str) -> tuple[Signature, ...]:
    """Signature lines alone, as a witness answers with them. Raises BadNote."""
    said = _decoded(lines)
    if not said.endswith("\n"):
        raise BadNote("The last signature line is not ended: the end of the file is missing.")
    read = tuple(_signature(line) for line in said[:-1].split("\n"))
    if len(read) > MOST_SIGNATURES:
        raise BadNote(f"The note has {len(read)} signatures; at most {MOST_SIGNATURES} are read.")
    return read


def _decoded(note: bytes | str) -> str:
    if len(note) > LARGEST:
        raise BadNote(f"The note has more than {LARGEST:,} bytes.")
    try:
        said = note if isinstance(note, str) else note.decode()
        said.encode()  # a lone surrogate is a str and no text
    except UnicodeError:
        raise BadNote("The note is not text in UTF-8: it was sent or saved as something else.") from None
    if any(c < " " and c != "\n" for c in said):
        raise BadNote("The note holds a control character: line ends must be plain line feeds, as they were sent.")
    return said


def _signature(line: str) -> Signature:
    name, space, value = line.removeprefix(_BEGINS).partition(" ")
    try:
        raw = unbase64(value)
    except ValueError:
        raw = b""
    if not (line.startswith(_BEGINS) and space and is_name(name) and len(raw) > 4):
        raise BadNote("A signature line is not “— name base64”: it was changed, or broken in two by a mail program.")
    return Signature(name, raw[:4], raw[4:])
