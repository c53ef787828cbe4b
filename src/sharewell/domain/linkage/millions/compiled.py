"""The comparisons of `fields` as machine code, on packed values and letters.

Each function says the same as its namesake elsewhere: `rapidfuzz` for likeness and edits, `normalise` for derived
values, `index_keys.fill` for keys; tests hold them to each other. Importing this module loads the compiler: import it
where it is used, and what it compiled is kept on disk.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numba import config, njit

from sharewell.domain.linkage.keys import index_keys
from sharewell.domain.linkage.values.packed import BASE, LONGEST, ODD, ZERO, pack

# What is kept on disk is known by one file's date alone, though it holds what was inlined from others: after a change
# in one of those, the code of before would go on being run.
_SOURCES: Final = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
_KEPT: Final = Path(__file__).parent / "__pycache__" / sha256(_SOURCES).hexdigest()[:16]
config.CACHE_DIR = str(_KEPT)  # type: ignore[attr-defined] # it has its settings from the environment

compiled: Final[Any] = njit(cache=True, nogil=True)
# _nrt: to take an array out of a tuple counts a reference, up and down, with the processor's lock: twenty times what is
# done with it here. Who does not count may not make arrays either.
inlined: Final[Any] = cast(Any, njit)(cache=True, nogil=True, forceinline=True, _nrt=False)
"""For what is called for every pair: a call hands over each array of a prepared model anew."""
fill_keys = compiled(index_keys.fill)

POWERS: Final = np.array([BASE**n for n in range(LONGEST + 1)], dtype=np.int64)
SPREAD: Final = 2654435761
"""A prime near 2 to the 32 by the golden ratio: it spreads numbers that follow one another (`key_index.MIX`)."""
SPACE: Final = 1
NINE: Final = ZERO + 9
NO_DAY: Final = pack("0000")
WHOLE, CANONICAL, DAY, OUTWARD, END = range(5)
DERIVED: Final = {"": WHOLE, "canonical": CANONICAL, "day": DAY, "outward": OUTWARD, "end": END}
"""The derived values of `fields.KINDS` that can be had from a packed one."""


@inlined
def length(packed):
    """How many characters."""
    n = 0
    while n < LONGEST and packed >= POWERS[n]:
        n += 1
    return n


@inlined
def beginning(packed, n):
    """The first n characters; 0 where there are fewer."""
    have = length(packed)
    return packed // POWERS[have - n] if have >= n else 0


@inlined
def derived(packed, what):
    """A derived value, packed; 0 where there is none."""
    n = length(packed)
    if what == CANONICAL:
        if n != 8:
            return packed
        one, other = packed // POWERS[2] % POWERS[2], packed % POWERS[2]
        return packed // POWERS[4] * POWERS[4] + min(one, other) * POWERS[2] + max(one, other)
    if what == DAY:
        if n <= 4 or packed % POWERS[4] == NO_DAY:
            return 0
        return packed % POWERS[n - 4]
    if what == OUTWARD:
        for at in range(n):
            if packed // POWERS[at] % BASE == SPACE:
                return packed // POWERS[at + 1]
        return packed if _district(packed, n) else packed // POWERS[n - (n + 1) // 2]
    if what == END:
        return packed % POWERS[6] if n > 6 else packed
    return packed


@inlined
def years_within(x, y, most):
    """Whether two dates are of one day of the year, and their years at most so far apart."""
    day = derived(x, DAY)
    return day != 0 and day == derived(y, DAY) and abs(_year(x) - _year(y)) <= most


@inlined
def _year(packed):
    first, year = beginning(packed, 4), 0
    for place in range(3, -1, -1):
        year = year * 10 + first // POWERS[place] % BASE - ZERO
    return year


@compiled
def _district(packed, n):
    """Whether it is one or two letters, a digit, and perhaps one character more: 'n17', 'tq13', 'ec1a'."""
    letters = 0
    while letters < n and packed // POWERS[n - 1 - letters] % BASE > NINE:
        letters += 1
    if letters == 0 or letters > 2 or letters == n or n - letters > 2:
        return False
    return ZERO <= packed // POWERS[n - 1 - letters] % BASE <= NINE


@compiled
def nhs_code(packed):
    """The number where its check digit holds, 0 otherwise."""
    if length(packed) != 10:
        return 0
    total = 0
    for place in range(10):
        digit = packed // POWERS[place] % BASE - ZERO
        if digit < 0 or digit > 9:
            return 0
        total += digit * (place + 1)
    return packed if total % 11 == 0 else 0


@compiled
def nhs_codes(packed):
    found = np.zeros(len(packed), dtype=np.int64)
    for row in range(len(packed)):
        found[row] = nhs_code(packed[row])
    return found


@compiled
def pack_all(begins, characters, out):
    """`packed.pack` of many ASCII values, the n-th from begins[n] to begins[n + 1]."""
    for row in range(len(out)):
        packed = 0
        if begins[row + 1] - begins[row] > LONGEST:
            packed = ODD
        else:
            for at in range(begins[row], begins[row + 1]):
                c = characters[at]
                if c == 32:
                    place = 1
                elif 48 <= c <= 57:
                    place = c - 48 + ZERO
                elif 97 <= c <= 122:
                    place = c - 97 + NINE + 1
                else:
                    packed = ODD
                    break
                packed = packed * BASE + place
        out[row] = packed


# --- likeness -------------------------------------------------------------------------------------------


@compiled
def jaro_winkler(a, b, seen_a, seen_b):
    """The Jaro-Winkler likeness of two rows of letters that end with 0, to the last bit as rapidfuzz has it."""
    long_a, long_b = _ends(a), _ends(b)
    if long_a == 0 or long_b == 0:
        return 1.0 if long_a == long_b else 0.0
    same = 0
    while same < long_a and same < long_b and a[same] == b[same]:
        same += 1
    if same == long_a and same == long_b:
        return 1.0
    reach = max(max(long_a, long_b) // 2 - 1, 0)
    for at in range(long_b):
        seen_b[at] = False
    common = 0
    for at in range(long_a):
        seen_a[at] = False
        for other in range(max(0, at - reach), min(long_b, at + reach + 1)):
            if not seen_b[other] and a[at] == b[other]:
                seen_a[at] = seen_b[other] = True
                common += 1
                break
    if common == 0:
        return 0.0
    moved, other = 0, 0
    for at in range(long_a):
        if seen_a[at]:
            while not seen_b[other]:
                other += 1
            if a[at] != b[other]:
                moved += 1
            other += 1
    likeness = (common / long_a + common / long_b + (common - moved // 2) / common) / 3.0
    if likeness > 0.7:
        likeness += min(same, 4) * 0.1 * (1.0 - likeness)
    return likeness


@compiled
def _ends(letters):
    n = 0
    while n < len(letters) and letters[n] != 0:
        n += 1
    return n


@compiled
def edits_within(a, b, most):
    """Whether two packed values are `most` edits apart or fewer (Damerau-Levenshtein, unrestricted): two at most."""
    while a > 0 and a % BASE == b % BASE:  # what both end with takes no edit
        a //= BASE
        b //= BASE
    if a == b:
        return True
    if most == 0:
        return False
    x, y, rest = a // BASE, b // BASE, most - 1
    if edits_within(x, y, rest) or edits_within(x, b, rest) or edits_within(a, y, rest):
        return True
    last, other = a % BASE, b % BASE
    if last > 0 and last == y % BASE:  # characters that changed places, and at two edits one that came between them
        if other == x % BASE:
            return edits_within(x // BASE, y // BASE, rest)
        if rest > 0 and other == x // BASE % BASE and other > 0:
            return edits_within(x // POWERS[2], y // BASE, rest - 1)
    if rest > 0 and other > 0 and other == x % BASE and last == y // BASE % BASE and last > 0:
        return edits_within(x // BASE, y // POWERS[2], rest - 1)
    return False
