"""The bank holidays of an area, as a text's front matter names it: "GB/ENG", or "GB/ENG,GB/WLS" for either's."""

from __future__ import annotations

import operator
from collections.abc import Container
from datetime import date
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from sharewell.domain.errors import BadInput

if TYPE_CHECKING:
    from holidays import HolidayBase


class UnknownArea(BadInput):
    """No calendar is known for the area."""


@lru_cache(64)
def bank_holidays(area: str | None) -> Container[date]:
    """The days that are bank holidays in the area, or in any of several joined by commas. Raises UnknownArea."""
    if area is None:
        return frozenset()
    return reduce(operator.add, (_of_one(part.strip()) for part in area.split(",")))


def _of_one(area: str) -> HolidayBase:
    import holidays  # only here: loading it takes longer than a whole decision at the command line

    country, _, part = area.partition("/")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise UnknownArea(
            f"holidays: no calendar is known for “{area[:60]}”; write a country and its part, such as GB/ENG."
        ) from None


class OnDemand:
    """The same days, loaded when the first is asked for: a decision at the command line seldom asks for any."""

    def __init__(self, area: str | None) -> None:
        self.area = area

    def __contains__(self, day: object) -> bool:
        return day in bank_holidays(self.area)
