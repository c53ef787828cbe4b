"""One way of writing each kind of value, so that equal things look equal; and what is odd about a value.

Nothing is ever rejected here: a record with an odd date is still a person to be found. An oddity is a sentence for
whoever loads or enters the record.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_abbr
from datetime import date
from functools import lru_cache

_NOT_A_VALUE = frozenset(
    (
        *("", "-", "--", ".", "?", "n/a", "na", "nan", "nil", "none", "null", "unknown", "nk", "tbc", "withheld"),
        *("not known", "not stated", "not given", "not provided", "not supplied", "not recorded", "not available"),
        *("#n/a", "#value!", "#ref!", "#name?", "#null!", "#num!", "#div/0!"),
        *("not applicable", "not yet known", "to follow", "to be confirmed", "no fixed abode"),
    )
)
_PARTICLES = frozenset(
    ("de", "la", "le", "van", "von", "der", "den", "of", "the", "and", "st", "al", "el", "bin", "ibn", "1st", "2nd")
)
_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "rev", "prof", "master", "baby", "lady", "lord"}
)
_UNNAMED = frozenset(
    {"baby", "infant", "newborn", "unnamed", "boy", "girl", "twin", "triplet", "male", "female", "son", "daughter"}
)
_WHICH = frozenset({*"abc123", "i", "ii", "iii", "one", "two", "three", "first", "second", "third", "new", "born"})
_NOT_WRITTEN, _NO_DIGIT = re.compile(r"[^a-z0-9]"), re.compile(r"\D")
# Of values that nearly every record has another of: only within one search do they come again.
_OF_ONE_SEARCH = 256
_DIGITS_OF_A_DATE = 20  # with a time behind it
_MONTHS = {m.lower(): i for i, m in enumerate(month_abbr) if m}


def plain(raw: str) -> str:
    """Lower case, without accents, control characters and doubled spaces; empty for a value that says nothing."""
    words = " ".join((raw if raw.isascii() else _without_accents(raw)).casefold().split())
    return "" if words in _NOT_A_VALUE or not words.strip("#") else words


def _without_accents(raw: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", raw) if not unicodedata.combining(c))


def words(raw: str) -> str:
    """Words of letters and digits with single spaces between: 'O’Neill-Smith, 12a' is 'oneill smith 12a'."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"['’`´]", "", plain(raw))).split())


@lru_cache(maxsize=65_536)
def name(raw: str) -> str:
    """The words of a name without titles."""
    return " ".join(w for w in words(raw).split() if w not in _TITLES)


@lru_cache(maxsize=65_536)
def forename(raw: str) -> str:
    """The words of a forename; nothing for what is written of a child who has none yet: Baby Girl, Twin 2, Infant of
    Sarah. Two of a family who are written so are not two of one name."""
    spoken = words(raw).split()
    unnamed = any(w in _UNNAMED for w in spoken) and all(w in _UNNAMED or w in _WHICH for w in spoken)
    unnamed = unnamed and spoken != ["son"]  # many a Vietnamese boy is called Sơn
    of_its_mother = spoken[:1] and spoken[0] in _UNNAMED and "of" in spoken[1:3]
    return "" if unnamed or of_its_mother else name(raw)


def name_words(written: str) -> list[str]:
    """The words of a name by which a person may be known: no initials, and no 'de' or 'of the'."""
    return [word for word in written.split() if len(word) > 1 and word not in _PARTICLES]


def full_name(raw: str) -> tuple[str, str]:
    """Forename and surname of a name written whole: 'Smith, Ann Mary' and 'Ann Mary Smith' alike."""
    if raw.count(",") == 1:
        last, first = (name(part) for part in raw.split(","))
        if first and last and len(first.split()) <= 3 and len(last.split()) <= 2:
            return first.split()[0], last
    parts = name(raw).split()
    return (parts[0], parts[-1]) if len(parts) > 1 else ("", parts[0] if parts else "")


def digits(raw: str) -> str:
    return _NO_DIGIT.sub("", raw)


# --- dates ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=16_384)  # of one year there are 365
def birth_date(raw: str, *, day_first: bool = True) -> str:
    """Eight digits, year first; '00' for a part not given. What cannot be read as a date stays as its digits."""
    text = plain(raw)
    if not text:
        return ""
    text = re.sub(r"[t ]\d{1,2}:\d\d.*$", "", text)
    parts = re.findall(r"\d+|[a-z]{3,}", text)
    numbers = [p for p in parts if p.isdigit()]
    joined = "".join(numbers)
    if len(joined) > _DIGITS_OF_A_DATE:  # of thousands Python makes no number
        return joined
    months = [_MONTHS[p[:3]] for p in parts if not p.isdigit() and p[:3] in _MONTHS]
    if months and len(numbers) == 2:
        day, year = sorted(numbers, key=len)
        return f"{_century(year):04}{months[0]:02}{int(day):02}"
    if len(numbers) == 3:
        return _three_parts(numbers, day_first)
    if year_last := _YEAR_LAST.fullmatch(joined):
        turned = _three_parts([*year_last.groups()], day_first)
        return turned if _possible(turned) and not _possible(joined) else joined
    if len(joined) == 4 or len(joined) == 6:
        return joined.ljust(8, "0")
    return joined


_YEAR_LAST = re.compile(r"(\d?\d)(\d\d)((?:19|20)\d\d)")
"""Without separators; a spreadsheet drops the first zero. None of an earlier century is read so: 20121706 is a day of
2012 whose month is wrong, sooner than the 20th of December 1706."""


def _three_parts(numbers: list[str], day_first: bool) -> str:
    if len(numbers[0]) == 4:
        year, month, day = numbers
    elif day_first:
        day, month, year = numbers
    else:
        month, day, year = numbers
    return f"{_century(year):04}{int(month):02}{int(day):02}"


def _century(year: str) -> int:
    """Two digits are of this century up to 29: the children of an index were born after 1999, their parents before."""
    number = int(year)
    return number if len(year) > 2 else number + (2000 if number < 30 else 1900)


def _possible(eight: str) -> bool:
    try:
        return len(eight) == 8 and 1000 <= date(int(eight[:4]), int(eight[4:6]), int(eight[6:8])).year <= 2100
    except ValueError:
        return False


def day_of_year(eight: str) -> str:
    """Month and day; nothing of a date of which the year alone is known."""
    return "" if eight.endswith("0000") else eight[4:]


def canonical_date(eight: str) -> str:
    """The same for a date and the date with day and month exchanged."""
    if len(eight) != 8:
        return eight
    first, second = sorted((eight[4:6], eight[6:8]))
    return eight[:4] + first + second


# --- postcodes, telephones, e-mail, numbers -------------------------------------------------------------

_POSTCODE = re.compile(r"^([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{2})$")
_DISTRICT = re.compile(r"[a-z]{1,2}\d[a-z\d]?$")


@lru_cache(maxsize=_OF_ONE_SEARCH)
def postcode(raw: str) -> str:
    """'tq13 8df' for a British one, wherever its space was; another country's as letters and digits."""
    joined = identifier(raw)
    return f"{found[1]} {found[2]}" if (found := _POSTCODE.match(joined)) else joined


def outward(code: str) -> str:
    """The part of a postcode before the space, which may be all there is; of another country's the first half."""
    if " " in code or _DISTRICT.match(code):
        return code.split(" ")[0]
    return code[: (len(code) + 1) // 2]


def a_district(code: str) -> bool:
    """Whether it is the outward part of a British postcode alone."""
    return _DISTRICT.match(code) is not None


@lru_cache(maxsize=_OF_ONE_SEARCH)
def phone(raw: str) -> str:
    """Digits only, as dialled within the country: +44 20 7946 0000 and (020) 7946 0000 are 02079460000."""
    number = digits(plain(raw))
    for abroad in ("0044", "44"):
        if number.startswith(abroad) and len(number) - len(abroad) in (9, 10, 11):
            return "0" + number.removeprefix(abroad).lstrip("0")
    return number if number.strip("0") else ""


def email(raw: str) -> str:
    return plain(raw).replace(" ", "").removeprefix("mailto:").strip("<>")


@lru_cache(maxsize=_OF_ONE_SEARCH)
def identifier(raw: str) -> str:
    return _NOT_WRITTEN.sub("", plain(raw))


_SEXES = {
    **dict.fromkeys(("1", "b", "h", "gwryw", "bachgen", "hombre", "sir", "lord", "herr"), "m"),
    **dict.fromkeys(("2", "g", "w", "k", "mrs", "ms", "miss", "dame", "lady", "frau", "benyw", "merch", "mujer"), "f"),
    # Not known and not specified, as the NHS Data Dictionary has them; what nobody knows, and titles of either sex.
    **dict.fromkeys(("0", "9", "u", "not specified", "indeterminate", "mx", "dr", "rev", "prof"), ""),
}


@lru_cache(maxsize=256)
def sex(raw: str) -> str:
    """f or m, or the first letter of whatever else was written; also of a title. Empty where none is known."""
    said = words(raw)
    return _SEXES.get(said, _SEXES.get(said[:1], said[:1]))


# --- check characters -----------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def nhs_number_holds(number: str) -> bool:
    """Ten digits whose last is the check digit: weights 10 to 2, 11 less the sum modulo 11 (NHS Data Dictionary)."""
    if not re.fullmatch(r"\d{10}", number):
        return False
    check = 11 - sum(int(d) * w for d, w in zip(number, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(number[9]) and check != 10


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S, which are read as digits


def upn_holds(upn: str) -> bool:
    """A check letter and twelve characters, the last a letter while it is temporary (Department for Education)."""
    found = re.fullmatch(rf"([{_UPN_LETTERS}])(\d{{11}})([\d{_UPN_LETTERS}])", upn.upper())
    if not found:
        return False
    last = found[3]
    values = [int(d) for d in found[2]] + [int(last) if last.isdigit() else _UPN_LETTERS.index(last)]
    return _UPN_LETTERS[sum(v * w for v, w in zip(values, range(2, 14), strict=True)) % 23] == found[1]


# --- oddities: what looks wrong of a value, in a sentence that quotes it; None where nothing does -------


def odd_date(raw: str, *, day_first: bool = True) -> str | None:
    eight = birth_date(raw, day_first=day_first)
    return f"“{raw}” is no date of the calendar." if eight and not _possible(eight) else None


def odd_postcode(raw: str) -> str | None:
    code = postcode(raw)
    return f"“{raw}” is not written like a British postcode." if code and " " not in code else None


def odd_phone(raw: str) -> str | None:
    number = phone(raw)
    return (
        f"“{raw}” has {len(number)} digits; a British number has 10 or 11."
        if number and not 10 <= len(number) <= 11
        else None
    )


def odd_nhs_number(raw: str) -> str | None:
    number = identifier(raw)
    return (
        f"“{raw}” is not an NHS number: its check digit does not hold."
        if number and not nhs_number_holds(number)
        else None
    )


def odd_upn(raw: str) -> str | None:
    number = identifier(raw)
    return (
        f"“{raw}” is not a pupil number: its check letter does not hold." if number and not upn_holds(number) else None
    )
