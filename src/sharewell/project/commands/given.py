"""What the command line is given: a file or standard input that holds JSON, a text by its id or by its path."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from sharewell.domain.errors import BadInput
from sharewell.domain.library import Library
from sharewell.domain.reading import Edition, read_edition
from sharewell.domain.request import BadRequest, read_day
from sharewell.protocols.library import bundled, read_file

STANDARD_INPUT = "-"
LARGEST = 50_000_000  # bytes: a request of 100,000 items, the most one may hold, is a tenth of this


class NotGiven(BadInput):
    """A file that cannot be read, or that is not the JSON it should be."""


def read_json(file: str) -> Any:
    """The JSON in a file, or on standard input for "-". Raises NotGiven."""
    name = _named(file)
    try:
        value = json.loads(_content(file), object_pairs_hook=_without_doubles)
        # A lone surrogate is JSON and no text: it could be neither printed nor stored.
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise NotGiven(f"{name}, line {error.lineno}: it is not JSON: {error.msg}.") from None
    except UnicodeError:
        raise NotGiven(f"{name}: it is not text in UTF-8; save it as plain UTF-8.") from None
    except RecursionError:
        raise NotGiven(f"{name}: it is nested too deeply to be a request.") from None
    except ValueError as error:
        raise NotGiven(f"{name}: {error}") from None
    return value


def read_bytes(file: str) -> bytes:
    """What is in a file, or on standard input for "-". Raises NotGiven."""
    name = _named(file)
    try:
        if file == STANDARD_INPUT:
            # A process may be started without any standard input.
            content = sys.stdin.buffer.read(LARGEST + 1) if sys.stdin is not None else b""
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no file name"
        raise NotGiven(f"{name}: it could not be read: {reason[0].lower()}{reason[1:]}.") from None
    if len(content) > LARGEST:
        raise NotGiven(f"{name}: it has more than {LARGEST:,} bytes; split it.")
    return content


def _named(file: str) -> str:
    return "standard input" if file == STANDARD_INPUT else file


def _content(file: str) -> str:
    content = read_bytes(file)
    if not content.strip():
        raise NotGiven(f"{_named(file)}: it is empty; it must hold JSON.")
    return content.decode("utf-8-sig")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python keeps the last of two; which one the sender meant, nobody can say."""
    stated: dict[str, Any] = {}
    for key, value in pairs:
        if key in stated:
            raise ValueError(f"the key “{key[:60]}” is stated twice; state it once.")
        stated[key] = value
    return stated


def unwrapped(value: Any, key: str) -> Any:
    """The request itself, bare or inside `{"request": …}` as scenarios hold it beside its right answer."""
    return value[key] if isinstance(value, dict) and key in value and "protocol" not in value else value


def named_edition(library: Library, body: Any, *, day: str) -> Edition:
    """The edition that a request or a case names by "protocol" and by the key of its day. Raises BadInput."""
    if not isinstance(body, dict):
        raise BadRequest("expected an object in braces that states “protocol” and the rest.")
    for key in ("protocol", day):
        if key not in body:
            raise BadRequest(f"“{key}” is not stated.")
    if not isinstance(body["protocol"], str):
        raise BadRequest("protocol: expected the id of a protocol, such as “area/subject”.")
    return library.edition(body["protocol"], on=read_day(body[day], day)).whole()


def text_named(name: str, *, texts: Path | None) -> Edition:
    """The newest edition of a text by its id, or the one in a file, which takes its own place among the rest."""
    library = bundled(texts)
    # Not Path.is_file, which raises where a name is too long to be one.
    if not name.endswith(".md") and not os.path.isfile(name):
        return library.edition(name, on=library.text(name, on=date.max).edition)
    text = read_file(name)
    others = [t for t in library.texts if (t.id, t.edition) != (text.id, text.edition)]
    return read_edition(text, [*others, text], on=text.edition)


def protocol_in_force(name: str, *, texts: Path | None, on: date) -> Edition:
    """The edition of a protocol that holds on a day, with all its sentences read. Raises BadInput."""
    return bundled(texts).edition(name, on=on).whole()
