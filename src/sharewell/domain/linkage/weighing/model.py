"""The linkage model: how likely each way of agreeing is for one person and for two. Ours, portable, in JSON.

Weights are in bits: log2(m/u), where m is how often two records of one person agree so, and u how often records of two
people do (Fellegi and Sunter 1969). Agreeing on a value counts as much as the value is rare: there u is its frequency.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Any, Final

from sharewell.domain.errors import BadInput
from sharewell.domain.linkage.values.fields import KINDS, Field, Kind

LEAST_M: Final = 1e-4
LEAST_U: Final = 1e-7
"""What training never saw is improbable, not impossible: no level outweighs everything else."""
VERSION: Final = 1


class BadModel(BadInput):
    """A model file that is not one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two values of a field agree: how often so, for records of one person (m) and of two (u)."""

    field: Field
    m: tuple[float, ...]
    """By level, from 0 (they differ) to the closest."""
    u: tuple[float, ...]
    frequencies: Mapping[str, float]
    """How common a value is, of those that were seen more than once."""
    rare: float
    """How common any other value is taken to be."""

    def weight(self, level: int) -> float:
        """Bits for agreeing so; 0 where a value is missing."""
        return 0.0 if level < 0 else log2(self.m[level]) - log2(self.u[level])

    @property
    def weights(self) -> tuple[float, ...]:
        """Bits of each level, from 0."""
        return tuple(map(self.weight, range(len(self.m))))

    def for_rarity(self, value: str) -> float:
        """Bits to add where both have this very value."""
        return log2(self.u[-1]) - log2(self.frequencies.get(value, self.rare))

    def rarity(self, one: str, other: str) -> float:
        """Bits that two records can tell at most by one having the first value and one the second: however they agree,
        as many of other people have the commoner of the two as there are."""
        return -log2(max(self.frequencies.get(one, self.rare), self.frequencies.get(other, self.rare)))

    @property
    def frequent(self) -> bool:
        """Whether the closest level weighs by how rare the value is."""
        return KINDS[self.field.kind].levels[0].frequent


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    prior: float
    """How probable it is that two rows taken at random are of one person."""
    comparisons: tuple[Comparison, ...]

    @property
    def start(self) -> float:
        """Bits before anything is compared; far below 0."""
        return log2(self.prior) - log2(1 - self.prior)

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(comparison.field for comparison in self.comparisons)


def probability(weight: float) -> float:
    """How probable it is that a pair of this weight is one person."""
    return 1 / (1 + 2.0**-weight) if weight > -1000 else 0.0


def fitted(model: Model, fields: Sequence[Field]) -> Model:
    """The model for files that name their columns in another way, or lack some. Raises BadModel where all are lacking.

    A comparison is of the field of its name and kind, or else of the next of its kind that no other has by name.
    """
    wanted = set(model.fields)
    left = [field for field in fields if field not in wanted]
    found = []
    for comparison in model.comparisons:
        field = comparison.field if comparison.field in fields else None
        if field is None and (field := next((f for f in left if f.kind is comparison.field.kind), None)):
            left.remove(field)
        if field is not None:
            found.append(replace(comparison, field=field))
    if not found:
        if not model.comparisons:
            raise BadModel("The linkage model compares nothing. Make it anew.")
        compared, have = (", ".join(f"{f.name} ({f.kind.value})" for f in each) for each in (model.fields, fields))
        raise BadModel(f"The model compares {compared}, and the files hold none of it. They hold {have}.")
    return replace(model, comparisons=tuple(found))


def to_json(model: Model) -> dict[str, Any]:
    """The model file, which `from_json` reads."""
    return {
        "sharewell linkage model": VERSION,
        "prior": model.prior,
        "sha256 of frequencies": _digest({c.field.name: c.frequencies for c in model.comparisons}),
        "comparisons": [
            {
                "field": c.field.name,
                "kind": c.field.kind.value,
                "levels": [
                    {"agreement": words, "m": m, "u": u}
                    for words, m, u in zip(level_words(c.field.kind), c.m, c.u, strict=True)
                ],
                "rare": c.rare,
                "frequencies": dict(c.frequencies),
            }
            for c in model.comparisons
        ],
    }


def _digest(frequencies: Mapping[str, Mapping[str, float]]) -> str:
    """Which table of frequencies it is: two models weigh names alike only with the same one."""
    written = json.dumps({name: dict(each) for name, each in frequencies.items()}, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def level_words(kind: Kind) -> list[str]:
    """The words of each level, from 0."""
    return ["they differ", *(level.words for level in reversed(KINDS[kind].levels))]


def from_json(body: Any) -> Model:
    """Raises BadModel, with what is wrong and where."""
    if not isinstance(body, dict) or body.get("sharewell linkage model") != VERSION:
        raise BadModel(f"This is not a linkage model of version {VERSION}: make one with sharewell link --save-model.")
    try:
        model = Model(
            prior=_share(body["prior"], "prior"), comparisons=tuple(_comparison(each) for each in body["comparisons"])
        )
        told = body.get("sha256 of frequencies")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadModel(f"The linkage model is damaged: {type(error).__name__} at {error}. Make it anew.") from error
    if told not in (None, _digest({c.field.name: c.frequencies for c in model.comparisons})):
        raise BadModel("The linkage model is damaged: its frequencies are not those it was made with. Make it anew.")
    return model


def _comparison(body: Any) -> Comparison:
    field = Field(name=str(body["field"]), kind=Kind(body["kind"]))
    levels, expected = body["levels"], level_words(field.kind)
    if [level["agreement"] for level in levels] != expected:
        raise BadModel(f"The linkage model's levels of “{field.name}” are not this version's. Make it anew.")
    return Comparison(
        field=field,
        m=tuple(_share(level["m"], field.name) for level in levels),
        u=tuple(_share(level["u"], field.name) for level in levels),
        frequencies={str(value): _share(share, field.name) for value, share in body["frequencies"].items()},
        rare=_share(body["rare"], field.name),
    )


def _share(value: Any, where: str) -> float:
    if not isinstance(value, int | float) or not 0 < value < 1:
        raise BadModel(f"The linkage model is damaged: {value!r} of “{where}” is no share between 0 and 1.")
    return float(value)
