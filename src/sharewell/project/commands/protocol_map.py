"""The map of a protocol: each clause, its words, how they are read, and the tests that prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sharewell.domain.examine import coverage
from sharewell.domain.explain import reading_in_words
from sharewell.domain.reading import Edition

# Beside the sources in a checkout; a service that was installed without its tests maps none.
TESTS = Path(__file__).parents[4] / "tests" / "clauses"


def clause_rows(edition: Edition, *, tests: Path = TESTS) -> list[dict[str, Any]]:
    """One row for each clause of the protocol's own text. Raises NotPublishable."""
    proved = _tests_of(tests / re.sub(r"\W", "_", edition.protocol.id))
    rows = []
    for covered in coverage(edition).clauses:
        reads = [read for read in edition.reads if read.clause == covered.clause]
        number = edition.clauses[covered.clause][1].number
        rows.append(
            {
                "clause": number,
                "title": covered.title,
                "class": covered.hold.value,
                "sentences": [
                    {
                        "words": read.sentence.words,
                        "entries": [entry.words for entry in read.sentence.entries],
                        "form": read.form.name,
                        "reading": reading_in_words(read, edition),
                        "line": read.sentence.line,
                    }
                    for read in reads
                ],
                "notes": [note.words for note in edition.clauses[covered.clause][1].notes],
                "tests": proved.get(number, []),
            }
        )
    return rows


def _tests_of(folder: Path) -> dict[str, list[str]]:
    """Clause number -> its tests as "file::test", found by the mark that names the clause."""
    proved: dict[str, list[str]] = {}
    for path in sorted(folder.glob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        names = [f"{path.name}::{name}" for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)]
        for number in dict.fromkeys(re.findall(r"\bclause\(number=\"([^\"]+)\"\)", source)):
            proved.setdefault(number, []).extend(names)
    return proved


def as_markdown(edition: Edition, rows: list[dict[str, Any]]) -> str:
    text = edition.protocol
    lines = [
        f"# {text.title}: clause, reading, tests\n",
        f"Printed by `sharewell map {text.id}`, edition of {text.edition.isoformat()}; do not edit it by hand.\n",
    ]
    return "\n".join([*lines, *(line for row in rows for line in _clause(row))])


def _clause(row: dict[str, Any]) -> Iterator[str]:
    yield f"## {row['clause']} {row['title']}".rstrip() + "\n"
    for sentence in row["sentences"]:
        yield "\n".join([f"> {sentence['words']}", *([">"] * bool(sentence["entries"]))])
        yield "".join(f"> - {entry}\n" for entry in sentence["entries"])
        yield f"{sentence['reading']} *({sentence['form']})*\n"
    for note in row["notes"]:
        yield f"Note: {note}\n"
    yield f"Held: **{row['class']}**.\n"
    if row["tests"]:
        yield from (f"- `{test}`" for test in row["tests"])
        yield ""
