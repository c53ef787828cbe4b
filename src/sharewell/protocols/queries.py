"""What is published. A published text is everybody's to read; what happened under it is each organisation's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from sharewell.domain.library import Library
from sharewell.partners.models import Organisation
from sharewell.prepared import Prepared
from sharewell.protocols.facts import text_of
from sharewell.protocols.models import Edition


def library() -> Library:
    """Every published text. Each process reads a set of texts once, and sees a new one at its next question.

    An edition with problems decides nothing: `Library.decider` raises NotPublishable.
    """
    return _library(frozenset(text for (text,) in _HASHES.rows()))


_HASHES = Prepared(lambda: Edition.objects.order_by().values_list("hash"))


@lru_cache(16)
def _library(hashes: frozenset[str]) -> Library:
    return Library(text for row in Edition.objects.filter(hash__in=hashes) if (text := text_of(row)))


def words_of(text_id: str, edition: date) -> str | None:
    """The file of a published edition, to the byte."""
    return Edition.objects.filter(text_id=text_id, edition=edition).values_list("words", flat=True).first()


def publication(text_id: str, edition: date) -> Edition:
    """Who published an edition, and when. Raises Edition.DoesNotExist."""
    return Edition.objects.select_related("published_by__user", "published_by__organisation").get(
        text_id=text_id, edition=edition
    )


def happened_under(organisation: Organisation, protocol: str) -> Mapping[str, list[str]]:
    """What the organisation did under each clause of a protocol, in words: clause -> "shared 3 times" and the like.

    The apps that know stand above this one, so the settings name their queries: `HAPPENED_UNDER`, each called with
    `organisation` and `protocol` (its id), returning clause -> words.
    """
    found: dict[str, list[str]] = {}
    told: Iterable[tuple[str, str]] = (
        pair
        for path in getattr(settings, "HAPPENED_UNDER", ())
        for pair in import_string(path)(organisation=organisation, protocol=protocol).items()
    )
    for clause, words in told:
        found.setdefault(clause, []).append(words)
    return found
