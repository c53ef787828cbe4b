"""From rows to texts, and what the database must be told of them."""

from datetime import date

from sharewell.domain.library import Library
from sharewell.domain.text import Text, Unreadable, read_text
from sharewell.protocols.models import Edition


def text_of(row: Edition) -> Text | None:
    """The text that a row holds; none where its words are no text, or the text of another edition.

    `actions.publish` never writes such a row. One that came by another door holds nobody.
    """
    try:
        text = read_text(row.words, name=row.text_id)
    except Unreadable:
        return None
    return text if (text.id, text.edition) == (row.text_id, row.edition) else None


def parties_of(library: Library, *, on: date) -> set[tuple[str, str]]:
    """(protocol, party) of every edition of every protocol: who was a party once may see what happened then."""
    return {
        (text.id, name)
        for text in library.texts
        if text.kind.endswith("protocol")
        for day in {text.edition, max(on, text.edition)}  # the words that it names may have a later edition
        for name in library.edition(text.id, on=day).known.parties
    }
