"""What the command line writes: files, refused before its work where they cannot be, and never left half there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sharewell.domain.errors import BadInput


class CannotWrite(BadInput):
    """A file that cannot be written, or that would replace what is read."""


def must_be_writable(written: Iterable[Path | None], *, read: Iterable[Path | None]) -> None:
    """Before an hour's work, and before the only copy of an extract is lost. Raises CannotWrite."""
    taken = {_whole(path) for path in read if path is not None}
    for target in filter(None, written):
        try:
            if not target.absolute().parent.is_dir():
                raise CannotWrite(f"There is no folder {target.parent} to write {target.name} in: make it first.")
            if target.is_dir():
                raise CannotWrite(f"{target} is a folder: name a file in it to write.")
            if _whole(target) in taken:
                raise CannotWrite(f"{target} is named twice: what is written would replace it. Choose another name.")
            _try_out(target)
        except OSError as error:
            raise _cannot(target, error) from error
        taken.add(_whole(target))


@contextmanager
def writing(path: Path, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A file to write; where the disk is full, say, what was written of it is taken away. Raises CannotWrite."""
    try:
        with path.open("w", newline="", encoding=encoding) as file:
            yield file
    except OSError as error:
        if path.is_file():
            path.unlink(missing_ok=True)
        raise _cannot(path, error) from error


def _whole(path: Path) -> str:
    return os.path.realpath(path)  # Path.resolve raises where links lead to themselves


def _try_out(target: Path) -> None:
    if target.exists():
        if not os.access(target, os.W_OK):
            raise PermissionError(0, "Permission denied")
    else:
        target.open("x").close()  # what a folder allows, only trying tells
        target.unlink()


def _cannot(path: Path, error: OSError) -> CannotWrite:
    return CannotWrite(f"{path} cannot be written: {error.strerror}. Name another file.")
