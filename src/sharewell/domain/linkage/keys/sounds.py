"""A code of how a name sounds, so that spellings of one name meet under one match key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

LETTERS: Final = 4
"""Sounds kept: enough to tell most names apart, few enough that endings do not matter."""

# In order: what is written, how it sounds. The idea is Metaphone's (Philips 1990); the table is ours.
_SOUNDS: Final = tuple(
    (re.compile(pattern, re.MULTILINE), sound)
    for pattern, sound in (
        (r"^(kn|gn|pn|wr)", lambda m: m[0][1]),
        (r"^x", "s"),
        (r"^mac|^mc", "mk"),
        (r"wh", "w"),
        (r"ph", "f"),
        (r"sch", "sk"),
        (r"tch|ch|sh|ti(?=[ao])|si(?=o)|ci(?=a)", "x"),
        (r"th", "0"),
        (r"dg(?=[eiy])", "j"),
        (r"c(?=[eiy])", "s"),
        (r"ck|q|c|x(?!$)", "k"),
        (r"g(?=[eiy])", "j"),
        (r"gh(?=[aeiou])", "g"),
        (r"gh", ""),
        (r"z", "s"),
        (r"v", "f"),
        (r"(?<=[aeiou])[wy](?![aeiou])|h(?![aeiou])", ""),
        (r"(?<=[aeiou])h", ""),
        (r"mb$", "m"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=262_144)
def sound(name: str) -> str:
    """Up to four sounds: 'smyth' and 'smith' are 'sm0'. A first vowel is kept as 'a', later ones are dropped."""
    return sounds([name])[0]


def sounds(names: Sequence[str]) -> list[str]:
    """The sound of each, many times faster than one by one: they are heard as the lines of one text."""
    said = re.sub(r"[^a-z\n]", "", "\n".join(name.replace("\n", "") for name in names))
    for pattern, heard in _SOUNDS:
        said = pattern.sub(heard, said)
    said = re.sub(r"(?<=[a-z0])[aeiouy]", "", re.sub(r"^[aeiouy]", "a", said, flags=re.M))
    return [(of or name)[:LETTERS] for of, name in zip(said.split("\n"), names, strict=True)]
