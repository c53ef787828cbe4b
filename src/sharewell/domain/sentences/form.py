"""What a sentence form is, and how a sentence is matched against one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from sharewell.domain.index.rules import IndexRule
from sharewell.domain.rules import Rule
from sharewell.domain.slots import SLOTS, NotRead
from sharewell.domain.words import Vocabulary


class Hold(StrEnum):
    """How a clause is held once it is read, strongest first."""

    ENFORCED = "enforced"
    TIMED = "timed"
    RECORDED = "recorded"
    NOTE = "note"


Meaning = Rule | IndexRule
Declare = Callable[[Vocabulary, dict[str, Any], str, str], None]  # vocabulary, slot values, list entry, clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One row of the table: a sentence we can read, and what it means."""

    name: str
    family: str
    pattern: str  # words with {slots}; [a part in brackets] may be left out; a final colon takes a list
    makes: Callable[..., Meaning]  # called with the slots' values, and `entries` where the form takes a list
    example: str
    purpose: str
    hold: Hold = Hold.ENFORCED
    declares: Declare | None = None  # definitions only: called once for each list entry, or once
    after: tuple[str, ...] = field(default=())  # definitions only: kinds of word that must be declared before

    @property
    def takes_list(self) -> bool:
        return self.pattern.endswith(":")


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Why a form did not fit: how many of its characters did, and the slot's complaint where one was reached."""

    form: Form
    matched: int
    complaint: NotRead | None = None


Token = tuple[str, str]  # ("literal", words) or ("slot", "name:type")


@cache
def variants(pattern: str) -> tuple[tuple[Token, ...], ...]:
    """Every way to write the pattern, its optional parts left in and left out."""
    optional = re.search(r"\[([^\[\]]*)\]", pattern)
    if optional:
        before, after = pattern[: optional.start()], pattern[optional.end() :]
        return variants(before + optional.group(1) + after) + variants(before + after)
    pieces = re.split(r"(\{[a-z_:]+\})", pattern)
    return (tuple(("slot", piece[1:-1]) if piece.startswith("{") else ("literal", piece) for piece in pieces if piece),)


@cache
def _skeleton(pattern: str) -> re.Pattern[str]:
    each = ("".join(re.escape(t) if kind == "literal" else ".+" for kind, t in tokens) for tokens in variants(pattern))
    return re.compile("|".join(each), re.DOTALL)


def may_fit(form: Form, words: str) -> bool:
    """Whether the form's own words are there in their order: false for nearly every form, and cheap to see."""
    return _skeleton(form.pattern).fullmatch(words) is not None


def fits(form: Form, words: str, known: Vocabulary) -> dict[str, Any] | Miss:
    """The slots' values if the sentence fits the form, else the nearest miss."""
    best = Miss(form=form, matched=-1)
    for tokens in variants(form.pattern):
        found = _match(tokens, words, known, form)
        if isinstance(found, dict):
            return found
        if found.matched > best.matched:
            best = found
    return best


def _match(tokens: tuple[Token, ...], words: str, known: Vocabulary, form: Form) -> dict[str, Any] | Miss:
    values: dict[str, Any] = {}
    miss = Miss(form=form, matched=-1)

    def walk(at: int, rest: str, matched: int) -> bool:
        nonlocal miss
        if at == len(tokens):
            if matched > miss.matched:
                miss = Miss(form=form, matched=matched)
            return not rest
        kind, token = tokens[at]
        if kind == "literal":
            if rest.startswith(token):
                return walk(at + 1, rest[len(token) :], matched + len(token))
            if matched > miss.matched:
                miss = Miss(form=form, matched=matched)
            return False
        name, _, slot = token.rpartition(":")
        for end in _ends(tokens, at, rest):
            try:
                values[name or slot] = SLOTS[slot].reads(rest[:end], known)
            except NotRead as complaint:
                # The words up to here fitted and the literal after the slot was found: a near miss worth telling.
                ahead = matched + len(_literal_after(tokens, at))
                if ahead > miss.matched or (ahead == miss.matched and miss.complaint is None):
                    miss = Miss(form=form, matched=ahead, complaint=complaint)
                continue
            if walk(at + 1, rest[end:], matched):
                return True
        values.pop(name or slot, None)
        return False

    return values if walk(0, words, 0) else miss


def _literal_after(tokens: tuple[Token, ...], at: int) -> str:
    return tokens[at + 1][1] if at + 1 < len(tokens) and tokens[at + 1][0] == "literal" else ""


def _ends(tokens: tuple[Token, ...], at: int, rest: str) -> Iterator[int]:
    """Where a slot's words may end: before each occurrence of the literal that follows it."""
    following = _literal_after(tokens, at)
    if not following:
        yield len(rest)
        return
    last = at + 2 == len(tokens)
    start = rest.find(following, 1)
    while start != -1:
        if not last or start + len(following) == len(rest):
            yield start
        start = rest.find(following, start + 1)


def likeness(form: Form, words: str) -> float:
    """How much a sentence looks like a form, for "nearest forms": 0 to 1. By words; by letters is slow."""
    skeleton = re.sub(r"\{[^}]*\}|[\[\]]", "", form.pattern)
    likes = (skeleton, form.example.partition("\n")[0])
    return max(difflib.SequenceMatcher(None, like.split(), words.split(), autojunk=False).ratio() for like in likes)
