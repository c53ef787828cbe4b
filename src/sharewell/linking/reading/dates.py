"""How the dates of a column are written, as most of them show: 3/12/2004 may be in March, and 40238 may be a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Final

from sharewell.domain.linkage.values import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """One column's."""

    day_first: bool = True
    numbered: bool = False
    """Whether they lost their format in a spreadsheet, which then writes the number of the day."""

    def read(self, raw: str) -> str:
        """`normalise.birth_date`, with what one date alone cannot tell."""
        if self.numbered and _A_DAY_NUMBER.fullmatch(raw):
            return f"{_DAY_0 + timedelta(days=int(raw[:5])):%Y%m%d}"
        return normalise.birth_date(raw, day_first=self.day_first)

    def odd(self, raw: str) -> str | None:
        """Says so of one that is neither a day of the calendar nor only a year or a month of one."""
        eight = self.read(raw)
        whole = eight[:4] + eight[4:].replace("00", "01")
        return f"“{raw}” is no date of the calendar." if normalise.odd_date(whole, day_first=self.day_first) else None


_A_DAY_NUMBER: Final = re.compile(r"[1-5]\d{4}(\.0)?")  # 1927 to 2064
_DAY_0: Final = date(1899, 12, 30)  # so that every day since March 1900 has the number that Excel gives it
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ]\d.*|(\d?\d)(\d\d)(?:19|20)\d\d")


def dates_of(written: Sequence[str], *, others: Sequence[str] = ()) -> Dates:
    """How a column's dates are written.

    Args:
        others: the same dates in another file, which tell the order of day and month where these do not.
    """
    filled = [value for value in written if value]
    numbered = sum(bool(_A_DAY_NUMBER.fullmatch(value)) for value in filled) > 0.8 * len(filled) > 0
    beyond = _beyond_twelve(written) or _beyond_twelve(others)
    return Dates(day_first=beyond >= 0, numbered=numbered)


def read(columns: Sequence[Sequence[str]]) -> list[str]:
    """The dates of a field, each file's read in its own way, one after the other; written so that no other is left."""
    dates: list[str] = []
    for written in columns:
        of = dates_of(written, others=[*chain(*columns)])
        turned = {value: _apart(of.read(value)) for value in set(written)}
        dates += [turned[value] for value in written]
    return dates


def _beyond_twelve(written: Sequence[str]) -> int:
    """In how many more dates the first number can be no month than the second."""
    found = [parts for value in set(written) if (parts := _YEAR_LAST.fullmatch(value))]
    return sum((int(p[1] or p[3]) > 12) - (int(p[2] or p[4]) > 12) for p in found)


def _apart(eight: str) -> str:
    """Of 20111910 alone nobody could say whether it was written as 2011-19-10 or as 20.11.1910."""
    return f"{eight[:4]}-{eight[4:6]}-{eight[6:]}" if len(eight) == 8 else eight
