"""Texts from files: those bundled with this version, or a folder of one's own. No database and no web."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sharewell.domain.library import Library
from sharewell.domain.text import Text, Unreadable, read_text

VARIABLE = "SHAREWELL_TEXTS"
LARGEST = 300_000  # bytes: some ten times the longest protocol we know of
_PACKAGE = Path(__file__).parents[1]
_FOLDERS = (_PACKAGE / "texts", _PACKAGE.parents[1] / "texts")  # as installed, and in the checkout


def texts_folder(directory: str | Path | None = None) -> Path:
    """The folder asked for, else the environment's, else the bundled one. Raises Unreadable where none is."""
    asked = directory or os.environ.get(VARIABLE)
    folder = Path(asked) if asked else next((f for f in _FOLDERS if f.is_dir()), _FOLDERS[0])
    if not folder.is_dir():
        raise Unreadable(f"{folder}: there is no such folder of texts; name another with {VARIABLE}.")
    return folder


def read_words(path: str | Path) -> str:
    """A file's content, byte for byte, so that its hash is the file's. Raises Unreadable."""
    try:
        with Path(path).open("rb") as file:
            return decoded(file.read(LARGEST + 1), str(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no file name"
        raise Unreadable(f"{path}: it could not be opened: {reason[0].lower()}{reason[1:]}.") from None


def decoded(content: bytes, name: str) -> str:
    """A file's bytes as words. `name` is what the file is called in messages. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(f"{name}: a text has at most {LARGEST:,} bytes.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        at = error.start + 1
        raise Unreadable(f"{name}: byte {at} is no UTF-8; save the text as plain UTF-8.") from None


def read_file(path: str | Path) -> Text:
    """One text from its file. Raises Unreadable."""
    return read_text(read_words(path), name=str(path))


def bundled(directory: str | Path | None = None) -> Library:
    """Every text under the folder (see `texts_folder`). Raises Unreadable, also for the same edition twice."""
    return Library(text for _, text in _files(directory))


def bundled_words(directory: str | Path | None = None) -> list[tuple[str, Text]]:
    """Each of these texts after its file's content. Raises Unreadable."""
    return list(_files(directory))


def _files(directory: str | Path | None) -> Iterator[tuple[str, Text]]:
    seen: dict[tuple[str, date], Path] = {}
    for path in sorted(texts_folder(directory).rglob("*.md")):
        words = read_words(path)
        text = read_text(words, name=str(path))
        first = seen.setdefault((text.id, text.edition), path)
        if first != path:
            raise Unreadable(f"{path}: this edition of {text.id} stands in {first} too; remove one of them.")
        yield words, text
