"""From texts to an edition: every sentence with its one form and its meaning, or a problem.

An edition is a protocol with all the texts that hold with it on a day: the law it assumes, the shared words it
builds on, the general protocol it stands under, and the readings adopted of it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sharewell.domain.errors import BadInput
from sharewell.domain.rules import covers
from sharewell.domain.sentences import FORMS, Form
from sharewell.domain.sentences.form import Meaning, Miss, fits, likeness, may_fit
from sharewell.domain.slots import NotRead
from sharewell.domain.text import Clause, Problem, Sentence, Text
from sharewell.domain.words import Vocabulary

# Which text stands above which. Nothing prevails over a text of a lower number than its own.
STANDING = {"law": 0, "words": 1, "principles": 2, "general protocol": 3}
_LOWEST = 4

# Looking for the nearest forms takes its time; nobody mends more sentences than this at a time.
_EXPLAINED = 30

_REFERENCES = ("routes", "provisions", "higher", "lower", "clause", "clauses", "purposes_of")


def references(rule: Meaning) -> tuple[str, ...]:
    """The clauses that a rule names, by their numbers in the edition."""
    named = (getattr(rule, name, None) or () for name in _REFERENCES)
    return tuple(number for value in named for number in ((value,) if isinstance(value, str) else value))


class NotPublishable(BadInput):
    """A text has problems; it decides nothing until they are mended."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A sentence that fitted exactly one form, and the rule it states. `clause` is unique in the edition."""

    clause: str
    text: Text
    sentence: Sentence
    form: Form
    rule: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What decides: built only by `read_edition`, and only whole."""

    protocol: Text
    texts: tuple[Text, ...]  # highest first, the protocol and its readings last
    reads: tuple[Read, ...]
    known: Vocabulary
    clauses: dict[str, tuple[Text, Clause]]
    missing: tuple[str, ...]  # texts that are named and not published
    problems: tuple[Problem, ...]
    _of_kind: dict[type[Any], tuple[tuple[str, Any], ...]] = field(default_factory=dict, init=False, repr=False)

    def rules(self, kind: type[Any]) -> Iterator[tuple[str, Any]]:
        """(clause, rule) for each rule of a kind, in the order of the texts."""
        if kind not in self._of_kind:
            self._of_kind[kind] = tuple((r.clause, r.rule) for r in self.reads if isinstance(r.rule, kind))
        return iter(self._of_kind[kind])

    def whole(self) -> Edition:
        """This edition, if every sentence of it is read. Raises NotPublishable."""
        if self.problems:
            raise NotPublishable(self.problems)
        return self


def bundle(protocol: Text, library: Iterable[Text], *, on: date) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """The texts that hold with a protocol on a day, highest first, and the ids named but not published.

    Law is taken whether or not it still holds on the day, since the protocol was written under it; an answer
    warns where it has ended.
    """
    held = {t.id: t for t in sorted(library, key=lambda t: t.edition) if t.edition <= max(on, protocol.edition)}
    held[protocol.id] = protocol
    wanted = {protocol.id}
    missing: list[str] = []
    while True:
        named = {
            name
            for text_id in wanted
            for name in (held[text_id].law, held[text_id].under, *held[text_id].words)
            if name
        }
        named |= {t.id for t in held.values() if t.kind == "readings" and t.under in wanted}
        found = {name for name in named if name in held}
        missing += sorted(name for name in named - found if name not in missing)
        if found <= wanted:
            break
        wanted |= found
    order = sorted(wanted, key=lambda i: (STANDING.get(held[i].kind, _LOWEST), held[i].kind == "readings", i))
    return tuple(held[i] for i in order), tuple(missing)


def read_edition(protocol: Text, library: Iterable[Text], *, on: date) -> Edition:
    """Read a protocol with the texts that hold with it. Problems are listed, never raised: `whole()` raises."""
    texts, missing = bundle(protocol, library, on=on)
    return _Reader(protocol, texts, missing).edition()


class _Reader:
    def __init__(self, protocol: Text, texts: tuple[Text, ...], missing: tuple[str, ...]) -> None:
        self.protocol, self.texts, self.missing = protocol, texts, missing
        self.known = Vocabulary()
        self.problems = [problem for text in texts for problem in text.problems]
        self.prefixes = _prefixes(protocol, texts)

    def edition(self) -> Edition:
        self._declare()
        reads = [read for text, sentence in self._sentences() if (read := self._read(text, sentence))]
        self._check_references(reads)
        return Edition(
            protocol=self.protocol,
            texts=self.texts,
            reads=tuple(reads),
            known=self.known,
            clauses={self.prefixes[t.id] + c.number: (t, c) for t in self.texts for c in t.clauses},
            missing=self.missing,
            problems=tuple(self.problems),
        )

    def _sentences(self) -> Iterator[tuple[Text, Sentence]]:
        for text in self.texts:
            for clause in text.clauses:
                for sentence in clause.sentences:
                    yield text, sentence

    def _problem(self, text: Text, sentence: Sentence, message: str, line: int | None = None, words: str = "") -> None:
        self.problems.append(
            Problem(
                text=text.id,
                clause=sentence.clause,
                line=line or sentence.line,
                words=words or sentence.words,
                message=message,
            )
        )

    def _declare(self) -> None:
        """Gather the declared words first, since any sentence may use any of them."""
        definitions = [form for form in FORMS if form.declares]
        for forms in ([f for f in definitions if not f.after], [f for f in definitions if f.after]):
            for text, sentence in self._sentences():
                for form in (f for f in forms if may_fit(f, sentence.words)):
                    values = fits(form, sentence.words, self.known)
                    if not isinstance(values, Miss):
                        self._declare_from(form, values, text, sentence)

    def _declare_from(self, form: Form, values: dict[str, Any], text: Text, sentence: Sentence) -> None:
        assert form.declares is not None
        clause = self.prefixes[text.id] + sentence.clause
        entries = [(e.words, e.line) for e in sentence.entries] or [("", sentence.line)]
        for words, line in entries:
            try:
                form.declares(self.known, values, words, clause)
            except NotRead as complaint:
                self._problem(text, sentence, str(complaint), line, words)

    def _read(self, text: Text, sentence: Sentence) -> Read | None:
        words, entries = _joined(sentence)
        tried = [(form, fits(form, words, self.known)) for form in FORMS if may_fit(form, words)]
        found = [(form, values) for form, values in tried if not isinstance(values, Miss)]
        if len(found) != 1:
            self._problem(text, sentence, _two_forms(found) if found else self._unread(words))
            return None
        form, values = found[0]
        if form.takes_list:
            values["entries"] = entries
        rule = self._resolve(form.makes(**values), text)
        return Read(
            clause=self.prefixes[text.id] + sentence.clause,
            text=text,
            sentence=sentence,
            form=form,
            rule=rule,
        )

    def _unread(self, words: str) -> str:
        return _unread(words, self.known) if len(self.problems) < _EXPLAINED else "no sentence form fits."

    def _resolve(self, rule: Meaning, text: Text) -> Meaning:
        """Turn the numbers that a sentence writes into clauses of this edition: the text's own number first."""
        changed: dict[str, Any] = {}
        for name in _REFERENCES:
            value = getattr(rule, name, None)
            if isinstance(value, str):
                changed[name] = self._key(value, text)
            elif value:
                changed[name] = tuple(self._key(number, text) for number in value)
        return dataclasses.replace(rule, **changed) if changed else rule

    def _key(self, number: str, text: Text) -> str:
        own = any(covers(number, clause.number) for clause in text.clauses)
        return self.prefixes[text.id] + number if own else number

    def _check_references(self, reads: list[Read]) -> None:
        standing = {
            self.prefixes[text.id] + clause.number: STANDING.get(text.kind, _LOWEST)
            for text in self.texts
            for clause in text.clauses
        }
        for read in reads:
            for name in _REFERENCES:
                value = getattr(read.rule, name, None) or ()
                for reference in (value,) if isinstance(value, str) else value:
                    meant = [clause for clause in standing if covers(reference, clause)]
                    if not meant:
                        self._problem(read.text, read.sentence, f"clause {reference} does not exist.")
                    elif name == "lower" and min(standing[c] for c in meant) < standing[read.clause]:
                        self._problem(
                            read.text,
                            read.sentence,
                            f"clause {reference} stands above this text; it cannot be set aside here.",
                        )


def _prefixes(protocol: Text, texts: tuple[Text, ...]) -> dict[str, str]:
    """What makes a text's clause numbers unique in the edition: nothing, unless another text took one of them."""
    prefixes: dict[str, str] = {}
    taken: set[str] = set()
    for text in sorted(texts, key=lambda t: t.id != protocol.id):
        numbers = {clause.number for clause in text.clauses}
        prefixes[text.id] = f"{text.id}:" if numbers & taken else ""
        taken |= numbers
    return prefixes


def _joined(sentence: Sentence) -> tuple[str, tuple[str, ...]]:
    """A list of alternatives or of requirements read as one sentence; other lists stay lists."""
    entries = tuple(e.words for e in sentence.entries)
    for ending, joint in ((" any of these:", " or "), (" all of these:", " and ")):
        if sentence.words.endswith(ending) and entries:
            parts = [re.sub(r"[.;,]$", "", e) for e in entries]
            return sentence.words.removesuffix(ending) + " " + joint.join(parts) + ".", ()
    return sentence.words, entries


def _two_forms(found: list[tuple[Form, dict[str, Any]]]) -> str:
    names = " and ".join(f"“{form.name}”" for form, _ in found)
    return f"the sentence fits more than one form, {names}; word it so that it fits one."


def _unread(words: str, known: Vocabulary) -> str:
    """Why no form fits: the slot that failed in the form that fitted furthest, else the nearest forms."""
    misses = [miss for form in FORMS if isinstance(miss := fits(form, words, known), Miss)]
    told = [m for m in misses if m.complaint is not None]
    furthest = max(told, key=lambda m: m.matched, default=None)
    if furthest is not None and furthest.matched >= max(m.matched for m in misses) and furthest.matched >= 8:
        return f"it reads like “{furthest.form.pattern}”, but {furthest.complaint}"
    near = sorted(misses, key=lambda m: -likeness(m.form, words))[:2]
    hint = ""
    if re.search(r"\bmust be\b", words):
        hint = " A duty needs somebody who bears it: begin with who must."
    shown = " · ".join(f"“{m.form.pattern}”" for m in near)
    return f"no sentence form fits.{hint} Nearest forms: {shown}"
