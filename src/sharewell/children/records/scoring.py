"""The model by which children of an index are compared, made ready once for each process.

The more children there are, the more evidence it takes to tell one: a name and a birth date that are one child's among
thousands are several children's among millions.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final

from sharewell.children.models import Index, Tally
from sharewell.children.records.tallying import FEWEST
from sharewell.domain.linkage.weighing.compare import Scorer
from sharewell.linking.learning.children_model import ENGLAND, Shares, model, model_among

ROOM: Final = 2
"""An index is taken for so many times as large as is known: others register in it before it is counted anew."""


def scorer(index: Index, *, coming: int = 0) -> Scorer:
    """By how many children are in this index and how common names are there, once they were counted (`tallying`).

    Before, by the kept list of names: among few children, or as many as in England where a large extract comes, whose
    names nobody has counted.

    Args:
        coming: rows of the extract that is being taken in, each of which may be a child more.
    """
    if index.counted_at is not None:
        return _counted(index.pk, index.counted_at, coming)
    return _kept(_among(FEWEST, coming) if coming <= FEWEST else ENGLAND)


def _among(counted: int, coming: int) -> int:
    return max(counted, min(ROOM * (counted + coming), ENGLAND))


@lru_cache(maxsize=64)
def _kept(among: int) -> Scorer:
    return Scorer(model(among))


@lru_cache(maxsize=64)
def _counted(index: int, at: datetime, coming: int) -> Scorer:
    children, names = _count(index, at)
    return Scorer(model_among(_among(children, coming), names))


@lru_cache(maxsize=8)  # apart from what comes: extracts differ in that alone, and a large index has many names
def _count(index: int, at: datetime) -> tuple[int, dict[str, Shares]]:
    """How many children there are and how common their names, as counted at that moment, or later meanwhile."""
    tally = Tally.objects.get(index=index)
    return tally.children, {name: Shares(**told) for name, told in tally.names.items()}
