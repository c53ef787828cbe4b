"""Two records, field by field: the levels and weights that `bulk` gives to millions of pairs, for one.

The two are written apart, and each against the table of `fields`: tests hold them, and Splink's SQL, to the same bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from sharewell.domain.linkage.fields import KINDS, NAMES, Field, Kind, Level, Test
from sharewell.domain.linkage.model import Comparison, Model, level_words, probability
from sharewell.domain.linkage.normalise import name_words

Row = Mapping[str, str]
"""The values of a record written one way, with those derived from them (`record`, `Table.row`)."""
UNKNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one field says of a pair."""

    field: Field
    left: str
    right: str
    level: int
    """UNKNOWN where a value is missing, 0 where they differ, up to the closest."""
    agreement: str
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    start: float
    """Bits before anything is compared."""
    steps: tuple[Step, ...]

    @property
    def weight(self) -> float:
        return self.start + sum(step.bits for step in self.steps)

    @property
    def probability(self) -> float:
        return probability(self.weight)

    @property
    def levels(self) -> dict[str, int]:
        return {step.field.name: step.level for step in self.steps}


def record(fields: tuple[Field, ...], raw: Mapping[str, str]) -> dict[str, str]:
    """A record as it was written, made ready to be compared."""
    row: dict[str, str] = {}
    names: list[str] = []
    for field in fields:
        kind = KINDS[field.kind]
        if not (value := kind.written(raw.get(field.name, ""))):
            continue
        row[field.name] = value
        for what, how in kind.derived.items():
            if part := how(value):
                row[field.derived(what)] = part
        if field.kind in (Kind.FORENAME, Kind.SURNAME):
            names += name_words(value)
    return row | ({NAMES: " ".join(dict.fromkeys(names))} if names else {})


def compare(model: Model, left: Row, right: Row) -> Compared:
    """What each field of the model says of two records, and the weight of it all."""
    levels = {field.name: level_of(field, model.fields, left, right) for field in model.fields}
    for field in model.fields:
        tried, level = KINDS[field.kind].levels, levels[field.name]
        other = other_name(field, model.fields)
        if other and level > 0 and tried[len(tried) - level].test is Test.EXCHANGED:
            levels[other] = UNKNOWN  # one agreement, which the forename has
    return Compared(
        start=model.start,
        steps=tuple(_step(c, left, right, levels[c.field.name]) for c in model.comparisons),
    )


def _step(comparison: Comparison, left: Row, right: Row, level: int) -> Step:
    field = comparison.field
    bits = comparison.weight(level)
    if comparison.frequent and level == len(comparison.m) - 1:
        bits += comparison.for_rarity(left[field.name])
    one, other = left.get(field.name, ""), right.get(field.name, "")
    unknown = "counted with the forename" if one and other else "not known"
    words = level_words(field.kind)[level] if level >= 0 else unknown
    return Step(field=field, left=one, right=other, level=level, agreement=words, bits=bits)


def other_name(field: Field, fields: tuple[Field, ...]) -> str | None:
    """The surname's name for the forename, and the forename's for the surname."""
    other = {Kind.FORENAME: Kind.SURNAME, Kind.SURNAME: Kind.FORENAME}.get(field.kind)
    return next((f.name for f in fields if f.kind is other), None)


def level_of(field: Field, fields: tuple[Field, ...], left: Row, right: Row) -> int:
    tried = KINDS[field.kind].levels
    if not (field.name in left and field.name in right):
        return UNKNOWN
    for place, level in enumerate(tried):
        if _holds(level, field, other_name(field, fields), left, right):
            return len(tried) - place
    return 0


def _holds(level: Level, field: Field, other: str | None, left: Row, right: Row) -> bool:
    one, two = left[field.name], right[field.name]
    if level.test is Test.SAME:
        derived = field.derived(level.derived)
        return derived in left and left[derived] == right.get(derived)
    if level.test is Test.JARO_WINKLER:
        return JaroWinkler.similarity(one, two) >= level.at
    if level.test is Test.EDITS:
        return DamerauLevenshtein.distance(one, two) <= level.at
    if level.test is Test.START:
        long = int(level.at)
        return len(one) >= long and len(two) >= long and one[:long] == two[:long]
    if level.test is Test.EXCHANGED:
        if other is None or other not in left or other not in right:
            return False
        return (
            JaroWinkler.similarity(one, right[other]) >= level.at
            and JaroWinkler.similarity(left[other], two) >= level.at
        )
    # A surname in the forename's place is counted once, for the forename.
    skipped = other if field.kind is Kind.SURNAME else None
    return any(
        value in there.get(NAMES, "").split() and (skipped is None or there.get(skipped) != value)
        for value, there in ((one, right), (two, left))
    )
