"""The keys of millions of rows, and who has each: built once, looked up in one or two reaches into memory.

A key is mixed by a multiplication that loses nothing; its upper bits name a bucket, and the next thirty-two stand in
the bucket beside the row. Two keys would have to share all of these to be taken for one, and then a row too many is
compared, nothing worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.compiled import compiled, fill_keys
from sharewell.domain.linkage.fields import NAME_KINDS
from sharewell.domain.linkage.index_keys import MOST, NAME_WORDS, SHIFT, STAGES, Kind, Stage
from sharewell.domain.linkage.rows import Rows, column

MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_IN_A_BUCKET: Final = 4
STAGE_OF: Final = np.array([0, *(int(STAGES[kind]) for kind in Kind)], dtype=np.int64)
"""The stage of a key, by its kind."""
_LAST: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)


@dataclass(frozen=True, slots=True)
class KeyIndex:
    begins: NDArray[np.uint32]
    """Where each bucket begins; one more than there are buckets."""
    entries: NDArray[np.uint64]
    """The thirty-two bits of a key, and below them its row."""
    bits: int
    """How many bits name a bucket."""

    @property
    def size(self) -> int:
        return self.begins.nbytes + self.entries.nbytes


def build(rows: Rows, *, until: Stage = Stage.FALLBACK) -> KeyIndex:
    """The keys of the stages up to `until`."""
    asked = keyed(rows)
    total = int(_count(*asked, int(until), np.zeros(1, dtype=np.uint32), 0))
    bits = max(1, int(np.log2(max(2, total / _IN_A_BUCKET))))
    sizes = np.zeros((1 << bits) + 1, dtype=np.uint32)
    _count(*asked, int(until), sizes, bits)
    begins = np.cumsum(sizes, dtype=np.uint32)
    entries = np.empty(total, dtype=np.uint64)
    _place(*asked, int(until), begins[:-1].copy(), bits, entries)
    return KeyIndex(begins, entries, bits)


def keyed(rows: Rows) -> tuple[Any, ...]:
    """The columns that keys are made of, as the compiled functions take them."""
    named = np.array([at for at, f in enumerate(rows.fields) if f.kind in NAME_KINDS], dtype=np.int64)
    names = rows.names
    told = (column(rows, n) for n in ("birth_date", "postcode", "phone", "carer_phone", "nhs_number", "upn"))
    return (rows.values, named, names.word_begins, names.words, names.sounds, rows.more_begins, rows.more, *told)


@compiled
def sounds_of(values, row, named, word_begins, words, sounds, more_begins, more, heard):
    """Write the different sounds of a row's names into `heard`, in order, and return how many."""
    count = 0
    for part in range(len(named) + 1):
        if part < len(named):
            name = values[row, named[part]]
            first, last = word_begins[name], word_begins[name + 1]
        else:
            further = values[row, values.shape[1] - 1]
            first, last = more_begins[further], more_begins[further + 1]
        for at in range(first, last):
            sound = sounds[words[at]] if part < len(named) else sounds[more[at]]
            known = False
            for other in range(count):
                known |= heard[other] == sound
            if not known and count < len(heard):
                heard[count] = sound
                count += 1
    heard[:count].sort()
    return count


@compiled
def keys_of(
    values, named, word_begins, words, sounds, more_begins, more,
    born, postcode, phone, carer, nhs, upn, row, heard, made,
):  # fmt: skip
    """Write the keys of one row into `made`, and return how many."""
    count = sounds_of(values, row, named, word_begins, words, sounds, more_begins, more, heard)
    return fill_keys(heard[:count], born[row], postcode[row], phone[row], carer[row], nhs[row], upn[row], made)


@compiled
def _count(
    values, named, word_begins, words, sounds, more_begins, more,
    born, postcode, phone, carer, nhs, upn, until, sizes, bits,
):  # fmt: skip
    heard, made = np.empty(NAME_WORDS, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    total = 0
    for row in range(len(values)):
        count = keys_of(
            values, named, word_begins, words, sounds, more_begins, more,
            born, postcode, phone, carer, nhs, upn, row, heard, made,
        )  # fmt: skip
        for at in range(count):
            if STAGE_OF[made[at] >> SHIFT] <= until:
                total += 1
                if bits > 0:
                    sizes[((np.uint64(made[at]) * MIX) >> np.uint64(64 - bits)) + np.uint64(1)] += np.uint32(1)
    return total


@compiled
def _place(
    values, named, word_begins, words, sounds, more_begins, more, born, postcode, phone, carer, nhs, upn,
    until, ends, bits, entries,
):  # fmt: skip
    heard, made = np.empty(NAME_WORDS, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    for row in range(len(values)):
        count = keys_of(
            values, named, word_begins, words, sounds, more_begins, more,
            born, postcode, phone, carer, nhs, upn, row, heard, made,
        )  # fmt: skip
        for at in range(count):
            if STAGE_OF[made[at] >> SHIFT] <= until:
                mixed = np.uint64(made[at]) * MIX
                bucket = mixed >> np.uint64(64 - bits)
                beside = (mixed >> np.uint64(32 - bits)) & _LAST
                entries[ends[bucket]] = (beside << _HALF) | np.uint64(row)
                ends[bucket] += np.uint32(1)
