"""The one door by which a text is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from sharewell.domain.reading import NotPublishable
from sharewell.domain.text import Text
from sharewell.ledger.acts import act
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may
from sharewell.protocols import drafts
from sharewell.protocols.facts import parties_of
from sharewell.protocols.library import bundled_words
from sharewell.protocols.models import Edition, Party
from sharewell.protocols.queries import library

_ONE_AT_A_TIME = 0x5AEE  # an advisory lock of PostgreSQL; any number that nothing else of ours takes


@act()
def publish(
    *, words: tuple[str, ...], by: Membership, at: datetime, agreed: Mapping[str, date] | None = None
) -> list[Edition]:
    """Publish texts to the byte, together or not at all. Words that are published already change nothing.

    `agreed` states when the events came about that the text in force asks for before it is changed.
    Raises NotPublishable with every problem, and PermissionDenied for anybody whose role does not publish.
    """
    if not may(by, Action.PUBLISH):
        raise PermissionDenied
    # Texts that hold together only one by one must not be published side by side, each unseen by the other.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    published = library()
    draft = drafts.read_draft(words, published)
    refused = draft.problems or drafts.objections(draft.texts, published, agreed or {})
    if refused:
        raise NotPublishable(refused)
    rows = [
        _add(text, words=each, by=by, at=at, agreed=agreed or {}) for text, each in zip(draft.texts, words, strict=True)
    ]
    _name_parties(on=timezone.localdate(at))
    return rows


@act()
def publish_bundled(*, by: Membership, at: datetime) -> list[Edition]:
    """Publish those bundled texts of which no such edition is published yet. Returns them."""
    there = set(Edition.objects.values_list("text_id", "edition"))
    words = tuple(words for words, text in bundled_words() if (text.id, text.edition) not in there)
    return publish(words=words, by=by, at=at) if words else []


def _add(text: Text, *, words: str, by: Membership, at: datetime, agreed: Mapping[str, date]) -> Edition:
    if same := Edition.objects.filter(hash=text.hash).first():
        return same
    row = Edition(
        text_id=text.id,
        edition=text.edition,
        words=words,
        hash=text.hash,
        agreed={event: day.isoformat() for event, day in agreed.items()},
        published_by=by,
        published_at=at,
    )
    row.save(by_action=True)
    return row


def _name_parties(*, on: date) -> None:
    named = parties_of(library(), on=on) - set(Party.objects.values_list("protocol", "name"))
    Party.objects.bulk_create(Party(protocol=protocol, name=name) for protocol, name in sorted(named))
