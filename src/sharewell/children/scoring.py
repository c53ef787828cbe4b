"""The one model by which children of an index are compared: trained once, kept with the program as data."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from sharewell.domain.linkage.compare import Scorer
from sharewell.domain.linkage.model import from_json


@cache
def scorer() -> Scorer:
    kept = resources.files("sharewell.children") / "model.json"
    return Scorer(from_json(json.loads(kept.read_text())))
