"""Match keys of the children's index: exact 64-bit numbers under which children are kept and looked up.

A key is its kind in the upper bits and what it is made of below, packed and not hashed: two children share one only if
they share what it says. Names are an unordered set of sounds, so exchanged names meet; a birth date has its day and
month in either order, so exchanged dates meet; short forms stand for their full name.

One function (`fill`) makes the keys, in Python for one child and compiled for millions: it calculates with whole
numbers only. A copy of such keys tells names to whoever has it: whoever stores them hides them first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableSequence, Sequence
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final
from zlib import crc32

from sharewell.domain.linkage.keys.sounds import LETTERS
from sharewell.domain.linkage.keys.sounds import sounds as sounds_of
from sharewell.domain.linkage.values import given_names, nicknames
from sharewell.domain.linkage.values.fields import NAMES
from sharewell.domain.linkage.values.normalise import nhs_number_holds, upn_holds
from sharewell.domain.linkage.values.packed import BASE, MISSING, ZERO, pack

SHIFT: Final = 58
"""The kind is above these bits."""
NAME_WORDS: Final = 6
"""How many sounds of a child's names make keys."""
MOST: Final = 64
"""No child has more keys than this."""
SOUND_BITS: Final = 20
YEAR_AT: Final = 2 * SOUND_BITS
"""Where the birth year of a key of Kind.YEAR_AND_NAMES begins, above two sounds."""


class Kind(IntEnum):
    """What a key is made of. The numbers are stored: a kind's meaning never changes, a new one gets a new number."""

    NHS_NUMBER = 1
    """The number, if its check digit holds."""
    PHONE = 2
    """The child's telephone, or the parent's or carer's."""
    DATE_AND_NAME = 3
    """Birth date, and one name's sound."""
    POSTCODE = 4
    YEAR_AND_NAMES = 5
    """Birth year (0 where unknown), and the sounds of two names. Looked up with the years beside it too."""
    DAY_AND_NAMES = 6
    """Day and month, and the sounds of two names: a wrong year does not matter."""
    SECTOR_AND_NAME = 7
    """The postcode without its last two letters, and one name's sound."""
    DATE_AND_INITIAL = 8
    """Birth date, and the first sound of one name."""
    DAY_AND_NAME = 9
    """Day and month, and one name's sound."""
    UPN = 10
    """The unique pupil number, if its check letter holds."""


class Stage(IntEnum):
    FIRST = 1
    """Rare keys: enough for most children."""
    SECOND = 2
    """What most children who were not found by the first are found by; a look-up takes both together."""
    FALLBACK = 3
    """Common keys, for when nothing else brought a likely child."""


STAGES: Final[Mapping[Kind, Stage]] = {
    Kind.NHS_NUMBER: Stage.FIRST,
    Kind.PHONE: Stage.FIRST,
    Kind.DAY_AND_NAMES: Stage.FIRST,
    Kind.UPN: Stage.FIRST,
    Kind.DATE_AND_NAME: Stage.SECOND,
    Kind.POSTCODE: Stage.SECOND,
    Kind.YEAR_AND_NAMES: Stage.SECOND,
    Kind.SECTOR_AND_NAME: Stage.SECOND,
    Kind.DATE_AND_INITIAL: Stage.FALLBACK,
    Kind.DAY_AND_NAME: Stage.FALLBACK,
}

_SOUNDS: Final = {letter: at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz0", 1)}
_SOUND_BASE: Final = len(_SOUNDS) + 1
_SPELT: Final = _SOUND_BASE**LETTERS
"""Numbers below stand for sounds exactly; a name in other letters than Latin has one above, by its spelling."""
_INITIAL: Final = _SOUND_BASE ** (LETTERS - 1)
_FITS: Final = BASE**11
"""Packed values below have eleven characters at most, and fit beside the kind."""
_SEVEN_LONG: Final = BASE**7
_EIGHT_LONG: Final = BASE**8
_WHOLE_POSTCODE: Final = BASE**4
"""From here on packed postcodes have five characters or more: "tq13" alone is a district."""

(
    _NHS_NUMBER, _PHONE, _DATE_AND_NAME, _POSTCODE, _YEAR_AND_NAMES,
    _DAY_AND_NAMES, _SECTOR_AND_NAME, _DATE_AND_INITIAL, _DAY_AND_NAME, _UPN,
) = (each << SHIFT for each in Kind)  # fmt: skip


def kind(key: int) -> Kind:
    return Kind(key >> SHIFT)


def stage(key: int) -> Stage:
    return STAGES[kind(key)]


@lru_cache(maxsize=262_144)
def sound_code(word: str) -> int:
    """The sound of a word's full form, in SOUND_BITS bits. Never 0."""
    return sound_codes([word])[0]


def sound_codes(words: Sequence[str]) -> list[int]:
    """`sound_code` of many, faster."""
    return sound_codes_as_written([nicknames.root(word) for word in words])


def sound_codes_as_written(words: Sequence[str]) -> list[int]:
    """The sounds of words themselves, and not of their full forms."""
    return [_sound_code(each, word) for each, word in zip(sounds_of(words), words, strict=True)]


def _sound_code(heard: str, word: str) -> int:
    code = 0
    for place in range(LETTERS):
        known = _SOUNDS.get(heard[place]) if place < len(heard) else 0
        if known is None:
            return _SPELT + crc32(word.encode()) % ((1 << SOUND_BITS) - _SPELT)
        code = code * _SOUND_BASE + known
    return code


def sounds(words: Iterable[str]) -> list[int]:
    """The different sounds of a child's name words, of the first NAME_WORDS, in order of their numbers."""
    codes: dict[int, None] = dict.fromkeys(sound_code(word) for word in words)
    return sorted([*codes][:NAME_WORDS])


def upn_code(written: str) -> int:
    """A pupil number whose check letter holds as a number without that letter; MISSING otherwise."""
    return int(written[1:12]) * 36 + int(written[12], 36) + 1 if upn_holds(written) else MISSING


def nhs_code(written: str) -> int:
    return pack(written) if nhs_number_holds(written) else MISSING


KEYED: Final[Mapping[str, Callable[[str], int]]] = {
    **dict.fromkeys(("birth_date", "postcode", "phone", "carer_phone"), pack),
    "nhs_number": nhs_code,
    "upn": upn_code,
}
"""What keys are made of besides names, and as what number, in the order in which `fill` takes it."""


def fill(
    heard: Sequence[int],
    born: int,
    postcode: int,
    phone: int,
    further_phone: int,
    nhs_number: int,
    upn: int,
    made: MutableSequence[int],
) -> int:
    """Write the keys of one child into `made`, and return how many.

    Args:
        heard: its `sounds`.
        born, postcode, phone, further_phone: packed; what is MISSING or ODD makes no keys.
        nhs_number, upn: `nhs_code` and `upn_code`.

    Plain arithmetic on purpose: the bulk scorer compiles this very function.
    """
    count = 0
    if nhs_number > MISSING:
        made[count] = _NHS_NUMBER | nhs_number
        count += 1
    if upn > MISSING:
        made[count] = _UPN | upn
        count += 1
    if MISSING < phone < _FITS:
        made[count] = _PHONE | phone
        count += 1
    if MISSING < further_phone < _FITS and further_phone != phone:
        made[count] = _PHONE | further_phone
        count += 1
    year, day = 0, 0
    if _SEVEN_LONG < born < _EIGHT_LONG:
        digits, rest, place = 0, born, 1
        for _ in range(8):
            digits += (rest % BASE - ZERO) * place
            rest //= BASE
            place *= 10
        year = digits // 10_000
        one, other = digits // 100 % 100, digits % 100
        if one > 0 and other > 0:
            day = (min(one, other) << 7) | max(one, other)
    date = (year << 14) | day
    size = len(heard)
    for i in range(size):
        for j in range(i if size == 1 else i + 1, size):
            pair = (heard[i] << SOUND_BITS) | heard[j]
            made[count] = _YEAR_AND_NAMES | (year << YEAR_AT) | pair
            count += 1
            if day > 0:
                made[count] = _DAY_AND_NAMES | (day << YEAR_AT) | pair
                count += 1
    if _WHOLE_POSTCODE <= postcode < _FITS:
        made[count] = _POSTCODE | postcode
        count += 1
        sector = postcode // BASE**2
        for i in range(size if sector < _SEVEN_LONG else 0):
            made[count] = _SECTOR_AND_NAME | (sector << SOUND_BITS) | heard[i]
            count += 1
    initial = 0
    for i in range(size if day > 0 else 0):
        made[count] = _DATE_AND_NAME | (date << SOUND_BITS) | heard[i]
        made[count + 1] = _DAY_AND_NAME | (day << SOUND_BITS) | heard[i]
        count += 2
        if heard[i] // _INITIAL != initial:
            initial = heard[i] // _INITIAL
            made[count] = _DATE_AND_INITIAL | (date << 6) | initial
            count += 1
    return count


def keys(record: Mapping[str, str], heard: Sequence[int] | None = None) -> list[int]:
    """The keys under which a child is kept, from its values written one way (`compare.record`).

    Read are all its name words, aliases and former names too, and the values of KEYED.

    Args:
        heard: sounds to take for those of its names.
    """
    made = [0] * MOST
    if heard is None:
        heard = sounds(record.get(NAMES, "").split())
    born, postcode, phone, further_phone, nhs_number, upn = [of(record.get(name, "")) for name, of in KEYED.items()]
    return made[: fill(heard, born, postcode, phone, further_phone, nhs_number, upn, made)]


def probes(record: Mapping[str, str], *, years: range) -> list[int]:
    """The keys under which a child is looked up: its own, and those of a birth year that is one off or not known.

    Args:
        years: in which children of the index were born, for when no birth date is known. A postcode does not stand in
            for it: of a child who moved it is another one, and of a district alone there is no key.
    """
    return [each for key in keys(record) for each in _with_other_years(key, years)]


def likenesses(record: Mapping[str, str], *, years: range) -> list[int]:
    """Further keys, for where nobody likely is found by the rare ones of `probes`: as though one of its names were
    another that it may be a misspelt form of, or that may be a misspelt form of it (`alike`).

    A name that is misspelt in any other way (`meant`) is tried where no whole birth date is known: with one, the other
    name is key enough. They are of the rare kinds alone: common keys are made of so little of a name that they are the
    same for both.
    """
    words = record.get(NAMES, "").split()[:NAME_WORDS]
    heard, own = [sound_code(word) for word in words], keys(record)
    is_dated = any(key >> SHIFT == Kind.DATE_AND_INITIAL for key in own)
    found: dict[int, None] = {}
    for at, word in enumerate(words):
        for code in alike(word) if is_dated else alike(word) | meant(word):
            made = keys(record, sorted({*heard[:at], code, *heard[at + 1 :]}))
            found.update(dict.fromkeys(key for key in made if stage(key) is not Stage.FALLBACK))
    return [each for key in found.keys() - own for each in _with_other_years(key, years)]


def _with_other_years(key: int, every: range) -> Iterator[int]:
    yield key
    if key >> SHIFT << SHIFT == _YEAR_AND_NAMES:
        year, names = key >> YEAR_AT & 0x3FFF, key & ~(0x3FFF << YEAR_AT)
        for other in (year - 1, year + 1, 0) if year else every:
            yield names | (other << YEAR_AT)


@lru_cache(maxsize=65_536)
def alike(word: str) -> frozenset[int]:
    """Other sounds under which a child may be kept who is called by this word.

    Elen is no form that anybody listed, but sounds as Ellen does, which is kept as Helen. Who asks for Helen may mean
    a child who was written down as Elen, kept by its own sound.
    """
    own, *forms = sound_codes_as_written([word, *nicknames.FORMS.get(nicknames.root(word), [])])
    return frozenset({own, *forms, *map(sound_code, _roots_by_sound().get(own, []))} - {sound_code(word)})


@lru_cache(maxsize=65_536)
def meant(word: str) -> frozenset[int]:
    """The sounds of names that somebody may have meant who wrote this with one letter wrong: Margo is Margot. A name
    that nobody listed may have been kept with a letter left out, or two exchanged, that are right here."""
    without = (word[:at] + word[at + 1 :] for at in range(1, len(word)))
    exchanged = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1))
    own, *others = sound_codes([word, *given_names.near(word), *without, *exchanged])
    return frozenset(others) - {own}


@cache
def _roots_by_sound() -> dict[int, list[str]]:
    made: dict[int, list[str]] = {}
    for root, heard in zip(nicknames.ROOTS.values(), sound_codes_as_written([*nicknames.ROOTS]), strict=True):
        made.setdefault(heard, []).append(root)
    return made
