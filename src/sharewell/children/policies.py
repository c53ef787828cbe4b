"""Which text governs an index, and what it says."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sharewell.children.models import Index
from sharewell.domain.index.policy import Policy, policy_of
from sharewell.domain.library import Library
from sharewell.protocols.queries import library


def policy_of_index(index: Index, *, on: date) -> Policy:
    """The rules in force on a day. Raises NotPublished, NotPublishable and NotAnIndex."""
    return _policy(library(), index.protocol, on)


@lru_cache(64)
def _policy(published: Library, protocol: str, on: date) -> Policy:
    return policy_of(published.edition(protocol, on=on))
