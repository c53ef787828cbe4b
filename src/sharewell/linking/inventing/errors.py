"""The errors people make: a child as somebody else wrote it down, or asked for it.

Each kind of error is a function of the child and of chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from sharewell.domain.linkage.values.nicknames import FORMS
from sharewell.linking.inventing.families import Child


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
    forms = [form for form in FORMS.get(name, ()) if form != name]
    return random.choice(forms) if forms else name


def _turned(written: str) -> str:
    year, month, day = written.split("-")
    return f"{year}-{day}-{month}"


def another_year(written: str, random: Random) -> str:
    return f"{int(written[:4]) + random.choice((-1, 1))}{written[4:]}"


def _moved(random: Random) -> str:
    a, b = random.choice("ABDEFGHJLN"), random.choice("PQRSTUWXYZ")
    return f"{random.choice(('N', 'E', 'SE', 'B', 'LS', 'M'))}{random.randrange(1, 29)} {random.randrange(10)}{a}{b}"


def _phone(random: Random) -> str:
    return f"07{random.randrange(10**9):09}"


Error = Callable[[Child, Random], Child]
_OF_A_RECORD: Final[dict[str, Error]] = {
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
        c, surname=misspelt(c.surname, r), birth_date=another_year(c.birth_date, r), postcode=""
    ),
    "moved, short form": lambda c, r: replace(c, postcode=_moved(r), phone=_phone(r), forename=_short(c.forename, r)),
    "both names misspelt, no postcode": lambda c, r: replace(
        c, forename=misspelt(c.forename, r), surname=misspelt(c.surname, r), postcode=""
    ),
}
ASKED: Final[dict[str, Error]] = _OF_A_RECORD | {
    "names, about the year, district only": lambda c, r: replace(
        c, birth_date=another_year(c.birth_date, r)[:4] if r.random() < 0.5 else c.birth_date[:4],
        postcode=c.postcode.split(" ")[0],
    )
}  # fmt: skip
"""The twelve kinds with which somebody looks a child up."""
DELIVERED: Final[dict[str, Error]] = _OF_A_RECORD | {
    "another phone, day off by one digit": lambda c, r: replace(
        c, phone=_phone(r), birth_date=c.birth_date[:-1] + str((int(c.birth_date[-1]) + 1) % 10)
    )
}
"""The twelve kinds in another service's extract, whose records have whole dates."""


def asked(child: Child, error: str, *, seed: int) -> Child:
    """The child as somebody asks for it with names, birth date and postcode only, and one of the kinds of ASKED."""
    random = Random(f"{seed} {error} {child.id}")  # noqa: S311 - makes errors up, keeps no secret
    return replace(ASKED[error](child, random), phone="", nhs_number="", sex="")


def extract(
    indexed: Sequence[Child],
    unseen: Sequence[Child],
    *,
    seed: int,
    kinds: dict[str, Error] = DELIVERED,
    numbered: float = 0.0,
    faultless: float = 0.0,
) -> Iterator[tuple[Child, str, str]]:
    """Each child as another service wrote it down, the id of the indexed child that it is, and the error made.

    The unseen are not in the index, though their brothers and sisters may be; their true id is empty.

    Args:
        numbered: the share of rows with their NHS number; with it linking is easy.
        faultless: the share of rows without any error, besides the kind that is none.
    """
    random = Random(seed)  # noqa: S311 - makes errors up, keeps no secret
    names = list(kinds)
    every = [(child, child.id) for child in indexed] + [(child, "") for child in unseen]
    random.shuffle(every)
    for at, (child, true_id) in enumerate(every):
        error = "clean" if random.random() < faultless else random.choice(names)
        number = child.nhs_number if random.random() < numbered else ""
        yield replace(kinds[error](child, random), id=f"x{at:08}", nhs_number=number), true_id, error
