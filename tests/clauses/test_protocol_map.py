"""docs/protocol-map.md is printed from the text, its reading and these tests; this fails when it is stale."""

from pathlib import Path

from sharewell.project.commands.protocol_map import as_markdown, clause_rows

MAP = Path(__file__).parents[2] / "docs" / "protocol-map.md"


def test_the_map_is_not_stale(children):
    edition = children.edition.whole()
    printed = as_markdown(edition, clause_rows(edition))
    assert MAP.read_text(encoding="utf-8").strip() == printed.strip(), (
        "print it anew: .venv/bin/sharewell map haringey/children > docs/protocol-map.md"
    )


def test_every_operative_clause_is_mapped_to_its_tests(children):
    rows = clause_rows(children.edition.whole())
    assert [row["clause"] for row in rows if row["sentences"] and not row["tests"]] == []
