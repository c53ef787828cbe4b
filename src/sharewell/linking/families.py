"""Invented children in families, and the same children as somebody else wrote them down.

Brothers and sisters share surname, address and telephone, and twins the birth date too: what makes linking children
hard. Everything follows from the seed. NHS numbers begin with 9, which is never issued.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from rapidfuzz.distance import JaroWinkler

from sharewell.domain.linkage.nicknames import ROOTS
from sharewell.domain.linkage.normalise import nhs_number_holds

_FIRST_DAY: Final = date(2005, 9, 1)
_DAYS: Final = 18 * 365
_BEGINNINGS: Final = (
    *("ash", "bar", "black", "brad", "brom", "carl", "clay", "cole", "dal", "den", "east", "fair", "garth", "glen"),
    *("had", "hal", "hart", "hol", "kel", "king"),
)
_MIDDLES: Final = (
    *("a", "be", "bing", "bor", "by", "combe", "den", "er", "es", "ing", "la", "le", "ley", "ling", "more", "ning"),
    *("o", "ring", "ster", "ton", "u", "wick"),
)
_ENDINGS: Final = (
    *("by", "croft", "dale", "den", "field", "ford", "ham", "hurst", "ing", "ley", "man", "more", "ner", "son"),
    *("stead", "stone", "ton", "ward", "well", "wood", "worth"),
)
_SOUNDS: Final = (
    *("a", "be", "bri", "cha", "da", "e", "fa", "ga", "i", "ja", "ka", "le", "mi", "no", "o", "sha", "ta", "ze"),
)
_CLOSES: Final = (
    *("den", "ah", "el", "ia", "ira", "lia", "ra", "rell", "vi", "aya", "on", "us", "ika", "een", "ette"),
)
_COMMON: Final = (
    *("smith", "jones", "taylor", "brown", "williams", "wilson", "johnson", "davies", "patel", "wright", "khan"),
    *("walker", "white", "ali", "thompson"),
)


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


def children(count: int, *, seed: int) -> list[Child]:
    """Families of one to five; 92 in 100 have the family's surname, and 3 in 100 younger ones are a twin."""
    random = Random(seed)  # noqa: S311 - makes children up, keeps no secret
    forenames, surnames = _names(random)
    made: list[Child] = []
    while len(made) < count:
        surname = surnames()
        code, number = _postcode(random), _phone(random)
        born = _FIRST_DAY + timedelta(days=random.randrange(_DAYS))
        called: list[str] = []
        for place in range(random.choices((1, 2, 3, 4, 5), (35, 40, 17, 6, 2))[0]):
            twin = place > 0 and random.random() < 0.03
            if place and not twin:
                born += timedelta(days=random.randrange(300, 1600))
            sex = random.choice("fm")
            called.append(_unlike(called, forenames))
            made.append(
                Child(
                    id=f"c{len(made):08}",
                    forename=called[-1],
                    surname=surname if random.random() < 0.92 else surnames(),
                    birth_date=born.isoformat(),
                    sex=sex,
                    postcode=code if random.random() > 0.02 else "",
                    phone=number if random.random() > 0.15 else "",
                    nhs_number=_nhs_number(random) if random.random() > 0.05 else "",
                )
            )
    return made[:count]


def _unlike(called: list[str], forenames: Callable[[], str]) -> str:
    """A name that cannot be misheard for a brother's or sister's, as parents choose them."""
    while True:
        name = forenames()
        if all(JaroWinkler.similarity(name, other) < 0.75 for other in called):
            return name


def _names(random: Random) -> tuple[Callable[[], str], Callable[[], str]]:
    """Two urns, of forenames and of surnames, in which the first are common and the tail is long."""
    first = sorted(set(ROOTS.values()))
    first += [f"{a}{b}{c}" for a in _SOUNDS for b in ("l", "m", "n", "r", "sh", "v") for c in _CLOSES]
    random.shuffle(first)
    last = [f"{a}{b}{c}" for a in _BEGINNINGS for b in ("", *_MIDDLES) for c in _ENDINGS]
    more = ("ar", "ic", "ova", "wala")
    last += [f"{a}{b}{c}{d}" for a in _SOUNDS for b in "bdgkmprst" for c in _SOUNDS for d in more]
    random.shuffle(last)
    return _urn(random, first, 0.6), _urn(random, [*_COMMON, *last], 0.8)


def _urn(random: Random, names: list[str], steepness: float) -> Callable[[], str]:
    shares = list(accumulate(1 / (place + 3) ** steepness for place in range(len(names))))
    return lambda: random.choices(names, cum_weights=shares)[0]


def _postcode(random: Random) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    area = random.choice(("N", "E", "SE", "NW", "EN", "IG", "RM", "CR"))
    return f"{area}{random.randrange(1, 29)} {random.randrange(10)}{random.choice(letters)}{random.choice(letters)}"


def _phone(random: Random) -> str:
    return f"07{random.randrange(10**9):09}"


def _nhs_number(random: Random) -> str:
    while True:
        nine = f"9{random.randrange(10**8):08}"
        found = next((number for check in range(10) if nhs_number_holds(number := f"{nine}{check}")), None)
        if found:
            return found


# --- the errors people make -----------------------------------------------------------------------------


def misspelt(word: str, random: Random) -> str:
    """One letter changed, left out, doubled or exchanged with the next; never the first, which people get right."""
    if len(word) < 3:
        return word + word[-1:]
    at = random.randrange(1, len(word) - 1)
    return random.choice(
        (
            word[:at] + random.choice("aeiouslnrt") + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _short(name: str, random: Random) -> str:
    forms = [form for form, root in ROOTS.items() if root == name and form != name]
    return random.choice(forms) if forms else name


def _turned(written: str) -> str:
    year, month, day = written.split("-")
    return f"{year}-{day}-{month}"


def _year_off(written: str, random: Random) -> str:
    return f"{int(written[:4]) + random.choice((-1, 1))}{written[4:]}"


Error = Callable[[Child, Random], Child]
ERRORS: Final[dict[str, Error]] = {
    "clean": lambda c, r: c,
    "surname misspelt": lambda c, r: replace(c, surname=misspelt(c.surname, r)),
    "day and month exchanged": lambda c, r: replace(c, birth_date=_turned(c.birth_date)),
    "short form": lambda c, r: replace(c, forename=_short(c.forename, r)),
    "no postcode": lambda c, r: replace(c, postcode=""),
    "names exchanged": lambda c, r: replace(c, forename=c.surname, surname=c.forename),
    "misspelt, no postcode": lambda c, r: replace(c, surname=misspelt(c.surname, r), postcode=""),
    "misspelt, date exchanged": lambda c, r: replace(
        c, surname=misspelt(c.surname, r), birth_date=_turned(c.birth_date)
    ),
    "misspelt, another year, no postcode": lambda c, r: replace(
        c, surname=misspelt(c.surname, r), birth_date=_year_off(c.birth_date, r), postcode=""
    ),
    "moved, short form": lambda c, r: replace(
        c, postcode=_postcode(r), phone=_phone(r), forename=_short(c.forename, r)
    ),
    "both names misspelt, no postcode": lambda c, r: replace(
        c, forename=misspelt(c.forename, r), surname=misspelt(c.surname, r), postcode=""
    ),
    "another phone, day off by one digit": lambda c, r: replace(
        c, phone=_phone(r), birth_date=c.birth_date[:-1] + str((int(c.birth_date[-1]) + 1) % 10)
    ),
}


def extract(indexed: list[Child], unseen: list[Child], *, seed: int) -> Iterator[tuple[Child, str, str]]:
    """Each child as another service wrote it down, the id of the indexed child that it is, and the error made.

    The unseen are not in the index, though their brothers and sisters may be; their true id is empty.
    NHS numbers are left out: with them linking is easy.
    """
    random = Random(seed)  # noqa: S311 - makes children up, keeps no secret
    names = list(ERRORS)
    every = [(child, child.id) for child in indexed] + [(child, "") for child in unseen]
    random.shuffle(every)
    for at, (child, true_id) in enumerate(every):
        error = random.choice(names)
        yield replace(ERRORS[error](child, random), id=f"x{at:08}", nhs_number=""), true_id, error
