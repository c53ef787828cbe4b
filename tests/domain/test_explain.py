"""How a sentence is read, in words, is told from its rule."""

from datetime import date
from typing import get_args

import pytest

from sharewell.domain import explain
from sharewell.domain.library import Library
from sharewell.domain.sentences import FORMS
from sharewell.domain.sentences.form import Meaning
from sharewell.protocols.library import bundled


def test_there_is_a_row_for_each_kind_of_rule():
    assert set(explain._ROWS) == set(get_args(Meaning))


def test_every_sentence_of_the_bundled_texts_is_told_in_words():
    library = bundled()
    for text in library.texts:
        edition = library.edition(text.id, on=text.edition)
        for read in edition.reads:
            words = explain.reading_in_words(read, edition)
            assert not words[0].islower(), words
            assert words.endswith("."), words
            assert "None" not in words, words


HEAD = "---\nid: vale/x\ntitle: X\nkind: individual protocol\nedition: 2020-01-01\nholidays: GB/ENG\n---\n\n"
DECLARED = """**1** The levels of information, lowest first, are:

- minimum

These are facts about the request:

- in-danger: the child is in danger; otherwise the child is in no danger. Ask: Is the child in danger?

These are events:

- found: find a breach; a breach is found; its party is the party that found it
- told: tell the others; the others are told

"""


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            "The party that found it must tell the others within 5 working days of the day a breach is found.",
            "(Saturdays, Sundays and bank holidays of GB/ENG do not count) after the day a breach is found.",
        ),
        ("The parties must tell the others within 4 days of the day a breach is found.", "Due 4 days after the day"),
        ("The parties must tell the others at once when a breach is found.", "Due on the very day a breach is found."),
        (
            "Minimum information must not be shared if the child is in danger.",
            "Stops minimum information while the child is in danger.",
        ),
        (
            "Minimum information may be shared if the child is in danger.",
            "Minimum information may go to whoever asks, if the child is in danger.",
        ),
    ],
)
def test_a_reading_says_what_the_rule_does(sentence, words):
    from sharewell.domain.text import read_text

    text = read_text(f"{HEAD}{DECLARED}**2** {sentence}\n", name="x")
    edition = Library([text]).edition("vale/x", on=date(2020, 1, 1)).whole()
    assert words in explain.reading_in_words(edition.reads[-1], edition)


def test_forms_and_rows_speak_of_the_same_rules():
    assert all(form.purpose for form in FORMS)
