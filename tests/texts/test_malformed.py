"""Texts that people, editors and mail programs have spoilt: read as far as they go, and nothing in them lost unseen."""

import os
import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharewell.domain.errors import BadInput
from sharewell.domain.reading import read_edition
from sharewell.domain.text import Text, read_text
from tests.clauses.asking import TEXTS

MANY = int(os.environ.get("SHAREWELL_EXAMPLES", "300"))
SOURCES = [p.read_text(encoding="utf-8") for p in sorted(TEXTS.rglob("*.md"))]
SMALL = next(s for s in SOURCES if "id: haringey/crime-and-disorder" in s)

SCRAPS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "\n",
            "\n\n",
            "**",
            "**4.5**",
            "- ",
            "> ",
            "# ",
            ":",
            ".",
            ";",
            "\x00",
            "\ufeff",
            "\u2028",
            "²",
            "…",
            "\r",
            "\t",
        ]
    ),
    st.sampled_from(["must", "may", " and ", " or ", "9999", "0", "4.5(ii)", "within", "unless", "¶", "---\n"]),
)


@st.composite
def spoilt(draw: st.DrawFn, sources: list[str]) -> str:
    """One of the sources with a few passages cut out, doubled, moved or overwritten."""
    source = draw(st.sampled_from(sources))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(source)))
        end = min(len(source), start + draw(st.integers(0, 60)))
        passage = draw(st.sampled_from(["", source[start:end] * 2])) or draw(SCRAPS)
        source = source[:start] + passage + source[end:]
    return source


def kept(text: Text) -> Counter[str]:
    """Every word that a text shows or reads."""
    shown = [h.words for h in text.headings] + [n.words for n in text.notes]
    for clause in text.clauses:
        shown += [clause.number, clause.title] + [n.words for n in clause.notes]
        for sentence in clause.sentences:
            shown += [sentence.words, *(entry.words for entry in sentence.entries)]
    return Counter(re.findall(r"\w+", " ".join(shown)))


def body(source: str) -> Counter[str]:
    """Every word below the front matter."""
    lines = source.split("\n")
    end = [at for at, line in enumerate(lines) if line.strip() == "---"][1]
    return Counter(re.findall(r"\w+", "\n".join(lines[end + 1 :])))


def test_a_whole_text_keeps_every_word():
    for source in SOURCES:
        assert body(source) - kept(read_text(source, name="text")) == Counter()


@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt(SOURCES))
def test_a_spoilt_text_is_refused_or_read_with_no_word_lost(source):
    try:
        text = read_text(source, name="text")
    except BadInput:
        return
    if not text.problems:
        assert body(source) - kept(text) == Counter()


@settings(max_examples=MANY // 5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt([SMALL]))
def test_every_sentence_of_a_spoilt_text_is_read_or_reported(source):
    library = [read_text(s, name="text") for s in SOURCES if s is not SMALL]
    try:
        text = read_text(source, name="text")
    except BadInput:
        return
    edition = read_edition(text, library, on=date(2009, 12, 1))
    own = [(s.clause, s.line) for clause in text.clauses for s in clause.sentences]
    read = Counter((r.sentence.clause, r.sentence.line) for r in edition.reads if r.text is text)
    told = Counter((p.clause, p.line) for p in edition.problems if p.text == text.id)
    assert not [at for at in own if not read[at] and not told[at]]
    if edition.problems:
        with pytest.raises(BadInput):
            edition.whole()
