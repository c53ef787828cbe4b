"""All published texts, and the edition of a protocol that is in force on a day."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date

from sharewell.domain.deciding.decide import Decider
from sharewell.domain.errors import BadInput
from sharewell.domain.reading import Edition, bundle, read_edition
from sharewell.domain.text import Text


class NotPublished(BadInput):
    """No such protocol, or no edition of it in force on the day."""


class Library:
    """Published texts. Reading and compiling happen once for each set of texts that hold together."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self.texts = tuple(texts)
        self._editions: dict[tuple[str, ...], Edition] = {}
        self._deciders: dict[tuple[str, ...], Decider] = {}

    def text(self, text_id: str, *, on: date) -> Text:
        """The edition of a text that is in force on a day. Raises NotPublished."""
        editions = [t for t in self.texts if t.id == text_id]
        if not editions:
            near = difflib.get_close_matches(text_id, sorted({t.id for t in self.texts}), n=2, cutoff=0.4)
            hint = f"; nearest: {' · '.join(near)}." if near else "."
            raise NotPublished(f"protocol: no text “{text_id[:60]}” is published{hint}")
        held = [t for t in editions if t.edition <= on]
        if not held:
            first = min(t.edition for t in editions)
            raise NotPublished(
                f"date: no edition of {text_id} is in force on {on.isoformat()}; the first is of {first.isoformat()}."
            )
        return max(held, key=lambda t: t.edition)

    def edition(self, text_id: str, *, on: date) -> Edition:
        """The edition in force, with its problems if it has any. Raises NotPublished."""
        text = self.text(text_id, on=on)
        texts, _ = bundle(text, self.texts, on=on)
        key = (text.id, *(t.hash for t in texts))
        if key not in self._editions:
            self._editions[key] = read_edition(text, self.texts, on=on)
        return self._editions[key]

    def decider(self, text_id: str, *, on: date) -> Decider:
        """The edition in force, compiled. Raises NotPublished, and NotPublishable where it has problems."""
        edition = self.edition(text_id, on=on)
        key = (edition.protocol.id, *(t.hash for t in edition.texts))
        if key not in self._deciders:
            self._deciders[key] = Decider(edition)
        return self._deciders[key]
