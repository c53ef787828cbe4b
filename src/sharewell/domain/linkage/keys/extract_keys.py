"""Match keys of extracts: numbers of 64 bits that two rows of one person are likely to share in spite of an error.

A key is a part of a field, such as how a name sounds or the birth date with day and month in either order, or it joins
parts of two. Names are an unordered set, so exchanged names meet. Which rows are compared by them, `candidates` says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.keys.sounds import sound
from sharewell.domain.linkage.values import nicknames
from sharewell.domain.linkage.values.fields import DETAILS, Kind
from sharewell.domain.linkage.values.normalise import canonical_date, outward
from sharewell.domain.linkage.values.table import Table

Keys = NDArray[np.uint64]
NONE: Final = np.uint64(0)
NAME_WORDS: Final = 6
"""How many name words of a row make keys."""
MOST_KEYS: Final = 1_000
"""With more kinds of key than this two texts or numbers make none together: sixty answers to a survey have thousands of
pairs, which bring millions of strangers together and hardly anybody whom a name or a date does not."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a field that keys are made of: rows by places, 0 where there is nothing."""

    field: str
    what: str
    codes: Keys
    of_detail: bool
    """Whether it is of a text or a number, which is hardly a person's own."""


_PARTS = {
    Kind.BIRTH_DATE: (
        ("date", canonical_date),
        ("year", lambda v: v[:4] if len(v) == 8 else ""),
        ("day", lambda v: canonical_date(v)[4:] if len(v) == 8 else ""),
    ),
    Kind.POSTCODE: (("whole", str), ("outward", outward)),
    Kind.PHONE: (("whole", str),),
    Kind.EMAIL: (("whole", str), ("before the @", lambda v: v.split("@")[0])),
    Kind.IDENTIFIER: (("whole", str), ("start", lambda v: v[: (len(v) + 1) // 2]), ("end", lambda v: v[len(v) // 2 :])),
    Kind.NUMBER: (("whole", str),),
    Kind.TEXT: (("whole", str), ("word", lambda v: sound(max(v.split(), key=len)))),
}


@lru_cache(maxsize=1 << 20)
def code(field: str, what: str, value: str) -> int:
    """64 bits of a part: what it is of, and its value. Never 0, which stands for none."""
    digest = hashlib.blake2b(f"{field}\x1f{what}\x1f{value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def joined(kind: int, first: Keys, second: Keys) -> Keys:
    """One key of two parts; 0 where either is missing. It matters which comes first.

    Mixed by the constants of SplitMix64 (Steele, Lea and Flood 2014).
    """
    with np.errstate(over="ignore"):
        mixed = first * np.uint64(0x9E3779B97F4A7C15) + np.uint64(kind)
        mixed ^= mixed >> np.uint64(31)
        mixed = (mixed + second) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    return np.where((first == NONE) | (second == NONE), NONE, np.maximum(mixed, np.uint64(1)))


def parts(table: Table) -> list[Part]:
    """All that keys are made of: what is taken of each field's values, and the sounds of the name words."""
    found = []
    for field in table.fields:
        column = table.columns[field.name]
        for what, how in _PARTS.get(field.kind, ()):
            of_value = [code(field.name, what, part) if (part := how(v)) else 0 for v in column.values]
            codes = np.array([*of_value, 0], dtype=np.uint64)[column.codes]
            found.append(Part(field.name, what, codes[:, None], field.kind in DETAILS))
    if table.tokens.shape[1]:
        of_word = [code("names", "sound", sound(nicknames.root(word))) for word in table.words]
        codes = np.array([*of_word, 0], dtype=np.uint64)[table.tokens[:, :NAME_WORDS]]
        found.append(Part("names", "sound", codes, of_detail=False))
    return found


def kinds_of_key(found: Sequence[Part]) -> list[tuple[int, ...]]:
    """Which parts make keys together: all two of different fields, two words of a name; and each alone, of which those
    that are not rare make blocks too large to compare."""
    alone = [(i,) for i in range(len(found))]
    pairs = [(i, j) for i, j in combinations(range(len(found)), 2) if found[i].field != found[j].field]
    if len(pairs) > MOST_KEYS:
        pairs = [(i, j) for i, j in pairs if not (found[i].of_detail and found[j].of_detail)] or pairs
    names = [(i, i) for i, p in enumerate(found) if p.field == "names" and p.codes.shape[1] > 1]
    return [*alone, *pairs, *names]


def keys(found: Sequence[Part], kind: tuple[int, ...], number: int) -> Iterator[Keys]:
    """The keys of one kind, a column of rows at a time."""
    if len(kind) == 1:
        yield from found[kind[0]].codes.T
        return
    first, second = (found[i] for i in kind)
    if first is second:
        for i, j in combinations(range(first.codes.shape[1]), 2):
            a, b = first.codes[:, i], first.codes[:, j]
            yield np.where(a == b, NONE, joined(number, np.minimum(a, b), np.maximum(a, b)))
        return
    for a in first.codes.T:
        for b in second.codes.T:
            yield joined(number, a, b)
