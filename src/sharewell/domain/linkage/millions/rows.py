"""Millions of children as whole numbers, a child in one line of memory: what the bulk scorer runs over.

A name is its place among all names (`Names`), every other value is packed (`packed`). What cannot be packed makes a
row odd: such rows are kept as text beside, and compared by the row scorer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.keys.index_keys import KEYED, sound_codes
from sharewell.domain.linkage.values import nicknames
from sharewell.domain.linkage.values.fields import NAME_KINDS, NAMES, Field, Kind
from sharewell.domain.linkage.values.normalise import name_words
from sharewell.domain.linkage.values.packed import BASE, MISSING, ODD, pack

Numbers = NDArray[np.int64]
PACKED: Final = frozenset({Kind.BIRTH_DATE, Kind.SEX, Kind.POSTCODE, Kind.PHONE, Kind.IDENTIFIER})
_LINE: Final = 64
"""Bytes of one line of the processor's memory."""
_LEAST_WIDTH: Final = 8
"""Numbers to a row, so that one is one line of the processor's memory."""


@dataclass(frozen=True, slots=True)
class Names:
    """Every different name and every word of one, numbered from 1; 0 is none."""

    place: Mapping[str, int]
    letters: NDArray[np.uint32]
    """The characters of each, names by places, with zeros at the end."""
    masks: NDArray[np.uint64]
    """Which characters each has, a bit for each letter of the alphabet and the others together at further bits."""
    roots: NDArray[np.int32]
    """For each the number of the name that its first word is a form of."""
    sounds: Numbers
    """The `index_keys.sound_code` of each."""
    word_begins: NDArray[np.int64]
    words: NDArray[np.int32]
    """The words of the n-th name are words[word_begins[n]:word_begins[n + 1]]."""
    root_places: Mapping[str, int]

    def root_of(self, name: str) -> int:
        """The number of the name that its first word is a form of; 0 where nobody has such a name."""
        return self.root_places.get(nicknames.root(name.split(" ")[0]), 0)

    def spelt(self, code: int) -> str:
        """The name of a number."""
        letters = self.letters[code]
        return "".join(map(chr, letters[letters != 0]))

    def codes(self, values: Iterable[str]) -> NDArray[np.int64]:
        return np.array([self.place[value] if value else 0 for value in values], dtype=np.int64)


def no_names() -> Names:
    """None but the place 0."""
    none = np.zeros(1, dtype=np.int32)
    return Names(
        {}, np.zeros((1, 2), np.uint32), none.astype(np.uint64), none, none.astype(np.int64), np.zeros(2, np.int64),
        none[:0], {},
    )  # fmt: skip


def names(values: Iterable[str], known: Names | None = None) -> Names:
    """The names of `known`, and those of these that are new, at further places."""
    before = known or no_names()
    place, fresh = dict(before.place), []
    for value in values:
        for each in (value, *name_words(value)):
            if each and each not in place:
                place[each] = len(place) + 1
                fresh.append(each)
    if not fresh:
        return before
    root_places = dict(before.root_places)
    roots = [root_places.setdefault(nicknames.root(n.split(" ")[0]), len(root_places) + 1) for n in fresh]
    spelt = np.array(fresh, dtype=str)
    width = max(spelt.dtype.itemsize // 4 + 1, before.letters.shape[1])
    letters = np.zeros((len(place) + 1, width), dtype=np.uint32)
    letters[: len(before.letters), : before.letters.shape[1]] = before.letters
    letters[len(before.letters) :, : spelt.dtype.itemsize // 4] = spelt.view(np.uint32).reshape(len(fresh), -1)
    words = [[place[word] for word in dict.fromkeys(name_words(name))] for name in fresh]
    begins = before.word_begins[-1] + np.cumsum([len(each) for each in words])
    return Names(
        place=place,
        letters=letters,
        masks=np.concatenate([before.masks, masks(letters[len(before.letters) :])]),
        roots=np.concatenate([before.roots, np.array(roots, dtype=np.int32)]),
        sounds=np.concatenate([before.sounds, np.array(sound_codes(fresh), dtype=np.int64)]),
        word_begins=np.concatenate([before.word_begins, begins]),
        words=np.concatenate([before.words, np.array([w for each in words for w in each], dtype=np.int32)]),
        root_places=root_places,
    )


def masks(letters: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """`Names.masks` of these `Names.letters`."""
    bit = np.where((letters >= ord("a")) & (letters <= ord("z")), letters - ord("a"), 26 + letters % 37)
    each = np.where(letters == 0, 0, np.uint64(1) << bit.astype(np.uint64)).astype(np.uint64)
    return np.asarray(np.bitwise_or.reduce(each, axis=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    fields: tuple[Field, ...]
    names: Names
    values: Numbers
    """Rows by fields; then, at the width's last place, the number of the row's further names, 0 where it has none."""
    more_begins: NDArray[np.int64]
    more: NDArray[np.int32]
    """Further name words: second names, aliases and former names."""
    keyed: Mapping[str, Numbers]
    """What keys are made of besides names, packed; only the columns there are."""
    odd: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values)


def width(fields: Sequence[Field]) -> int:
    return max(_LEAST_WIDTH, len(fields) + 1)


def rows(fields: tuple[Field, ...], records: Sequence[Mapping[str, str]], known: Names | None = None) -> Rows:
    """Records written one way (`compare.record`) as rows; `known` are the names of the rows they are held beside."""
    named = [f.name for f in fields if f.kind in NAME_KINDS]
    every = names((r.get(n, "") for r in records for n in [*named, NAMES]), known)
    values = np.zeros((len(records), width(fields)), dtype=np.int64)
    for at, f in enumerate(fields):
        own = [r.get(f.name, "") for r in records]
        values[:, at] = every.codes(own) if f.kind in NAME_KINDS else [pack(value) for value in own]
    more: list[int] = []
    begins = [0, 0]
    for at, r in enumerate(records):
        own_words = {word for n in named for word in name_words(r.get(n, ""))}
        if further := [w for w in r.get(NAMES, "").split() if w not in own_words]:
            more += [every.place[word] for word in further]
            begins.append(len(more))
            values[at, -1] = len(begins) - 2
    odd = {at: records[at] for at in np.flatnonzero((values == ODD).any(axis=1)).tolist()}
    told = {n: np.array([number(r.get(n, "")) for r in records], dtype=np.int64) for n, number in KEYED.items()}
    return Rows(
        fields=fields, names=every, values=values, more_begins=np.array(begins, dtype=np.int64),
        more=np.array(more, dtype=np.int32), keyed={n: c for n, c in told.items() if c.any()}, odd=odd,
    )  # fmt: skip


def stacked(parts: Sequence[Rows], names: Names) -> Rows:
    """Rows that were made part by part, each knowing the names of the parts before it, as one.

    Args:
        names: of the last part, which has those of all.
    """
    values, odd = _in_lines(sum(map(len, parts)), parts[0].values.shape[1]), dict[int, Mapping[str, str]]()
    np.concatenate([part.values for part in parts], out=values)
    begins, rows_before, lists_before, words_before = [np.zeros(2, dtype=np.int64)], 0, 0, 0
    for part in parts:
        lists = values[rows_before : rows_before + len(part), -1]
        lists[lists > 0] += lists_before
        begins.append(part.more_begins[2:] + words_before)
        odd |= {at + rows_before: record for at, record in part.odd.items()}
        rows_before, lists_before = rows_before + len(part), lists_before + len(part.more_begins) - 2
        words_before += len(part.more)
    named = {name for part in parts for name in part.keyed}
    return Rows(
        fields=parts[0].fields, names=names, values=values,
        more_begins=np.concatenate(begins), more=np.concatenate([part.more for part in parts]),
        keyed={name: np.concatenate([column(part, name) for part in parts]) for name in named}, odd=odd,
    )  # fmt: skip


def by_birthday(rows: Rows) -> Numbers:
    """An order in which rows of one day and month of birth lie together, and of these those of one year."""
    born = column(rows, "birth_date")
    return np.lexsort((born, born % BASE**4))


def in_order(rows: Rows, order: Numbers) -> Rows:
    """The same rows, of which the first is the one whose place the order has first."""
    values = _in_lines(*rows.values.shape)
    np.take(rows.values, order, axis=0, out=values, mode="clip")  # else numpy makes a copy of them all on the way
    odd = np.flatnonzero(np.isin(order, [*rows.odd]))
    return replace(
        rows,
        values=values,
        keyed={name: told[order] for name, told in rows.keyed.items()},
        odd={at: rows.odd[int(order[at])] for at in odd.tolist()},
    )


def _in_lines(count: int, width: int) -> Numbers:
    """Room for rows that begin where the processor's lines do: numpy's begin 16 bytes later, and are in two of them."""
    room = np.empty(count * width + _LINE // 8, dtype=np.int64)
    begin = -room.ctypes.data % _LINE // 8
    return room[begin : begin + count * width].reshape(count, width)


def column(rows: Rows, name: str) -> Numbers:
    """A column that keys are made of; MISSING throughout where there is none."""
    return rows.keyed.get(name, np.full(len(rows), MISSING, dtype=np.int64))
