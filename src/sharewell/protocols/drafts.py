"""What stands in the way of publishing a text: read as if it were published already, with all that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sharewell.domain.duties import Clocks
from sharewell.domain.examine import check
from sharewell.domain.happenings import Happening
from sharewell.domain.library import Library
from sharewell.domain.reading import Edition, bundle
from sharewell.domain.rules import MustComeFirst
from sharewell.domain.text import Problem, Text, Unreadable, read_text
from sharewell.protocols.calendars import UnknownArea, bank_holidays
from sharewell.protocols.library import LARGEST

# The shared words' event that a changed edition brings about: a text may ask that another event comes first.
CHANGE = "change-in-force"

_ID = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Texts that are not published yet. They may be published, together, where they have no problems."""

    words: tuple[str, ...]
    texts: tuple[Text, ...] = ()
    editions: tuple[Edition, ...] = ()  # what each text comes to with the others
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An event that the text in force asks for before it is changed."""

    clause: str
    event: str
    happening: str


@lru_cache(16)  # what is checked is then published, and trying an edition out takes a second
def read_draft(words: tuple[str, ...], published: Library) -> Draft:
    """Read texts with all that is published. What is wrong with them, or with what builds on them, are its problems.

    A protocol and its readings need one another, so texts that are published together are read together.
    """
    texts, unreadable = [], []
    for number, each in enumerate(words, start=1):
        name = "the draft" if len(words) == 1 else f"text {number}"
        try:
            texts.append(read_text(_writable(each, name), name=name))
        except Unreadable as error:
            unreadable.append(_of_the_head(name, str(error)))
    if unreadable:
        return Draft(words=words, problems=tuple(unreadable))
    proposed = _with(texts, published)
    problems = [problem for text in texts for problem in _head_problems(text, texts, published)]
    warnings: list[Problem] = []
    try:
        for edition in _affected(texts, proposed):
            found = check(edition) if edition.protocol.kind.endswith("protocol") else None
            problems += found.errors if found else edition.problems
            warnings += found.warnings if found else ()
        editions = tuple(proposed.edition(text.id, on=text.edition) for text in texts)
    except RecursionError:
        editions, problems = (), [_problem(texts[0], "a sentence joins too much; write several.")]
    return Draft(
        words=words,
        texts=tuple(texts),
        editions=editions,
        problems=tuple(dict.fromkeys(problems)),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def agreements(texts: Sequence[Text], published: Library) -> tuple[Agreement, ...]:
    """What must have happened before these texts may take the place of earlier editions; nothing for first ones."""
    found = {
        rule.first: Agreement(clause=clause, event=rule.first, happening=earlier.known.events[rule.first].happening)
        for text in texts
        for earlier in _earlier(text, published)
        for clause, rule in earlier.rules(MustComeFirst)
        if rule.act == CHANGE
    }
    return tuple(found.values())


def objections(texts: Sequence[Text], published: Library, agreed: Mapping[str, date]) -> tuple[Problem, ...]:
    """Why the texts in force do not let these take their place, given the days on which things were agreed."""
    found = []
    for text in texts:
        for earlier in _earlier(text, published):
            events = earlier.known.events
            happened = [Happening(event=event, date=day) for event, day in agreed.items() if event in events]
            change = Happening(event=CHANGE, date=text.edition)
            holidays = bank_holidays(earlier.protocol.holidays)
            for objection in Clocks(earlier).objections(happened, change, holidays) if CHANGE in events else ():
                found.append(_problem(text, f"{objection.because}.", clause=objection.clause))
    return tuple(dict.fromkeys(found))


def _with(texts: Sequence[Text], published: Library) -> Library:
    own = {(text.id, text.edition) for text in texts}
    return Library([*(t for t in published.texts if (t.id, t.edition) not in own), *texts])


def _affected(texts: Sequence[Text], proposed: Library) -> Iterator[Edition]:
    """Every edition, from the first of these texts' days on, that one of them is part of."""
    first = min(text.edition for text in texts)
    for day in sorted({t.edition for t in proposed.texts if t.edition >= first}):
        in_force = {t.id: t for t in sorted(proposed.texts, key=lambda t: t.edition) if t.edition <= day}
        for other in in_force.values():
            if any(text in texts for text in bundle(other, proposed.texts, on=day)[0]):
                yield proposed.edition(other.id, on=day)


def _earlier(text: Text, published: Library) -> tuple[Edition, ...]:
    """The edition whose place the text would take, if there is one; the same text again takes nobody's."""
    before = [t for t in published.texts if t.id == text.id and t.edition < text.edition]
    again = any(t.hash == text.hash for t in published.texts)
    return () if again or not before else (published.edition(text.id, on=text.edition),)


def _head_problems(text: Text, together: Sequence[Text], published: Library) -> Iterator[Problem]:
    if len(text.id) > 100 or _ID.fullmatch(text.id) is None:
        yield _problem(text, "an id is a folder and a name in small letters, such as area/children.")
    same = [t for t in (*published.texts, *together) if (t.id, t.edition) == (text.id, text.edition)]
    if any(t.hash != text.hash for t in same):
        day = text.edition.isoformat()
        yield _problem(text, f"an edition of {day} is there with other words; give this one a day of its own.")
    try:
        bank_holidays(text.holidays)
    except UnknownArea as error:
        yield _problem(text, str(error))


def _writable(words: str, name: str) -> str:
    if len(words.encode(errors="replace")) > LARGEST:
        raise Unreadable(f"{name}: a text has at most {LARGEST:,} bytes.")
    odd = re.search(r"[\x00\ud800-\udfff]", words)
    if odd:
        line = words.count("\n", 0, odd.start()) + 1
        raise Unreadable(f"{name}, line {line}: it holds a character that is none; save it as plain UTF-8.")
    return words


def _of_the_head(name: str, message: str) -> Problem:
    """Unreadable speaks in one sentence, "the draft, line 3: …"; a problem has its line apart."""
    told = re.fullmatch(rf"{name}(?:, line (\d+))?: (.*)", message, re.DOTALL)
    line, rest = told.groups() if told else (None, message)
    return Problem(text=name, clause="", line=int(line or 1), words="", message=rest)


def _problem(text: Text, message: str, *, clause: str = "") -> Problem:
    return Problem(text=text.id, clause=clause, line=1, words="", message=message)
