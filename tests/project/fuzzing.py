"""Forms that nobody would send: every address of the service, with what its page asks for, and with anything else.

    aim = Aim(chance)
    path = aim.path()
    aim.seen(page), aim.answered(status)

It learns: an address that a page led to is one that is really there, and where a role or a method is refused it is
tried again now and then, not each time.
"""

from __future__ import annotations

import random
import re
import uuid
from html import unescape
from itertools import cycle

from django.urls import URLPattern, get_resolver, is_valid_path, resolve, reverse

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


SHUT = {403, 405}
SELDOM = 0.05  # of the times that it is its turn, what was shut is tried again
MOST_FOUND = 500
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
ELSEWHERE = ("/static/", "/sign-out", "/start-again", "/sessions/")  # files, and what would sign the sender out


class Aim:
    """Every route in turn, with arguments that are there and that are not, or an address that a page led to."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.shut, self.found, self.now = chance, set[str](), list[str](), ""
        self.turns = cycle(list(_routes()))

    def path(self) -> str:
        while True:
            if self.found and self.chance.random() < 0.5:
                path = self.chance.choice(self.found)
                self.now = resolve(path.partition("?")[0]).view_name
            else:
                self.now, kinds = next(self.turns)
                path = reverse(self.now, kwargs={k: self.chance.choice(KINDS[kind]) for k, kind in kinds.items()})
            if self.now not in self.shut or self.chance.random() < SELDOM:
                return path

    def seen(self, page: str) -> None:
        for path in dict.fromkeys(unescape(link) for link in LINK.findall(page)):
            if path in self.found or path.startswith(ELSEWHERE) or not is_valid_path(path.partition("?")[0]):
                continue
            if len(self.found) < MOST_FOUND:
                self.found.append(path)
            else:
                self.found[self.chance.randrange(MOST_FOUND)] = path

    def answered(self, status: int) -> None:
        (self.shut.add if status in SHUT else self.shut.discard)(self.now)


def fields(chance: random.Random, page: str) -> dict[str, list[str]]:
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
