"""A name written whole, "Smith, Ann" or "Ann Smith", as the forename and the surname that it is; and columns that are
only called a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sharewell.domain.linkage.values import given_names, normalise
from sharewell.domain.linkage.values.fields import Kind
from sharewell.linking.reading.columns import kinds_of, whose
from sharewell.linking.reading.extracts import Extract

PARTS: Final = (Kind.FORENAME.value, Kind.SURNAME.value)
"""What the columns of the parts are called, in the order of `normalise.full_name`."""
ONE_WORD: Final = 0.2
"""With more names of one word than this share, a column does not hold people's names written whole."""
FIRST_ALONE: Final = 0.9
"""With more than this, it holds forenames."""
PEOPLE: Final = 0.8
"""From this share of names of two to four words on, a column that is not called a name may hold people's."""
LONGEST: Final = 4
KNOWN: Final = 0.4
"""And from this share on with a forename that children are given, it does."""
FEW: Final = 20
"""From fewer names than this nothing is concluded."""
MOST: Final = 2_000
"""Names of an extract that are looked at: more rows do not make this slower."""


def with_parted_names(extracts: Sequence[Extract], told: Mapping[str, str]) -> tuple[list[Extract], Mapping[str, str]]:
    """The extracts with a column of each part where they have a name written whole and none of its parts, and what is
    told of the columns: also of those that are called a name and hold one part of it, or no person's."""
    told = {**_not_called_names(extracts, told), **told}
    told = {**_only_called_names(extracts, told), **told}
    return [_parted(extract, kinds_of(extract, told)) for extract in extracts], told


def _only_called_names(extracts: Sequence[Extract], told: Mapping[str, str]) -> dict[str, str]:
    found, whole = dict[str, str](), list[tuple[str, Sequence[str]]]()
    for extract in extracts:
        kinds = kinds_of(extract, told)
        parts = [(header, kind) for header, kind in kinds.items() if kind in PARTS]
        for header in (header for header, kind in kinds.items() if kind == "whole"):
            match parts:
                case []:
                    whole.append((header, extract.columns[header][:MOST]))
                case [(there, part)] if not _holds(extract.columns[header], extract.columns[there]):
                    found[header] = next(other for other in PARTS if other != part)
    # Of both extracts together, or what is a name in one might be none in the other.
    words = [len(normalise.name(value).split()) for _, values in whole for value in values if value]
    alone = sum(count < 2 for count in words)
    if len(words) >= FEW and alone > ONE_WORD * len(words):
        kind = Kind.FORENAME if alone > FIRST_ALONE * len(words) else Kind.TEXT
        found |= {header: kind.value for header, _ in whole}
    return found


def _not_called_names(extracts: Sequence[Extract], told: Mapping[str, str]) -> dict[str, str]:
    """Columns as “Client” and “Deceased”, of extracts where none is called a name: the first that holds people's."""
    found: dict[str, str] = {}
    for extract in extracts:
        kinds = kinds_of(extract, told)
        if {*PARTS, "whole"}.isdisjoint(kinds.values()):
            plain = (h for h, kind in kinds.items() if kind == Kind.TEXT and h not in told and not whose(h))
            if people := next((h for h in plain if _of_people(extract.columns[h])), None):
                found[people] = "name"
    return found


def _of_people(values: Sequence[str]) -> bool:
    """Whether most values are a few words without digits, among them a forename."""
    filled = [normalise.name(value).split() for value in values[:MOST] if value]
    likely = [words for words in filled if 1 < len(words) <= LONGEST and not any(map(str.isdigit, "".join(words)))]
    known = sum(any(map(given_names.is_one, words)) for words in likely)
    return len(filled) >= FEW and len(likely) > PEOPLE * len(filled) and known > KNOWN * len(filled)


def _holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether most names hold the part that stands in a column of its own."""
    both = [
        (normalise.name(one).split(), normalise.name(other).split())
        for one, other in zip(whole[:MOST], part[:MOST], strict=True)
    ]
    known = [(one, other) for one, other in both if one and other]
    return 2 * sum(not {*one}.isdisjoint(other) for one, other in known) > len(known)


def _parted(extract: Extract, kinds: Mapping[str, str]) -> Extract:
    whole = next((header for header, kind in kinds.items() if kind == "whole"), None)
    if whole is None or {*PARTS} & {*kinds.values(), *extract.columns}:
        return extract
    written = extract.columns[whole]
    parts = {value: normalise.full_name(value) for value in set(written)}
    columns = {part: [parts[value][at] for value in written] for at, part in enumerate(PARTS)}
    return replace(extract, columns=columns | extract.columns)
