"""What happened: dated events of a matter, as `sharewell due` and the pages of a matter state them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sharewell.domain.errors import BadInput
from sharewell.domain.reading import Edition
from sharewell.domain.request import BadRequest, read_day


class BadEvents(BadInput):
    """Events that cannot be reckoned with: says which one, what is wrong and what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event on one day. `party` is whom the event's definition names; `details` is what was stated with it.

    A planned event is dated on the day planned. Events of one breach, review or audit share a `matter`; an event
    closes and starts clocks only in its own.
    """

    event: str
    date: date
    party: str | None = None
    matter: str | None = None
    taking_part: tuple[str, ...] = ()
    rank: str | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


MOST_EVENTS = 10_000


def read_case(data: object, edition: Edition) -> tuple[date, tuple[Happening, ...]]:
    """The day and the events that a JSON object states: `{"protocol", "on", "events"}`. Raises BadInput."""
    if not isinstance(data, dict):
        raise BadEvents("the case: expected an object in braces.")
    for key in ("on", "events"):
        if key not in data:
            raise BadEvents(f"the case does not state “{key}”.")
    events = data["events"]
    if not isinstance(events, list):
        raise BadEvents("events: expected a list in square brackets.")
    if len(events) > MOST_EVENTS:
        raise BadEvents(f"events: {len(events)} are more than the {MOST_EVENTS} one case may hold.")
    return read_day(data["on"], "on"), tuple(_happening(e, f"events[{at}]", edition) for at, e in enumerate(events))


def _happening(entry: object, where: str, edition: Edition) -> Happening:
    if not isinstance(entry, dict):
        raise BadEvents(f"{where}: expected an object in braces.")
    code = entry.get("event")
    known = edition.known.events
    if not isinstance(code, str) or code not in known:
        near = difflib.get_close_matches(str(code), list(known), n=2, cutoff=0.5)
        hint = f"; nearest: {' · '.join(near)}." if near else "."
        raise BadEvents(f"{where}.event: “{str(code)[:60]}” is no event of {edition.protocol.id}{hint}")
    return Happening(
        event=code,
        date=read_day(entry.get("date"), f"{where}.date"),
        party=_words(entry, "party", where),
        matter=_words(entry, "matter", where),
    )


def _words(entry: dict[str, Any], key: str, where: str) -> str | None:
    value = entry.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"{where}.{key}: expected words.")
    return value.strip()
