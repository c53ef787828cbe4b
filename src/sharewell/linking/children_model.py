"""The model by which children of an index are compared: trained once by `splink_training`, kept here as data."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final

from sharewell.domain.linkage.fields import Field, Kind
from sharewell.domain.linkage.model import Model, from_json

FIELDS: Final = (
    Field(name="forename", kind=Kind.FORENAME),
    Field(name="surname", kind=Kind.SURNAME),
    Field(name="birth_date", kind=Kind.BIRTH_DATE),
    Field(name="sex", kind=Kind.SEX),
    Field(name="postcode", kind=Kind.POSTCODE),
    Field(name="phone", kind=Kind.PHONE),
    Field(name="nhs_number", kind=Kind.IDENTIFIER),
)
KEPT: Final = resources.files("sharewell.linking") / "children_model.json"
ENGLAND: Final = 12_700_000
"""Children in England, and so the records among which one is sought where nothing else is said."""


@cache
def model(children: int = ENGLAND) -> Model:
    """The model for an index of so many children: the more there are, the more evidence it takes to tell one."""
    kept = from_json(json.loads(KEPT.read_text()))
    return replace(kept, prior=1 / max(children, 100))
