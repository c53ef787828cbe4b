"""Invented children in families, from ten to twelve million.

Brothers and sisters share surname, address and telephone, and twins the birth date too: what makes linking children
hard. Everything follows from the seed. NHS numbers begin with 9, which is never issued.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from sharewell.linking.inventing import invented_names

_FIRST_DAY: Final = np.datetime64(date(2008, 9, 1))
_DAYS: Final = 18 * 365
_SIZES: Final = (0.35, 0.40, 0.17, 0.06, 0.02)
"""How many families have one child, two, and so on to five."""
_TWIN: Final = 0.03
_FAMILYS_NAME: Final = 0.92
_NO_POSTCODE, _NO_PHONE, _NO_NHS_NUMBER = 0.02, 0.15, 0.05
_OF_A_POSTCODE: Final = 3
"""Families that share a postcode, so that about six children do."""
_OF_A_SECTOR, _OF_A_DISTRICT, _OF_AN_AREA = 150, 4, 28
"""Postcodes, sectors and districts: the United Kingdom has some 11,000 sectors in 3,000 districts in 124 areas, and so
some 4,000 children in a district."""
_ALIKE: Final = 0.75
"""Parents hardly ever give two children names whose Jaro-Winkler likeness is this or more..."""
_ALIKE_ALL_THE_SAME: Final = 0.01
"""... but for these: Jayden and Kayden."""
_AREAS: Final = """
AL B BA BB BD BH BL BN BR BS CA CB CF CH CM CO CR CT CV CW DA DE DH DL DN DT DY E EC EN EX FY GL GU HA HD HG HP HR HU
HX IG IP KT L LA LD LE LL LN LS LU M ME MK N NE NG NN NP NR NW OL OX PE PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP
SR SS ST SW SY TA TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO
"""
_UNIT: Final = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    id: str
    forename: str
    surname: str
    birth_date: str
    sex: str
    postcode: str
    phone: str
    nhs_number: str

    @property
    def details(self) -> dict[str, str]:
        """What is told of the child, by the names under which an index holds it; nothing that is not known."""
        return {name: value for name in DETAILS if (value := getattr(self, name))}


DETAILS: Final = tuple(field.name for field in fields(Child) if field.name != "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Children as columns; numbers stand for what is made of them. 0 stands for none."""

    forename: NDArray[np.int32]
    surname: NDArray[np.int32]
    born: NDArray[np.int32]
    """Days since the first."""
    postcode: NDArray[np.int32]
    phone: NDArray[np.int64]
    nhs_number: NDArray[np.int64]
    family: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.born)

    def child(self, at: int) -> Child:
        """The child at a place, whose id is its place too."""
        return next(self.some([at]))

    def some(self, places: Sequence[int] | NDArray[np.int64]) -> Iterator[Child]:
        columns = self.arrow(np.asarray(places, dtype=np.int64)).to_pydict()
        for values in zip(*(columns[field.name] for field in fields(Child)), strict=True):
            yield Child(**dict(zip((field.name for field in fields(Child)), values, strict=True)))

    def arrow(self, at: NDArray[np.int64]) -> pa.Table:
        """The children at some places as a table of text with the columns of `Child`."""
        forename, born = self.forename[at], _FIRST_DAY + self.born[at].astype("timedelta64[D]")
        girls = invented_names.of_girls()[forename]
        return pa.table(
            {
                "id": _texts("c", at, 8),
                "forename": pa.array(invented_names.forenames().names).take(forename),
                "surname": pa.array(invented_names.surnames().names).take(self.surname[at]),
                "birth_date": pa.array(born).cast(pa.string()),
                "sex": pa.array(["m", "f"]).take(girls.astype(np.int32)),
                "postcode": _postcodes(self.postcode[at]),
                "phone": _given(self.phone[at], _texts("0", self.phone[at], 10)),
                "nhs_number": _given(self.nhs_number[at], _texts("", self.nhs_number[at], 10)),
            }
        )


def population(count: int, *, seed: int) -> Population:
    """Families of one to five; 92 in 100 children have the family's surname, and 3 in 100 younger ones are a twin."""
    random = np.random.default_rng(seed)
    sizes = random.choice(np.arange(1, 6, dtype=np.int8), size=count, p=_SIZES)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), count)) + 1]
    family = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[:count]
    eldest = np.r_[True, family[1:] != family[:-1]]
    own, other = (invented_names.surnames().draw(random, size) for size in (len(sizes), count))
    at_home = random.permutation(len(sizes)) // _OF_A_POSTCODE + 1
    dialled = random.integers(7 * 10**9, 8 * 10**9, len(sizes))
    return Population(
        forename=_forenames(random, family),
        surname=np.where(random.random(count) < _FAMILYS_NAME, own[family], other),
        born=_births(random, eldest, family),
        postcode=np.where(random.random(count) < _NO_POSTCODE, 0, at_home[family]).astype(np.int32),
        phone=np.where(random.random(count) < _NO_PHONE, 0, dialled[family]),
        nhs_number=np.where(random.random(count) < _NO_NHS_NUMBER, 0, nhs_numbers(random, count)),
        family=family,
    )


def children(count: int, *, seed: int) -> list[Child]:
    return list(population(count, seed=seed).some(range(count)))


def children_still(count: int, *, seed: int, on: date) -> list[Child]:
    """The same, born so many whole years later that nobody is nineteen before the end of the year of that day."""
    later = on.year - 18 - _FIRST_DAY.astype(date).year
    return [replace(child, birth_date=_born_later(child.birth_date, later)) for child in children(count, seed=seed)]


def _born_later(day: str, years: int) -> str:
    year, rest = int(day[:4]) + years, day[4:]
    return f"{year}-02-28" if years and rest == "-02-29" else f"{year}{rest}"


def _births(random: np.random.Generator, eldest: NDArray[np.bool_], family: NDArray[np.int32]) -> NDArray[np.int32]:
    """A day for each: the eldest's any, each younger one's some time later, round again at the end of the years."""
    count = len(eldest)
    gaps = np.where(random.random(count) < _TWIN, 0, random.integers(300, 1_600, count))
    since = np.cumsum(np.where(eldest, 0, gaps))
    begins = np.flatnonzero(eldest)
    born = random.integers(0, _DAYS, len(begins))[family] + since - since[begins][family]
    return np.asarray(born % _DAYS, dtype=np.int32)


def _forenames(random: np.random.Generator, family: NDArray[np.int32]) -> NDArray[np.int32]:
    """A name for each child, drawn again where it is too much like a brother's or sister's."""
    urn = invented_names.forenames()
    called = urn.draw(random, len(family))
    alike = _alike_names()
    keep = random.random(len(family)) < _ALIKE_ALL_THE_SAME
    while True:
        again = np.zeros(len(family), dtype=bool)
        for apart in range(1, len(_SIZES)):
            beside = family[apart:] == family[:-apart]
            again[apart:] |= beside & alike[called[apart:], called[:-apart]]
            again[apart:] |= beside & (called[apart:] == called[:-apart])
        again &= ~keep
        if not again.any():
            return called
        called[again] = urn.draw(random, int(again.sum()))


@lru_cache(maxsize=1)
def _alike_names() -> NDArray[np.bool_]:
    """Which two forenames no parents would give to two children."""
    names = invented_names.forenames().names
    likeness = cdist(names, names, scorer=JaroWinkler.similarity, score_cutoff=_ALIKE, dtype=np.float32, workers=2)
    return np.asarray(likeness > 0)


def nhs_numbers(random: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Up to ninety million numbers whose check digit holds, each once.

    The digit is 11 less the sum of the others, weighed 10 to 2 from the left, modulo 11.
    """
    wanted, everywhere = int(count * 1.11) + 100, 10**8
    # A step without a common divisor goes through all numbers before one comes again.
    nine = 9 * everywhere + (random.integers(everywhere) + np.arange(wanted) * 61_803_399) % everywhere
    digits = [nine // 10**place % 10 for place in range(9)]
    check = (11 - sum(digit * weight for weight, digit in enumerate(digits, 2)) % 11) % 11
    return np.asarray((nine * 10 + check)[check != 10][:count])


def _texts(before: str, numbers: NDArray[np.integer], long: int) -> pa.Array:
    """Numbers as text of one length with zeros in front."""
    digits = np.empty((len(numbers), len(before) + long), dtype=np.uint8)
    digits[:, : len(before)] = [ord(c) for c in before]
    rest = numbers.astype(np.int64)
    for place in range(len(before) + long - 1, len(before) - 1, -1):
        digits[:, place] = 48 + rest % 10
        rest = rest // 10
    return _fixed(digits)


def _fixed(characters: NDArray[np.uint8]) -> pa.Array:
    """Rows of ASCII characters as text."""
    rows, long = characters.shape
    ends = np.arange(0, (rows + 1) * long, long, dtype=np.int64)
    made = pa.Array.from_buffers(
        pa.large_string(), rows, [None, pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(characters))]
    )
    return made.cast(pa.string()) if rows * long < 2**31 else made


def _given(numbers: NDArray[np.integer], texts: pa.Array) -> pa.Array:
    return pa.compute.if_else(pa.array(numbers != 0), texts, "")


def _postcodes(numbers: NDArray[np.int32]) -> pa.Array:
    """The number's place among all postcodes, unit by unit: neighbours in number are neighbours in the street."""
    rest = numbers.astype(np.int64) - 1
    unit = np.array([f"{a}{b}" for a in _UNIT for b in _UNIT][:_OF_A_SECTOR])
    rest, units = np.divmod(rest, len(unit))
    rest, sectors = np.divmod(rest, _OF_A_DISTRICT)
    letters = _AREAS.split()
    rest, districts = np.divmod(rest, _OF_AN_AREA)
    rounds, areas = np.divmod(rest, len(letters))
    districts += rounds * _OF_AN_AREA
    named = pa.array(letters).take(pa.array(areas))
    inward = pa.array([f" {sector}{u}" for sector in range(1, _OF_A_DISTRICT + 1) for u in unit]).take(
        pa.array(sectors * len(unit) + units)
    )
    whole = pa.compute.binary_join_element_wise(named, pa.array(districts + 1).cast(pa.string()), inward, "")
    return _given(numbers, whole)
