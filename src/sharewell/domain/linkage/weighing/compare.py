"""Two records, field by field: the levels and weights that `bulk` gives to millions of pairs, for one.

The two are written apart, and each against the table of `fields`: tests hold them, and Splink's SQL, to the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from sharewell.domain.linkage.values.fields import (
    KINDS,
    NAME_KINDS,
    NAMES,
    RANKED,
    UNKNOWN,
    Field,
    Kind,
    Level,
    Test,
    other_name,
)
from sharewell.domain.linkage.values.normalise import name_words
from sharewell.domain.linkage.weighing.model import Comparison, Model, level_words, probability

Row = Mapping[str, str]
"""The values of a record written one way, with those derived from them (`record`, `Table.row`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one field says of a pair."""

    field: Field
    left: str
    right: str
    level: int
    """Its rank; UNKNOWN where a value is missing, 0 where they differ."""
    agreement: str
    bits: float
    rarity: float = inf
    """Bits that so common a value can tell at most (`Comparison.rarity`)."""


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
    return _recorder(fields).record(raw)


def derived(fields: tuple[Field, ...], values: Mapping[str, str]) -> dict[str, str]:
    """Values written one way, with those derived from them."""
    return _recorder(fields).derived(values)


class Recorder:
    """Fields made ready for many records: to ask each field of each record what it is costs more than to write it."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self._written = [(field.name, KINDS[field.kind].written) for field in fields]
        self._derived = [
            (
                field.name,
                [(field.derived(what), how) for what, how in KINDS[field.kind].derived.items()],
                field.kind in NAME_KINDS,
            )
            for field in fields
        ]

    def record(self, raw: Mapping[str, str]) -> dict[str, str]:
        return self.derived({name: written(raw.get(name, "")) for name, written in self._written})

    def derived(self, values: Mapping[str, str]) -> dict[str, str]:
        row: dict[str, str] = {}
        names: list[str] = []
        for name, parts, is_name in self._derived:
            if not (value := values[name]):
                continue
            row[name] = value
            for what, how in parts:
                if part := how(value):
                    row[what] = part
            if is_name:
                names += name_words(value)
        if names:
            row[NAMES] = " ".join(dict.fromkeys(names))
        return row


_recorder = lru_cache(maxsize=64)(Recorder)


def weighable(asked: Row, fields: tuple[Field, ...]) -> Row:
    """A record that is looked up as it is weighed: without a birth date of which only the year is told. That is often
    about the year; keys bring the children born then, and what else is known says which of them it is."""
    about = {f.name for f in fields if f.kind is Kind.BIRTH_DATE and asked.get(f.name, "").endswith("0000")}
    return {name: value for name, value in asked.items() if name.split(":")[0] not in about} if about else asked


def compare(model: Model, left: Row, right: Row) -> Compared:
    """What each field of the model says of two records, and the weight of it all."""
    levels = _levels(_tries(model.fields), left, right)
    return Compared(
        start=model.start,
        steps=tuple(_step(c, left, right, level) for c, level in zip(model.comparisons, levels, strict=True)),
    )


class Scorer:
    """A model made ready for one record beside many: their levels and weights, without the words for them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._start, self._tries = model.start, _tries(model.fields)
        self._bits = [c.weights for c in model.comparisons]
        self._rarity = [
            (place, c.field.name, len(c.m) - 1, c.for_rarity) for place, c in enumerate(model.comparisons) if c.frequent
        ]

    def levels(self, left: Row, right: Row) -> list[int]:
        """In the order of the model's comparisons."""
        return _levels(self._tries, left, right)

    def weight(self, levels: Sequence[int], left: Row) -> float:
        """Bits, by the levels of `left` beside another. How rare a value is, `left` tells: only equal ones are rare."""
        bits = rare = 0.0
        for by_level, level in zip(self._bits, levels, strict=True):
            if level >= 0:
                bits += by_level[level]
        for place, name, top, for_rarity in self._rarity:
            if levels[place] == top:
                rare += for_rarity(left[name])
        return self._start + bits + rare


def _step(comparison: Comparison, left: Row, right: Row, level: int) -> Step:
    field = comparison.field
    bits = comparison.weight(level)
    if comparison.frequent and level == len(comparison.m) - 1:
        bits += comparison.for_rarity(left[field.name])
    one, other = left.get(field.name, ""), right.get(field.name, "")
    unknown = "counted with the forename" if one and other else "not known"
    words = level_words(field.kind)[level] if level >= 0 else unknown
    if field.kind is Kind.BIRTH_DATE and one != other and _same_as_far_as_told(one, other):
        words = "the same as far as it is known"
    rarity = comparison.rarity(one, other) if comparison.frequent and one and other else inf
    return Step(field=field, left=one, right=other, level=level, agreement=words, bits=bits, rarity=rarity)


def _same_as_far_as_told(one: str, other: str) -> bool:
    """Of two dates of eight digits, one tells a month or a day that the other does not (00), and no part differs."""
    parts = [(date[:4], date[4:6], date[6:]) for date in (one, other) if len(date) == 8]
    return len(parts) == 2 and all(a == b or "00" in (a, b) for a, b in zip(*parts, strict=True))


def _levels(fields: Sequence[Tries], left: Row, right: Row) -> list[int]:
    """How the values of each field agree, in the order of the fields."""
    found = []
    exchanged = None
    for name, other, top, tries in fields:
        one, two = left.get(name), right.get(name)
        if one is None or two is None:
            found.append(UNKNOWN)
        elif one == two:
            found.append(top)  # equal values are the closest level of every kind
        else:
            level, test = next(((rank, test) for rank, test, holds in tries if holds(left, right)), (0, None))
            found.append(level)
            if test is Test.EXCHANGED:
                exchanged = other
    if exchanged is not None:  # one agreement, which the forename has
        found[next(place for place, (name, *_) in enumerate(fields) if name == exchanged)] = UNKNOWN
    return found


Holds = Callable[[Row, Row], bool]
Tries = tuple[str, str | None, int, list[tuple[int, Test, Holds]]]
"""A field's name, the other name's, its closest level, and how two values that differ are tried."""


@lru_cache(maxsize=64)
def _tries(fields: tuple[Field, ...]) -> list[Tries]:
    made = []
    for field in fields:
        tried, other = RANKED[field.kind], other_name(field, fields)
        tries = [
            (rank, level.test, _holds(level, field, other))
            for rank, level in tried.items()
            if level.test is not Test.SAME or level.derived
        ]
        made.append((field.name, other, len(tried), tries))
    return made


def _holds(level: Level, field: Field, other: str | None) -> Holds:
    """The test of one level. Both records have the field, and not the same value in it."""
    name, at = field.name, level.at

    def same(left: Row, right: Row) -> bool:
        value = left.get(derived)
        return value is not None and value == right.get(derived)

    def alike(left: Row, right: Row) -> bool:
        return JaroWinkler.similarity(left[name], right[name]) >= at

    def edited(left: Row, right: Row) -> bool:
        return DamerauLevenshtein.distance(left[name], right[name]) <= at

    def years_beside(left: Row, right: Row) -> bool:
        return same(left, right) and abs(int(left[name][:4]) - int(right[name][:4])) <= at

    def started(left: Row, right: Row) -> bool:
        one, two = left[name][:long], right[name][:long]
        return len(one) == long and one == two

    def exchanged(left: Row, right: Row) -> bool:
        if other is None or other not in left or other not in right:
            return False
        return (
            JaroWinkler.similarity(left[name], right[other]) >= at
            and JaroWinkler.similarity(left[other], right[name]) >= at
        )

    def among(left: Row, right: Row) -> bool:
        # A surname in the forename's place is counted once, for the forename.
        skipped = other if field.kind is Kind.SURNAME else None
        return any(
            value in there.get(NAMES, "").split() and (skipped is None or there.get(skipped) != value)
            for value, there in ((left[name], right), (right[name], left))
        )

    derived, long = field.derived(level.derived), int(at)
    tests: dict[Test, Holds] = {
        Test.SAME: same,
        Test.JARO_WINKLER: alike,
        Test.EDITS: edited,
        Test.YEARS: years_beside,
        Test.START: started,
        Test.EXCHANGED: exchanged,
        Test.AMONG: among,
    }
    return tests[level.test]
