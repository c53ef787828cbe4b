"""Forms that nobody would send: every address of the service, with what its page asks for, and with anything else."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, get_resolver, reverse

ODD = (
    "", " ", "0", "-1", "1" * 30, "9" * 400, "1e400", "NaN", "\x00", "a\x00b", "\r\n\r\nX: y", "é", "\u202e", "😀" * 50,
    "x" * 5000, "' OR '1'='1", '"; DROP TABLE sharing_request; --', "%s%n", "{{ 7 * 7 }}", "<script>alert(1)</script>",
    "../../etc/passwd", "31", "2", "2026", "0001-01-01", "9999-12-31", "yes", "no", "true", "null", "[]", "{}",
    str(uuid.UUID(int=0)), "haringey/children", "haringey/nothing", "name", "other", "none", "significant-harm",
)  # fmt: skip
KINDS = {
    "int": ["0", "1", "999999999999999999999"],
    "slug": ["x", "who", "items", "told", "XXXX-XXXX", "-"],
    "uuid": [str(uuid.UUID(int=1))],
    "path": ["haringey/children", "a", "a//b", "é"],
    "string": ["x", "a.b", "%00"],
    "day": ["2006-09-01", "0001-01-01"],
}


def paths(chance: random.Random, known: list[str]) -> Iterator[str]:
    """Addresses without end: every route in turn, with arguments that exist and that do not."""
    routes = list(_routes())
    while True:
        for name, kinds in routes:
            given = {argument: chance.choice(known or KINDS[kind]) for argument, kind in kinds.items()}
            given = {k: v if chance.random() < 0.5 else chance.choice(KINDS[kinds[k]]) for k, v in given.items()}
            try:
                yield reverse(name, kwargs=given)
            except Exception:  # what is known of one route is no argument of another
                yield reverse(name, kwargs={k: KINDS[kind][0] for k, kind in kinds.items()})


def fields(chance: random.Random, page: str) -> Mapping[str, list[str]]:
    """What the page asks for, each with its own values or odd ones, and now and then something that it does not."""
    names = [name for name in re.findall(r'name="([^"]+)"', page) if name not in ("csrfmiddlewaretoken", "key")]
    values = re.findall(r'value="([^"]*)"', page) or ["x"]
    told = {}
    for name in dict.fromkeys([*names, *chance.sample(("next", "check", "decision", "packed", "disclosure"), 1)]):
        if chance.random() < 0.9:
            pool = values if chance.random() < 0.6 else ODD
            told[name] = [chance.choice(pool) for _ in range(chance.choice((1, 1, 1, 2)))]
    return told


def _routes(patterns=None, above="", kinds=None):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        found = {k: type(c).__name__.removesuffix("Converter").lower() for k, c in entry.pattern.converters.items()}
        here = (kinds or {}) | found
        if isinstance(entry, URLPattern):
            if entry.name and not set(here.values()) - KINDS.keys() and "logout" not in entry.name:
                yield above + entry.name, here
        else:
            yield from _routes(entry.url_patterns, f"{above}{entry.namespace}:" if entry.namespace else above, here)
