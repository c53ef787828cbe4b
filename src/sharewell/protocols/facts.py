"""From rows to texts."""

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
