"""Children in memory, for look-ups in under a millisecond: built anew in the background, completed from PostgreSQL.

A segment knows the children up to its `high_water` and never learns of another: whoever looks up asks PostgreSQL for
the newer ones too, which is always the truth. It gives numbers of children and weights, nothing else. What is shown is
read from PostgreSQL under its walls, so shielding and roles hold there as they do without a segment.

It is never a file. Its memory belongs to the process that built it and those forked from it, and is gone with them; a
backup holds none of it. A child that is corrected, shielded or destroyed is forgotten in place, in all of them at once.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage import bulk_index, key_index
from sharewell.domain.linkage.compare import weighable
from sharewell.domain.linkage.decide import REVIEW
from sharewell.domain.linkage.fields import NAMES
from sharewell.domain.linkage.index_keys import Stage, probes, stage
from sharewell.domain.linkage.model import Model
from sharewell.domain.linkage.normalise import name_words
from sharewell.domain.linkage.packed import ODD, pack
from sharewell.domain.linkage.rows import ARE_NAMES, Names, Rows

LIKELY: Final = 6.0
"""Bits from which a child is likely enough that the common keys need not be asked."""
LARGEST: Final = 4_000
"""No more children of one key are compared."""
_SPARE: Final = 32
"""Places for names of a look-up that no child in the segment has."""


@dataclass(frozen=True, slots=True)
class Near:
    child: int
    weight: float


class Segment:
    """Look up with `find`; one look-up at a time in each process, which takes a fifth of a millisecond."""

    def __init__(self, model: Model, kept: Rows, children: NDArray[np.int64], *, years: range) -> None:
        """
        Args:
            children: the number of each row's child.
            years: in which the children were born.
        """
        self.model, self.years = model, years
        self.high_water = int(children.max(initial=0))
        self._children = _shared(children)
        self._kept = replace(kept, values=_shared(kept.values), names=_with_room(kept.names))
        self._index = _shared_index(key_index.build(kept))
        self._prepared = bulk_index.prepare(model, self._kept)
        self._begin_spare = len(kept.names.letters)
        self._scratch = bulk_index.scratch(self._prepared)
        self._order: NDArray[np.int64] | None = None
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._children)

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return self._kept.values.nbytes + self._index.size + self._children.nbytes

    def find(self, record: Mapping[str, str], *, most: int = 10) -> list[Near]:
        """The children that agree best with a record written one way (`compare.record`), the best first."""
        asked = probes(record, years=self.years)
        common = np.array([key for key in asked if stage(key) is Stage.FALLBACK], dtype=np.int64)
        rare = np.array([key for key in asked if stage(key) is not Stage.FALLBACK], dtype=np.int64)
        with self._lock:
            values, more = self._placed(weighable(record, self.model.fields))
            found = self._near(values, more, rare)
            if len(common) and not (len(found[1]) and found[1].max() >= LIKELY):
                again = self._near(values, more, common)
                found = np.concatenate([found[0], again[0]]), np.concatenate([found[1], again[1]])
        best: dict[int, float] = {}
        for at in np.argsort(-found[1], kind="stable").tolist():
            if len(best) == most:
                break
            best.setdefault(int(self._children[found[0][at]]), float(found[1][at]))
        return [Near(child, weight) for child, weight in best.items()]

    def forget(self, children: Iterable[int]) -> None:
        """Nothing of these is left, here or in any process that shares this memory."""
        if self._order is None:
            self._order = np.argsort(self._children, kind="stable")
        for child in children:
            at = np.searchsorted(self._children, child, sorter=self._order)
            while at < len(self._order) and self._children[self._order[at]] == child:
                self._kept.values[self._order[at]] = 0
                at += 1

    def _near(self, values: Any, more: Any, keys: Any) -> Any:
        kept, index = self._kept, self._index
        return bulk_index.near(
            self._prepared, values, more, keys, kept.values, kept.more_begins, kept.more,
            index.begins, index.entries, index.bits, LARGEST, 3 * REVIEW, *self._scratch,
        )  # fmt: skip

    def _placed(self, record: Mapping[str, str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """A record's values as a row's, and its further name words; names nobody has go to the spare places."""
        names, spare = self._kept.names, dict[str, int]()

        def place(name: str) -> int:
            known = names.place.get(name) or spare.get(name)
            if known is None:
                known = spare[name] = self._begin_spare + min(len(spare), _SPARE - 1)
                self._write(known, name)
            return known

        values = np.zeros(self._kept.values.shape[1], dtype=np.int64)
        own: set[str] = set()
        for at, field in enumerate(self.model.fields):
            value = record.get(field.name, "")
            if field.kind in ARE_NAMES:
                values[at] = place(value) if value else 0
                own.update(name_words(value))
            else:
                packed = pack(value)
                values[at] = 0 if packed == ODD else packed
        further = [place(word) for word in record.get(NAMES, "").split() if word not in own]
        return values, np.array(further, dtype=np.int32)

    def _write(self, place: int, name: str) -> None:
        p = self._prepared
        fits = name[: p.letters.shape[1] - 1]
        p.letters[place] = 0
        p.letters[place, : len(fits)] = [ord(c) for c in fits]
        p.lengths[place] = len(fits)
        p.masks[place] = bulk_index.mask(p.letters[place])
        p.roots[place] = self._kept.names.root_of(name)


def _with_room(names: Names) -> Names:
    """The same names, and empty places after them."""
    wide = max(40, names.letters.shape[1])
    letters = np.zeros((len(names.letters) + _SPARE, wide), dtype=np.uint32)
    letters[: len(names.letters), : names.letters.shape[1]] = names.letters
    none = np.zeros(_SPARE, dtype=np.int64)
    return replace(
        names,
        letters=letters,
        masks=np.concatenate([names.masks, none.astype(np.uint64)]),
        roots=np.concatenate([names.roots, none.astype(np.int32)]),
        sounds=np.concatenate([names.sounds, none]),
        word_begins=np.concatenate([names.word_begins, none + names.word_begins[-1]]),
    )


def _shared(array: NDArray[Any]) -> NDArray[Any]:
    """The array in memory that forked processes share, and that has no name in any file system."""
    room = mmap.mmap(-1, max(1, array.nbytes))
    made = np.frombuffer(room, dtype=array.dtype, count=array.size).reshape(array.shape)
    made[...] = array
    return made


def _shared_index(index: key_index.KeyIndex) -> key_index.KeyIndex:
    return key_index.KeyIndex(_shared(index.begins), _shared(index.entries), index.bits)
