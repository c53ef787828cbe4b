"""What the command line writes: files, refused before its work where they cannot be, and never left half there."""

from __future__ import annotations

import os
import shutil
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
    """A file to write: once it is whole it takes the place of what was there, which stays until then.

    Raises CannotWrite, where the disk is full, say.
    """
    target = Path(_whole(path))
    part = target.parent / f".{os.getpid()}.part" if _may_be_replaced(target) else target
    try:
        with part.open("w", newline="", encoding=encoding) as file:
            yield file
        if target.exists():
            shutil.copymode(target, part)  # who kept others from reading it keeps them so
        part.replace(target)
    except OSError as error:
        raise _cannot(path, error) from error
    finally:
        if part != target:
            part.unlink(missing_ok=True)


def _may_be_replaced(target: Path) -> bool:
    """Unlike a pipe, or a file in a folder that takes no others."""
    return (target.is_file() or not target.exists()) and os.access(target.parent, os.W_OK)


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
