"""The one model by which children of an index are compared, made ready once for each process."""

from __future__ import annotations

from functools import cache

from sharewell.domain.linkage.compare import Scorer
from sharewell.linking.children_model import model


@cache
def scorer() -> Scorer:
    return Scorer(model())
