"""What is wrong with a text: errors, which keep it from being published, and warnings, which somebody should read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sharewell.domain.examine import conflicts, openings
from sharewell.domain.examine.uses import TITLES, declared_words, used_words
from sharewell.domain.reading import Edition, Read
from sharewell.domain.text import Problem


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    problem: Problem

    def __str__(self) -> str:
        return f"{self.severity}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Findings:
    """Errors first, each in the order of the texts."""

    all: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(f.problem for f in self.all if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(f.problem for f in self.all if f.severity is Severity.WARNING)


def check(edition: Edition) -> Findings:
    """All that the texts show to be wrong. What can be shared is tried only where every sentence is read."""
    errors = list(edition.problems)
    errors += _placed([*conflicts.conflicts(edition), *conflicts.never_starting(edition)])
    warnings = [*_missing(edition), *_unused(edition), *_placed(conflicts.borne_by_nobody(edition))]
    if not edition.problems:
        never, unreached = openings.never_open(edition)
        errors += _placed(never)
        warnings += _placed([*unreached, *openings.harm_without_help(edition)])
    # Two sentences of one conflict may be found from either side.
    return Findings(
        tuple(Finding(Severity.ERROR, p) for p in dict.fromkeys(errors))
        + tuple(Finding(Severity.WARNING, p) for p in dict.fromkeys(warnings))
    )


def _placed(found: Iterable[tuple[Read, str]]) -> list[Problem]:
    return [problem_at(read, message) for read, message in found]


def problem_at(read: Read, message: str) -> Problem:
    sentence = read.sentence
    return Problem(text=read.text.id, clause=sentence.clause, line=sentence.line, words=sentence.words, message=message)


def _missing(edition: Edition) -> Iterator[Problem]:
    for name in edition.missing:
        message = f"{name}, which it stands under or builds on, is not published; it is read without it."
        yield Problem(text=edition.protocol.id, clause="", line=1, words="", message=message)


def _unused(edition: Edition) -> Iterator[Problem]:
    """Words that the checked text itself declares and no rule turns on. Shared words wait for whoever needs them."""
    text = edition.protocol
    if text.kind == "words":
        return
    used = used_words(edition)
    for word, key, phrase in declared_words(edition.known):
        declared_by, clause = edition.clauses[key]
        if word in used or declared_by is not text:
            continue
        entries = [entry for sentence in clause.sentences for entry in sentence.entries]
        lines = [entry.line for entry in entries if entry.words.startswith((f"{word[1]}:", phrase))]
        message = f"the {TITLES[word[0]]} “{phrase}” is declared and no sentence turns on it."
        yield Problem(text=text.id, clause=clause.number, line=(lines or [clause.line])[0], words="", message=message)
