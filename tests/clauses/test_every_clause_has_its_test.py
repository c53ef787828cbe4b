"""The tests of the clause tests: none is missing, none is stale, and each fails when its clause says something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from sharewell.domain.text import Clause, Entry, Sentence

from .asking import Protocol
from .collected import OPERATIVE, TESTED, TEXTS, cases, words_of

WORDED = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NUMBER = re.compile(rf"\b(?:\d+|{'|'.join(WORDED)})\b", re.IGNORECASE)

# Words that turn a rule into another, where the sentence can still be read.
SWAPS = (
    (" and ", " or "),
    (" or ", " and "),
    ("any of these:", "all of these:"),
    ("whichever is sooner", "whichever is later"),
    (" working days", " days"),
    (" days", " working days"),
    (" months", " years"),
    (" month ", " week "),
    ("is not competent", "is competent"),
    ("Each party", "The parties"),
    ("The parties", "Each party"),
    ("a party if", "the police if"),
    ("if the", "unless the"),
    (" unless ", " if "),
    ("Personal", "Minimum"),
    ("Personal", "Detailed"),
    ("Minimum", "Detailed"),
    ("Detailed", "Minimum"),
    ("approves it", "is informed"),
    ("is informed", "approves it"),
    ("at least a director", "at least a manager"),
    ("at least a director", "at least a chief officer"),
)

# Changes of words that change nothing that the clause decides.
SAME = {
    # At 19 the first sentence of 2.1 covers everybody, whatever the second one says.
    ("2.1", "aged 19 to 25 if the person has additional needs."),
}

Change = tuple[int, str | None, tuple[Entry, ...] | None]  # which sentence, its new words or none, its new list


def changes(clause: Clause) -> Iterator[Change]:
    """Each sentence and each line of a list left out, each number one more and one less, each word swapped."""
    for at, sentence in enumerate(clause.sentences):
        yield at, None, None
        for words in (*renumbered(sentence.words), *swapped(sentence)):
            if not any(clause.number == number and words.endswith(end) for number, end in SAME):
                yield at, words, None
        for entry in range(len(sentence.entries)):
            before, left_out, after = sentence.entries[:entry], sentence.entries[entry], sentence.entries[entry + 1 :]
            yield at, sentence.words, (*before, *after)
            for words in renumbered(left_out.words):
                yield at, sentence.words, (*before, Entry(words=words, line=left_out.line), *after)


def renumbered(words: str) -> Iterator[str]:
    for match in NUMBER.finditer(words):
        said = match.group().lower()
        number = int(said) if said.isdigit() else WORDED.index(said)
        for other in (number - 1, number + 1):
            if other >= 0:
                yield words[: match.start()] + str(other) + words[match.end() :]


def swapped(sentence: Sentence) -> Iterator[str]:
    for old, new in SWAPS:
        for match in re.finditer(re.escape(old), sentence.words):
            yield sentence.words[: match.start()] + new + sentence.words[match.end() :]


def notices(module: ModuleType, protocols: dict[str, Protocol]) -> bool:
    """Whether a clause's tests fail. Words that cannot be published fail them too."""
    for case in cases(module):
        try:
            case.call(protocols[case.fixture], **case.values)
        except (Exception, pytest.fail.Exception):
            return True
    return False


@pytest.mark.parametrize(("text", "clause"), OPERATIVE)
def test_every_operative_clause_has_a_file(text: str, clause: str) -> None:
    assert (text, clause) in TESTED


@pytest.mark.parametrize(("text", "clause"), TESTED)
def test_every_file_quotes_its_clause_word_for_word(text: str, clause: str) -> None:
    quoted = " ".join((TESTED[text, clause].__doc__ or "").split())
    found = {c.number: c for c in TEXTS[text].clauses}
    assert clause in found, f"{text} has no clause {clause} any more"
    assert quoted == words_of(found[clause])


@pytest.mark.parametrize(("text", "clause"), TESTED)
def test_changing_a_clause_fails_its_tests(text: str, clause: str, children: Any, crime: Any, index: Any) -> None:
    module, stands = TESTED[text, clause], {"children": children, "crime": crime, "index": index}
    assert not notices(module, stands)
    survived = []
    for at, words, entries in changes(next(c for c in TEXTS[text].clauses if c.number == clause)):
        changed = {name: p.with_sentence(text, clause, at, words, entries) for name, p in stands.items()}
        if not notices(module, changed):
            survived.append((at, words, [e.words for e in entries or ()]))
    assert survived == []
