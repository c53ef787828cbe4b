"""Children in memory, for look-ups in under a millisecond: built in one go, then kept up with what is put on record.

It gives numbers of children and weights, nothing else. What is shown is read from PostgreSQL under its walls, which is
the truth, so shielding and roles hold there as they do without a segment.

It is never a file: its memory is gone with its process, and a backup holds none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.deciding.decide import LEAST, LIKELY
from sharewell.domain.linkage.keys.index_keys import Stage, likenesses, probes, stage
from sharewell.domain.linkage.millions import key_index, look_up
from sharewell.domain.linkage.millions.rows import Names, Rows, by_birthday, in_order, masks
from sharewell.domain.linkage.millions.score_rows import prepare
from sharewell.domain.linkage.values.fields import NAME_KINDS, NAMES
from sharewell.domain.linkage.values.normalise import name_words
from sharewell.domain.linkage.values.packed import pack
from sharewell.domain.linkage.weighing.compare import Row, Scorer, weighable
from sharewell.domain.linkage.weighing.model import Model
from sharewell.linking.segments.newest import Newest

LARGEST: Final = 4_000
"""No more children of one key are compared."""


@dataclass(frozen=True, slots=True)
class Near:
    child: int
    weight: float


class Segment:
    """Look up with `find`, one look-up at a time."""

    def __init__(self, model: Model, kept: Rows, children: NDArray[np.int64], *, years: range) -> None:
        """
        Args:
            children: the number of each row's child, each once.
            years: in which the children were born.
        """
        self.model, self.years = model, years
        # The common keys are made of birthdays: the hundreds of rows that share one then lie near each other in memory.
        order = by_birthday(kept)
        kept, children = in_order(kept, order), children[order]
        self._children, self._in_order = children, np.argsort(children)
        self._index = key_index.build(kept)
        self._kept = replace(kept, names=_with_room(kept.names, len(model.fields)), keyed={}, odd={})
        self._prepared = prepare(model, self._kept)
        self._begin_spare = len(kept.names.letters)
        self._memory = look_up.memory(self._prepared)
        self._newest = Newest(Scorer(model))
        for at, row in kept.odd.items():
            self.put(int(children[at]), row)

    def __len__(self) -> int:
        return len(self._children)

    @property
    def newer(self) -> int:
        """How many children were put in since it was built."""
        return len(self._newest)

    @property
    def size(self) -> int:
        """Bytes of memory, without the names and the newest."""
        return self._kept.values.nbytes + self._index.size + self._children.nbytes + self._in_order.nbytes

    def find(self, record: Row, *, most: int = 10) -> list[Near]:
        """The children that agree best with a record written one way (`compare.record`), the best first."""
        asked = probes(record, years=self.years)
        weighed = weighable(record, self.model.fields)
        values, more = self._placed(weighed)
        found: dict[int, float] = {}
        for common in (False, True):
            if any(weight >= LIKELY for weight in found.values()):
                break
            wanted = [key for key in asked if (stage(key) is Stage.FALLBACK) is common]
            wanted += likenesses(record, years=self.years) if common else []
            if wanted:
                # Who weighs less than as many as are told of is none of them.
                least = sorted(found.values())[-most] - look_up.ROUNDING if len(found) >= most else LEAST
                found.update(self._near(values, more, np.array(wanted, dtype=np.int64), least, most))
                found.update(each for each in self._newest.near(weighed, wanted) if each[1] >= LEAST)
        # To a billionth of a bit, by which the two programs that compare may differ.
        best = sorted(found.items(), key=lambda each: (-round(each[1], 9), each[0]))
        return [Near(child, weight) for child, weight in best[:most]]

    def put(self, child: int, row: Row) -> None:
        """Know this of a child from now on, and nothing that was known of it before."""
        self.forget(child)
        self._newest.put(child, row)

    def forget(self, child: int) -> None:
        """Nothing of it is left."""
        self._newest.forget(child)
        at = np.searchsorted(self._children, child, sorter=self._in_order)
        if at < len(self._children) and self._children[row := self._in_order[at]] == child:
            self._kept.values[row] = 0

    def _near(self, values: Any, more: Any, keys: Any, least: float, most: int) -> zip[tuple[int, float]]:
        kept, index = self._kept, self._index
        rows, weights = look_up.near(
            self._prepared, self._memory, values, more, keys, kept.values, kept.more_begins, kept.more,
            *index, LARGEST, least, most,
        )  # fmt: skip
        return zip(self._children[rows].tolist(), weights.tolist(), strict=True)

    def _placed(self, record: Mapping[str, str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """A record's values as a row's, and its further name words; a name that nobody has goes to a spare place."""
        places = self._kept.names.place
        values = np.zeros(self._kept.values.shape[1], dtype=np.int64)
        own: set[str] = set()
        for at, field in enumerate(self.model.fields):
            value = record.get(field.name, "")
            if field.kind not in NAME_KINDS:
                values[at] = pack(value)  # ODD is like nothing that is packed
            elif value in places:
                values[at] = places[value]
                own.update(name_words(value))
            elif value:  # a spare place has no words: those of a double name go to the further ones
                values[at] = self._begin_spare + at
                self._write(self._begin_spare + at, value)
        further = [places[word] for word in record.get(NAMES, "").split() if word in places and word not in own]
        return values, np.array(further, dtype=np.int32)

    def _write(self, place: int, name: str) -> None:
        p = self._prepared
        fits = name[: p.letters.shape[1] - 1]
        p.letters[place] = 0
        p.letters[place, : len(fits)] = [ord(c) for c in fits]
        p.lengths[place] = len(fits)
        p.masks[place] = masks(p.letters[place, None])[0]
        p.roots[place] = self._kept.names.root_of(name)


def _with_room(names: Names, places: int) -> Names:
    """The same names, and empty places after them."""
    wide = max(40, names.letters.shape[1])
    letters = np.zeros((len(names.letters) + places, wide), dtype=np.uint32)
    letters[: len(names.letters), : names.letters.shape[1]] = names.letters
    none = np.zeros(places, dtype=np.int64)
    return replace(
        names,
        letters=letters,
        masks=np.concatenate([names.masks, none.astype(np.uint64)]),
        roots=np.concatenate([names.roots, none.astype(np.int32)]),
        sounds=np.concatenate([names.sounds, none]),
        word_begins=np.concatenate([names.word_begins, none + names.word_begins[-1]]),
    )
