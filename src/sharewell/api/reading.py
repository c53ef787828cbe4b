"""The JSON of a body, read more strictly than Python would: what could be meant in two ways is refused."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

DEEPEST = 50


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = json.loads(request.body.decode(), object_pairs_hook=_without_doubles, parse_constant=_no_number)
            _is_text(body)
        except RecursionError:
            raise HttpError(400, "The body is nested too deeply to be a request.") from None
        except ValueError as error:  # of UTF-8, of JSON, of ours
            raise HttpError(400, f"The body could not be read as JSON: {_plain(error)}.") from None
        return body


class NotText(ValueError):
    """Of ours: its words may be shown."""


def _plain(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, {error.msg.lower()}"
    return str(error) if isinstance(error, NotText) else "it is not text in UTF-8"


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python keeps the last of two; which one the sender meant, nobody can say."""
    stated = dict(pairs)
    if len(stated) < len(pairs):
        raise NotText("a key is stated twice")
    return stated


def _no_number(name: str) -> NoReturn:
    raise NotText(f"{name} is no number of JSON")


def _is_text(value: Any, depth: int = 0) -> None:
    """PostgreSQL cannot hold a NUL, and a lone surrogate cannot be written as UTF-8."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, str) and ("\x00" in value or any("\ud800" <= c <= "\udfff" for c in value)):
        raise NotText("the words hold a character that is no text")
    if isinstance(value, dict):
        for key, each in value.items():
            _is_text(key, depth + 1)
            _is_text(each, depth + 1)
    if isinstance(value, list):
        for each in value:
            _is_text(each, depth + 1)
