"""From what people answered, and from rows, to what the domain decides on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sharewell.domain.answer import Answer
from sharewell.domain.library import Library
from sharewell.domain.reading import Edition
from sharewell.domain.request import read_request
from sharewell.domain.rules import RecordStates, RecordWhenWithheld
from sharewell.domain.text import Text
from sharewell.domain.words import Vocabulary
from sharewell.protocols.calendars import bank_holidays

Kinds = Mapping[str, list[str] | None]  # of "holder" and "requester"; None: the register has no such organisation

_STATED = ("protocol", "requester", "purpose", "subject", "items", "facts", "consents", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An interview as its pages see it: what is answered so far, and the words and names it can be answered with."""

    answers: dict[str, Any]
    holder: str
    on: date
    protocols: tuple[Text, ...]  # those the holder may share under
    registered: tuple[str, ...]  # organisations of the register
    edition: Edition | None  # of the protocol chosen

    @property
    def known(self) -> Vocabulary:
        return self.whole.known

    @property
    def whole(self) -> Edition:
        """The edition, which is there on every page but the one that chooses it."""
        if self.edition is None:
            raise LookupError("no protocol is chosen yet")
        return self.edition


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWanted:
    """A record that the text asks for, and the words it must state."""

    code: str
    name: str
    fields: tuple[str, ...]


def considered(
    answers: Mapping[str, Any], *, holder: str, on: date, manager: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The request that the answers make, as `sharewell decide` reads it. What is not answered is left out: unknown."""
    stated = {key: answers[key] for key in _STATED if key in answers}
    return {**stated, "holder": holder, "date": on.isoformat(), "manager": dict(manager or {"decision": "none"})}


def decided(stated: Mapping[str, Any], *, kinds: Kinds, library: Library) -> tuple[Answer, Edition]:
    """The answer to a request, and the edition it comes from. Raises BadInput where it cannot be answered at all."""
    on = date.fromisoformat(stated["date"])
    decider = library.decider(stated["protocol"], on=on)
    request, warnings = read_request(dict(stated), decider.edition)
    request = replace(request, holder_kinds=_kinds(kinds["holder"]), requester_kinds=_kinds(kinds["requester"]))
    holidays = bank_holidays(decider.edition.protocol.holidays)
    return decider.decide(request, holidays, warnings), decider.edition


def _kinds(registered: list[str] | None) -> frozenset[str] | None:
    return None if registered is None else frozenset(registered)


def records_wanted(codes: list[str], edition: Edition, *, withheld: bool) -> tuple[RecordWanted, ...]:
    """The records with words to fill in, of what was shared or of what was withheld."""
    of_withheld = {rule.record for _, rule in edition.rules(RecordWhenWithheld)}
    fields = {rule.record: rule.fields for _, rule in edition.rules(RecordStates)}
    wanted = sorted(of_withheld) if withheld else [code for code in codes if code not in of_withheld]
    return tuple(
        RecordWanted(code=code, name=edition.known.records[code].phrase, fields=tuple(fields[code]))
        for code in wanted
        if code in fields
    )


def item_name(code: str, scene: Scene) -> str:
    """An item's name in the text's words, else its code."""
    known = scene.known
    item, carried = known.items.get(code), known.carried.get(code)
    return item.name if item else carried.phrase if carried else code
