"""A protocol as people read it: each clause with its anchor, and beside its words how this service reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sharewell.domain.examine import Coverage
from sharewell.domain.explain import reading_in_words
from sharewell.domain.library import Library
from sharewell.domain.reading import Edition, Read, references
from sharewell.domain.text import NUMBER, Clause, Note, Sentence, Text


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or the number of a clause with the anchor it leads to."""

    words: str
    anchor: str = ""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceShown:
    words: Pieces
    entries: tuple[Pieces, ...]
    form: str  # empty where the sentence is not read
    purpose: str
    reading: Pieces
    hold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteShown:
    words: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """How the parties agreed to read a clause."""

    clause: str
    words: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseShown:
    anchor: str
    title: str
    depth: int
    coverage: str
    lines: tuple[SentenceShown | NoteShown, ...]
    adopted: tuple[Adopted, ...]
    happened: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    anchor: str
    title: str  # empty for what stands before the first heading
    notes: tuple[Pieces, ...]
    clauses: tuple[ClauseShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextShown:
    text: Text
    anchor: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A text in the list of texts. `stands_under` are the other texts that hold with it."""

    text: Text
    parties: tuple[str, ...]
    stands_under: tuple[Text, ...]
    missing: tuple[str, ...]


def listing(library: Library) -> tuple[list[Listed], list[Text]]:
    """Every edition of the protocols, by title and the newest first; and the texts that they build on."""
    ordered = sorted(library.texts, key=lambda t: (t.title, -t.edition.toordinal()))
    protocols = []
    for text in ordered:
        if text.kind.endswith("protocol"):
            edition = library.edition(text.id, on=text.edition)
            others = tuple(t for t in edition.texts if t is not text)
            parties = tuple(edition.known.parties)
            protocols.append(Listed(text=text, parties=parties, stands_under=others, missing=edition.missing))
    return protocols, [text for text in ordered if not text.kind.endswith("protocol")]


def whole_text(edition: Edition, coverage: Coverage | None, happened: Mapping[str, Sequence[str]]) -> list[TextShown]:
    """The protocol, and after it every text that holds with it; each clause stands at the number answers cite."""
    return _Presenter(edition, coverage, happened).texts()


class _Presenter:
    def __init__(self, edition: Edition, coverage: Coverage | None, happened: Mapping[str, Sequence[str]]) -> None:
        self.edition, self.happened = edition, happened
        self.covered = {each.clause: each for each in coverage.clauses} if coverage else {}
        self.anchors = {(text.id, clause.number): anchor for anchor, (text, clause) in edition.clauses.items()}
        self.reads: dict[tuple[str, int, str], Read] = {
            (read.text.id, read.sentence.line, read.sentence.words): read for read in edition.reads
        }
        self.adopted = self._adopted()

    def texts(self) -> list[TextShown]:
        texts = sorted(self.edition.texts, key=lambda t: (t is not self.edition.protocol, t.kind != "readings"))
        return [
            TextShown(text=text, anchor=f"text-{at}", sections=tuple(self._sections(text, at)))
            for at, text in enumerate(texts)
        ]

    def _sections(self, text: Text, at: int) -> Iterator[Section]:
        """The clauses between one heading and the next."""
        starts = [(0, "")] + [(h.line, h.words) for h in text.headings]
        ends = [line for line, _ in starts[1:]] + [float("inf")]
        for number, ((line, title), end) in enumerate(zip(starts, ends, strict=True)):
            notes = tuple(self._pieces(n.words, text) for n in text.notes if line <= n.line < end)
            clauses = tuple(self._clause(c, text, title) for c in text.clauses if line <= c.line < end)
            if title or notes or clauses:
                yield Section(anchor=f"section-{at}-{number}", title=title, notes=notes, clauses=clauses)

    def _clause(self, clause: Clause, text: Text, section: str) -> ClauseShown:
        anchor = self.anchors[text.id, clause.number]
        covered = self.covered.get(anchor)
        lines: list[Sentence | Note] = sorted((*clause.sentences, *clause.notes), key=lambda line: line.line)
        return ClauseShown(
            anchor=anchor,
            title="" if section == f"{clause.number} {clause.title}" else clause.title,
            depth=min(3, clause.number.count("(") + max(1, clause.number.count("."))),
            coverage=covered.hold.value if covered else "",
            lines=tuple(
                self._sentence(line, text)
                if isinstance(line, Sentence)
                else NoteShown(words=self._pieces(line.words, text))
                for line in lines
            ),
            adopted=tuple(self.adopted.get(anchor, ())),
            happened=tuple(self.happened.get(anchor, ())),
        )

    def _sentence(self, sentence: Sentence, text: Text) -> SentenceShown:
        read = self.reads.get((text.id, sentence.line, sentence.words))
        return SentenceShown(
            words=self._pieces(sentence.words, text),
            entries=tuple(self._pieces(entry.words, text) for entry in sentence.entries),
            form=read.form.name if read else "",
            purpose=read.form.purpose if read else "",
            reading=self._pieces(reading_in_words(read, self.edition), text) if read else (),
            hold=read.form.hold.value if read else "",
        )

    def _pieces(self, words: str, text: Text) -> Pieces:
        """Split the words at the numbers of clauses of this edition. A bare number may be any number: no link."""
        pieces, end = [], 0
        for match in _CITED.finditer(words):
            number = match.group()
            anchor = self.anchors.get((text.id, number)) or (number if number in self.edition.clauses else "")
            if anchor and not number.isdigit():
                pieces += [Piece(words[end : match.start()]), Piece(number, anchor)]
                end = match.end()
        return tuple(piece for piece in (*pieces, Piece(words[end:])) if piece.words)

    def _adopted(self) -> dict[str, list[Adopted]]:
        """Clause -> the readings of it: sentences whose rule names it, or, with none named, whose title does."""
        found: dict[str, dict[str, list[Pieces]]] = {}
        for text in self.edition.texts:
            if text.kind != "readings":
                continue
            for clause in text.clauses:
                own = self.anchors[text.id, clause.number]
                titled = self._named(clause.title)
                for sentence in clause.sentences:
                    read = self.reads.get((text.id, sentence.line, sentence.words))
                    named = [n for n in references(read.rule) if self._is_protocols(n)] if read else []
                    for number in named or titled:
                        found.setdefault(number, {}).setdefault(own, []).append(self._pieces(sentence.words, text))
                for note in clause.notes:
                    for number in titled:
                        found.setdefault(number, {}).setdefault(own, []).append(self._pieces(note.words, text))
        return {
            number: [Adopted(clause=own, words=tuple(words)) for own, words in by_reading.items()]
            for number, by_reading in found.items()
        }

    def _named(self, title: str) -> list[str]:
        return [m.group() for m in _CITED.finditer(title) if self._is_protocols(m.group())]

    def _is_protocols(self, number: str) -> bool:
        return number in self.edition.clauses and self.edition.clauses[number][0] is self.edition.protocol


_CITED = re.compile(rf"(?<![\w.(/:])(?:[a-z0-9-]+(?:/[a-z0-9-]+)+:)?{NUMBER}(?!\w)")
