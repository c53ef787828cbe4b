"""Short values as whole numbers, exactly: what match keys are made of and what the compiled scorer reads.

A value of spaces, digits and small letters is a number to the base 38, its last character the lowest place. No two
values have one number, and beginnings and endings are taken with division and remainder.
"""

from __future__ import annotations

from typing import Final

BASE: Final = 38
LONGEST: Final = 12
"""Characters that fit into 63 bits."""
MISSING: Final = 0
ODD: Final = -1
"""A value that is longer, or has other characters."""
_PLACES: Final = {c: at for at, c in enumerate(" 0123456789abcdefghijklmnopqrstuvwxyz", 1)}
_CHARACTERS: Final = {at: c for c, at in _PLACES.items()}
ZERO: Final = _PLACES["0"]


def pack(value: str) -> int:
    """MISSING for an empty value, ODD for one that cannot be packed."""
    if len(value) > LONGEST:
        return ODD
    packed = 0
    for character in value:
        place = _PLACES.get(character)
        if place is None:
            return ODD
        packed = packed * BASE + place
    return packed


def unpack(packed: int) -> str:
    found = []
    while packed > 0:
        packed, place = divmod(packed, BASE)
        found.append(_CHARACTERS[place])
    return "".join(reversed(found))
