"""A text as people sign it: front matter, numbered clauses, sentences and notes, each with its line.

The format is a small part of Markdown, described in docs/guides/drafting.md. Nothing here knows what a
sentence means; `sentences` does. Every piece of the file becomes a sentence, a note or a problem, so that
nothing is ever silently ignored.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from sharewell.domain.errors import BadInput

KINDS = (
    "law",
    "words",
    "principles",
    "general protocol",
    "individual protocol",
    "readings",
    "code of practice",
    "procedures",
)

NUMBER = r"[A-Za-z]{0,8}\d+(?:\.\d+)*(?:\([a-z0-9]{1,4}\))*"
_CLAUSE_START = re.compile(rf"\*\*({NUMBER})(?:\s+([^*]+?))?\*\*\s*")
_HEADING = re.compile(rf"#+\s+(?:({NUMBER})\s+)?(.+)")
# A full stop ends a sentence only before a capital or a digit: "4.5" and "e.g. this" stay whole.
_SENTENCE_END = re.compile(r"(?<=\.)\s+(?=[A-Z0-9])")
_LONGEST = 2_000  # the longest we know of has 300; matching takes the longer the more ways there are to split
_ABBREVIATIONS = ("St.", "Ltd.", "No.", "Dr.", "Mr.", "Mrs.", "Ms.", "Co.")


class Unreadable(BadInput):
    """A file that is not a text: no front matter, a missing key, a date that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list, and where it stands."""

    words: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """An operative sentence: it must fit exactly one sentence form. `entries` is the list it introduces."""

    clause: str
    words: str
    line: int
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words shown to people and never read by the machine (a block quote in the file)."""

    clause: str
    words: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    number: str
    title: str
    line: int
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section's title. Clauses stand by their own numbers; headings only help people to find them."""

    words: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a text: where it stands, the words, and what to do about it."""

    text: str
    clause: str
    line: int
    words: str
    message: str

    def __str__(self) -> str:
        clause = f", clause {self.clause}" if self.clause else ""
        quoted = f" “{self.words}”:" if self.words else ""
        return f"{self.text}{clause}, line {self.line}:{quoted} {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One edition of one text, before its sentences are given meaning."""

    id: str
    title: str
    kind: str
    edition: date
    until: date | None  # the last day it holds, for law that was repealed; None while it holds
    under: str | None  # the text it stands under: a general protocol, or the protocol that readings read
    law: str | None
    words: tuple[str, ...]  # the texts whose definitions it builds on
    holidays: str | None  # the area whose bank holidays are no working days, such as GB/ENG
    clauses: tuple[Clause, ...]
    problems: tuple[Problem, ...]
    hash: str  # SHA-256 of the file's bytes, hexadecimal
    headings: tuple[Heading, ...] = ()
    notes: tuple[Note, ...] = ()  # to the text as a whole, or to a section: in no clause


def read_text(source: str, *, name: str) -> Text:
    """Read a file's content. `name` is what the file is called in messages. Raises Unreadable."""
    lines = source.replace("\r\n", "\n").split("\n")
    head, body_at = _front_matter(lines, name)
    reader = _BodyReader(head.get("id", name))
    reader.read(lines[body_at:], first_line=body_at + 1)
    return Text(
        id=_required(head, "id", name),
        title=_required(head, "title", name),
        kind=_kind(_required(head, "kind", name), name),
        edition=_day(_required(head, "edition", name), "edition", name),
        until=_day(head["until"], "until", name) if "until" in head else None,
        under=head.get("under"),
        law=head.get("law"),
        words=tuple(w.strip() for w in head.get("words", "").split(",") if w.strip()),
        holidays=head.get("holidays"),
        clauses=tuple(reader.finished()),
        problems=tuple(reader.problems),
        hash=hashlib.sha256(source.encode()).hexdigest(),
        headings=tuple(reader.headings),
        notes=tuple(reader.notes),
    )


HEAD_KEYS = ("id", "title", "kind", "edition", "until", "under", "law", "words", "holidays")


def _front_matter(lines: list[str], name: str) -> tuple[dict[str, str], int]:
    if not lines or lines[0].strip() != "---":
        raise Unreadable(f"{name}: a text begins with a line of three hyphens and its front matter.")
    head: dict[str, str] = {}
    for at, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return head, at + 1
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in HEAD_KEYS:
            raise Unreadable(
                f"{name}, line {at + 1}: “{line.strip()}” is no front matter; the keys are {', '.join(HEAD_KEYS)}."
            )
        if key.strip() in head:
            raise Unreadable(f"{name}, line {at + 1}: “{key.strip()}” is stated twice.")
        head[key.strip()] = value.strip()
    raise Unreadable(f"{name}: the front matter has no closing line of three hyphens.")


def _required(head: dict[str, str], key: str, name: str) -> str:
    if not head.get(key):
        raise Unreadable(f"{name}: the front matter does not state “{key}”.")
    return head[key]


def _kind(kind: str, name: str) -> str:
    if kind not in KINDS:
        raise Unreadable(f"{name}: “{kind}” is no kind of text; the kinds are {', '.join(KINDS)}.")
    return kind


def _day(words: str, key: str, name: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Unreadable(f"{name}: “{words}” is no date for “{key}”; write it as 2006-09-01.") from None


@dataclass(slots=True)
class _Block:
    """Lines that belong together: a paragraph, a list or a block quote."""

    kind: str
    lines: list[tuple[int, str]]


class _BodyReader:
    """Gathers clauses while it goes down the lines; the one place in this package that keeps a position."""

    def __init__(self, text_id: str) -> None:
        self.text_id = text_id
        self.problems: list[Problem] = []
        self.headings: list[Heading] = []
        self.notes: list[Note] = []
        self._clauses: dict[str, Clause] = {}
        self._titles: dict[str, str] = {}
        self._clause = ""
        self._open_list: Sentence | None = None  # the sentence that ended in a colon and waits for its list

    def read(self, lines: list[str], *, first_line: int) -> None:
        for block in _blocks(lines, first_line):
            getattr(self, f"_{block.kind}")(block)
        self._close_list()

    def finished(self) -> list[Clause]:
        return list(self._clauses.values())

    def _problem(self, line: int, words: str, message: str) -> None:
        self.problems.append(Problem(text=self.text_id, clause=self._clause, line=line, words=words, message=message))

    def _heading(self, block: _Block) -> None:
        self._close_list()
        line, words = block.lines[0]
        match = _HEADING.fullmatch(words)
        if match is None:
            self._problem(line, words, "a heading needs words.")
            return
        number, title = match.groups()
        self.headings.append(Heading(words=f"{number or ''} {title}".strip(), line=line))
        # Words under a heading belong to no clause until one is numbered.
        self._clause = ""
        if number:
            self._titles[number] = title

    def _start_clause(self, line: int, words: str) -> str:
        """Open the clause that `words` begin with, if they begin with one; return the words after its number."""
        match = _CLAUSE_START.match(words)
        if match is None:
            return words
        number, title = match.groups()
        self._clause = number
        if number in self._clauses:
            first = self._clauses[number].line
            self._problem(line, number, f"the clause is numbered {number} like the one on line {first}.")
        else:
            title = title or self._titles.get(number, "")
            self._clauses[number] = Clause(number=number, title=title.strip(), line=line)
        return words[match.end() :]

    def _paragraph(self, block: _Block) -> None:
        self._close_list()
        line, first = block.lines[0]
        lines = [(line, self._start_clause(line, first)), *block.lines[1:]]
        for at, words in _sentences(lines):
            if not self._clause:
                self._problem(at, words, "a sentence stands in no numbered clause; begin one with **1** or the like.")
            elif len(words) > _LONGEST:
                self._problem(at, f"{words[:60]}…", f"a sentence has at most {_LONGEST} letters; write several.")
            elif words.endswith(":"):
                self._close_list()
                self._open_list = Sentence(clause=self._clause, words=words, line=at)
            elif words.endswith("."):
                self._close_list()
                self._add(Sentence(clause=self._clause, words=words, line=at))
            else:
                self._problem(at, words, "the sentence has no full stop.")

    def _list(self, block: _Block) -> None:
        entries = tuple(Entry(words=words, line=line) for line, words in block.lines)
        if self._open_list is None:
            self._problem(entries[0].line, entries[0].words, "the list follows no sentence that ends in a colon.")
            return
        sentence = self._open_list
        self._open_list = None
        self._add(Sentence(clause=sentence.clause, words=sentence.words, line=sentence.line, entries=entries))

    def _quote(self, block: _Block) -> None:
        line, first = block.lines[0]
        words = " ".join([self._start_clause(line, first), *(w for _, w in block.lines[1:])]).strip()
        if not self._clause:
            self.notes.append(Note(clause="", words=words, line=line))
            return
        clause = self._clauses[self._clause]
        note = Note(clause=clause.number, words=words, line=line)
        self._replace(clause, notes=(*clause.notes, note))

    def _close_list(self) -> None:
        if self._open_list is not None:
            self._problem(
                self._open_list.line,
                self._open_list.words,
                "the sentence ends in a colon and no list follows.",
            )
            self._open_list = None

    def _add(self, sentence: Sentence) -> None:
        clause = self._clauses[sentence.clause]
        self._replace(clause, sentences=(*clause.sentences, sentence))

    def _replace(
        self,
        clause: Clause,
        *,
        sentences: tuple[Sentence, ...] | None = None,
        notes: tuple[Note, ...] | None = None,
    ) -> None:
        self._clauses[clause.number] = Clause(
            number=clause.number,
            title=clause.title,
            line=clause.line,
            sentences=clause.sentences if sentences is None else sentences,
            notes=clause.notes if notes is None else notes,
        )


def _blocks(lines: list[str], first_line: int) -> list[_Block]:
    """Group the lines. A blank line ends a paragraph and a quote; a list goes on over blank lines."""
    blocks: list[_Block] = []
    fresh = True
    for number, raw in enumerate(lines, start=first_line):
        line = raw.strip()
        if not line:
            fresh = True
            continue
        last = blocks[-1] if blocks else None
        if line.startswith("#"):
            blocks.append(_Block("heading", [(number, line)]))
        elif line.startswith(">"):
            words = line.lstrip("> ").strip()
            if last and last.kind == "quote" and not fresh and not _CLAUSE_START.match(words):
                last.lines.append((number, words))
            else:
                blocks.append(_Block("quote", [(number, words)]))
        elif line.startswith("- "):
            entry = (number, line[2:].strip())
            if last and last.kind == "list":
                last.lines.append(entry)
            else:
                blocks.append(_Block("list", [entry]))
        elif last and last.kind == "list" and not fresh and raw.startswith(" "):
            at, words = last.lines[-1]
            last.lines[-1] = (at, f"{words} {line}")
        elif last and last.kind == "paragraph" and not fresh and not _CLAUSE_START.match(line):
            last.lines.append((number, line))
        else:
            blocks.append(_Block("paragraph", [(number, line)]))
        fresh = False
    return blocks


def _sentences(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Split a paragraph into sentences, each with the line it begins on."""
    joined = ""
    starts: list[tuple[int, int]] = []  # (offset in joined, line number)
    for number, words in lines:
        starts.append((len(joined), number))
        joined += words + " "
    found: list[tuple[int, str]] = []
    begin = 0
    for end in [m.start() for m in _SENTENCE_END.finditer(joined)] + [len(joined)]:
        piece = joined[begin:end]
        if piece.endswith(_ABBREVIATIONS):
            continue
        if piece.strip():
            offset = begin + len(piece) - len(piece.lstrip())
            found.append((max(n for at, n in starts if at <= offset), " ".join(piece.split())))
        begin = end
    return found
