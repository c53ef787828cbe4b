"""The model by which children of an index are compared, made ready once for each process."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

from sharewell.children.models import Index, Tally
from sharewell.domain.linkage.weighing.compare import Scorer
from sharewell.linking.learning.children_model import ENGLAND, Shares, model, model_among


def scorer(index: Index) -> Scorer:
    """By how common names are in this index, once they were counted there (`tallying`); before, by the kept list."""
    return _kept() if index.counted_at is None else _counted(index.pk, index.counted_at)


@cache
def _kept() -> Scorer:
    return Scorer(model())


@lru_cache(maxsize=64)
def _counted(index: int, at: datetime) -> Scorer:
    """Of the count of that moment, or of a later one that was made meanwhile."""
    names = Tally.objects.get(index=index).names
    # Among as many as in England all the same: a load may make an index ten times larger before it is counted anew.
    return Scorer(model_among(ENGLAND, {name: Shares(**told) for name, told in names.items()}))
