"""The keys of millions of rows, and who has each: built once, looked up in one or two reaches into memory.

A key is mixed by a multiplication that loses nothing; its upper bits name a bucket, and the next thirty-two stand in
the bucket beside the row. Two keys would have to share all of these to be taken for one, and then a row too many is
compared, nothing worse.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.keys.index_keys import MOST, NAME_WORDS, SHIFT, STAGES, Kind, Stage
from sharewell.domain.linkage.millions.compiled import SPREAD, compiled, fill_keys, inlined
from sharewell.domain.linkage.millions.rows import Rows, column
from sharewell.domain.linkage.values.fields import NAME_KINDS

MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""2 to the 64 by the golden ratio, made odd (Knuth, The Art of Computer Programming 3, 6.4): it spreads keys evenly."""
_IN_A_BUCKET: Final = 4
STAGE_OF: Final = np.array([0, *(int(STAGES[kind]) for kind in Kind)], dtype=np.int64)
"""The stage of a key, by its kind."""
_LAST: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)


class KeyIndex(NamedTuple):
    begins: NDArray[np.uint32]
    """Where each bucket begins; one more than there are buckets."""
    entries: NDArray[np.uint64]
    """The thirty-two bits of a key, and below them its row."""
    bits: int
    """How many bits name a bucket."""

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return self.begins.nbytes + self.entries.nbytes


class Keyed(NamedTuple):
    """The columns of rows that their keys are made of, as the compiled functions take them."""

    values: NDArray[np.int64]
    named: NDArray[np.int64]
    """The fields that hold names."""
    word_begins: NDArray[np.int64]
    words: NDArray[np.int32]
    sounds: NDArray[np.int64]
    more_begins: NDArray[np.int64]
    more: NDArray[np.int32]
    born: NDArray[np.int64]
    postcode: NDArray[np.int64]
    phone: NDArray[np.int64]
    carer_phone: NDArray[np.int64]
    nhs_number: NDArray[np.int64]
    upn: NDArray[np.int64]


def build(rows: Rows, *, until: Stage = Stage.FALLBACK) -> KeyIndex:
    """The keys of the stages up to `until`."""
    asked = keyed(rows)
    total = int(_count(asked, int(until), np.zeros(1, dtype=np.uint32), 0))
    bits = max(1, int(np.log2(max(2, total / _IN_A_BUCKET))))
    sizes = np.zeros((1 << bits) + 1, dtype=np.uint32)
    _count(asked, int(until), sizes, bits)
    begins = np.cumsum(sizes, dtype=np.uint32)
    entries = np.empty(total, dtype=np.uint64)
    _place(asked, int(until), begins[:-1].copy(), bits, entries)
    return KeyIndex(begins, entries, bits)


def keyed(rows: Rows) -> Keyed:
    """Missing columns are MISSING throughout."""
    names = rows.names
    return Keyed(
        values=rows.values,
        named=np.array([at for at, f in enumerate(rows.fields) if f.kind in NAME_KINDS], dtype=np.int64),
        word_begins=names.word_begins, words=names.words, sounds=names.sounds,
        more_begins=rows.more_begins, more=rows.more,
        born=column(rows, "birth_date"), postcode=column(rows, "postcode"),
        phone=column(rows, "phone"), carer_phone=column(rows, "carer_phone"),
        nhs_number=column(rows, "nhs_number"), upn=column(rows, "upn"),
    )  # fmt: skip


@inlined
def bucket_of(key, bits):
    """The bucket of a key where `bits` bits name one, and the thirty-two bits that stand in it."""
    mixed = np.uint64(key) * MIX
    return mixed >> np.uint64(64 - bits), (mixed >> np.uint64(32 - bits)) & _LAST


@inlined
def candidates(key, begins, entries, bits, largest, stamps, seen, stamp, found, count):
    """Add the rows of a key that did not come before to `found`; return how many there are now."""
    bucket, beside = bucket_of(key, bits)
    taken = 0
    for at in range(begins[bucket], begins[bucket + np.uint64(1)]):
        if entries[at] >> _HALF != beside:
            continue
        taken += 1
        if taken > largest or count >= len(found):
            break
        row = np.int64(entries[at] & _LAST)
        slot = (row * SPREAD) & (len(stamps) - 1)
        while stamps[slot] == stamp and seen[slot] != row:
            slot = (slot + 1) & (len(stamps) - 1)
        if stamps[slot] != stamp:
            stamps[slot], seen[slot] = stamp, row
            found[count] = row
            count += 1
    return count


@inlined
def _sounds_of(rows, row, heard):
    """Write the different sounds of a row's names into `heard`, and return how many."""
    count = 0
    for part in range(len(rows.named) + 1):
        if part < len(rows.named):
            name = rows.values[row, rows.named[part]]
            first, last = rows.word_begins[name], rows.word_begins[name + 1]
        else:
            further = rows.values[row, rows.values.shape[1] - 1]
            first, last = rows.more_begins[further], rows.more_begins[further + 1]
        for at in range(first, last):
            sound = rows.sounds[rows.words[at]] if part < len(rows.named) else rows.sounds[rows.more[at]]
            known = False
            for other in range(count):
                known |= heard[other] == sound
            if not known and count < len(heard):
                heard[count] = sound
                count += 1
    return count


@compiled
def keys_of(rows, row, heard, made):
    """Write the keys of one row into `made`, and return how many; `heard` is room for its sounds."""
    count = _sounds_of(rows, row, heard)
    heard[:count].sort()
    return fill_keys(
        heard[:count], rows.born[row], rows.postcode[row], rows.phone[row], rows.carer_phone[row],
        rows.nhs_number[row], rows.upn[row], made,
    )  # fmt: skip


@compiled
def _count(rows, until, sizes, bits):
    """How many keys there are; those of each bucket are added up in `sizes`, one place on, where `bits` is not 0."""
    heard, made = np.empty(NAME_WORDS, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    total = 0
    for row in range(len(rows.values)):
        for at in range(keys_of(rows, row, heard, made)):
            if STAGE_OF[made[at] >> SHIFT] <= until:
                total += 1
                if bits > 0:
                    bucket, _ = bucket_of(made[at], bits)
                    sizes[bucket + np.uint64(1)] += np.uint32(1)
    return total


@compiled
def _place(rows, until, ends, bits, entries):
    """Write each key and its row into `entries`; `ends` says where the next of each bucket goes."""
    heard, made = np.empty(NAME_WORDS, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    for row in range(len(rows.values)):
        for at in range(keys_of(rows, row, heard, made)):
            if STAGE_OF[made[at] >> SHIFT] <= until:
                bucket, beside = bucket_of(made[at], bits)
                entries[ends[bucket]] = (beside << _HALF) | np.uint64(row)
                ends[bucket] += np.uint32(1)
