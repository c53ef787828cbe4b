"""The model by which children of an index are compared: trained once by `splink_training`, kept here as data."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from sharewell.domain.linkage.fields import NAME_KINDS, Field, Kind
from sharewell.domain.linkage.model import Comparison, Model, from_json
from sharewell.domain.linkage.packed import MISSING
from sharewell.domain.linkage.rows import Rows

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
BELIEF: Final = 10_000
"""How many children the kept frequencies of names count for, beside those who are there."""


@cache
def model(children: int = ENGLAND) -> Model:
    """The model for an index of so many children: the more there are, the more evidence it takes to tell one."""
    kept = from_json(json.loads(KEPT.read_text()))
    return replace(kept, prior=1 / max(children, 100))


def model_of(kept: Rows) -> Model:
    """The model for these children: for as many, and with names as common as they are among them. A name that is common
    here and not in the kept list would otherwise be taken for a rare one, and tell a stranger from nobody."""
    known = model(len(kept.values))
    return replace(known, comparisons=tuple(_named_as(c, kept) for c in known.comparisons))


def _named_as(comparison: Comparison, kept: Rows) -> Comparison:
    if comparison.field.kind not in NAME_KINDS:
        return comparison
    borne = np.bincount(kept.values[:, kept.fields.index(comparison.field)])
    borne[MISSING] = 0
    often, every = np.flatnonzero(borne > 1), int(borne.sum()) + BELIEF
    counted = dict(zip(map(kept.names.spelt, often.tolist()), borne[often].tolist(), strict=True))
    shares = {
        name: (counted.get(name, 0) + BELIEF * comparison.frequencies.get(name, 0.0)) / every
        for name in comparison.frequencies.keys() | counted.keys()
    }
    rare = max(1, BELIEF * comparison.rare) / every
    return replace(comparison, frequencies={n: max(share, rare) for n, share in sorted(shares.items())}, rare=rare)
