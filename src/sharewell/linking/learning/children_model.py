"""The model by which children of an index are compared: trained once by `splink_training`, kept here as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from sharewell.domain.linkage.millions.rows import Rows
from sharewell.domain.linkage.values.fields import NAME_KINDS, Field, Kind
from sharewell.domain.linkage.values.packed import MISSING
from sharewell.domain.linkage.weighing.model import Comparison, Model, from_json

FIELDS: Final = (
    Field(name="forename", kind=Kind.FORENAME),
    Field(name="surname", kind=Kind.SURNAME),
    Field(name="birth_date", kind=Kind.BIRTH_DATE),
    Field(name="sex", kind=Kind.SEX),
    Field(name="postcode", kind=Kind.POSTCODE),
    Field(name="phone", kind=Kind.PHONE),
    Field(name="nhs_number", kind=Kind.IDENTIFIER),
)
KEPT: Final = resources.files(__package__) / "children_model.json"
ENGLAND: Final = 12_700_000
"""Children in England, and so the records among which one is sought where nothing else is said."""
NAMED: Final = tuple(field for field in FIELDS if field.kind in NAME_KINDS)
BELIEF: Final = 10_000
"""How many children the kept frequencies of names count for, beside those who are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How common the values of a field are among some children."""

    shares: Mapping[str, float]
    rare: float
    """How common a value is that is not listed."""


@cache
def model(children: int = ENGLAND) -> Model:
    """The model for an index of so many children: the more there are, the more evidence it takes to tell one."""
    kept = from_json(json.loads(KEPT.read_text()))
    return replace(kept, prior=1 / max(children, 100))


def model_among(children: int, names: Mapping[str, Shares]) -> Model:
    """The model for so many children, with names as common as they are among them.

    A name that is common there and not in the kept list would otherwise be taken for a rare one, and strangers who bear
    it for one child.
    """
    known = model(children)
    return replace(
        known,
        comparisons=tuple(
            replace(c, frequencies=told.shares, rare=told.rare) if (told := names.get(c.field.name)) else c
            for c in known.comparisons
        ),
    )


def model_of(kept: Rows) -> Model:
    """`model_among` these very children."""
    borne = {}
    for field in NAMED:
        counts = np.bincount(kept.values[:, kept.fields.index(field)])
        counts[MISSING] = 0
        there = np.flatnonzero(counts)
        borne[field.name] = dict(zip(map(kept.names.spelt, there.tolist()), counts[there].tolist(), strict=True))
    return model_among(len(kept.values), shares_of(borne, least=2))


def shares_of(borne: Mapping[str, Mapping[str, int]], *, least: int) -> dict[str, Shares]:
    """How common names are, by field, from how many children bear each.

    Args:
        least: a name that fewer bear is not listed; it counts for as common as such names are for whoever bears one.
    """
    kept = {c.field.name: c for c in model().comparisons}
    return {name: _shares(kept[name], counts, least) for name, counts in borne.items()}


def _shares(kept: Comparison, counts: Mapping[str, int], least: int) -> Shares:
    every = sum(counts.values()) + BELIEF
    few = [count for count in counts.values() if count < least]
    usual = sum(count * count for count in few) / sum(few) if few else 1
    rare = max(usual, BELIEF * kept.rare) / every
    listed = kept.frequencies.keys() | {name for name, count in counts.items() if count >= least}
    shares = {
        name: max(rare, (counts.get(name, 0) + BELIEF * kept.frequencies.get(name, 0.0)) / every)
        for name in sorted(listed)
    }
    return Shares(shares=shares, rare=rare)
