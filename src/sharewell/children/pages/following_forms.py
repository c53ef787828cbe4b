"""What comes after something was put on record of a child: it ends, is looked at again, or its next step is taken.

Each asks for one day, and is for the organisation alone that put it on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharewell.children.around import involving, missing
from sharewell.children.models import (
    Assessment,
    Concern,
    Index,
    Involvement,
    LeadProfessional,
    Missing,
    Noted,
    Shielding,
)
from sharewell.ui import fields
from sharewell.ui.forms import Form
from sharewell.ui.words import day


class DayForm(Form):
    def __init__(self, *args: Any, deed: Deed, index: Index, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest: date | None = on
        hint = ""
        if deed.is_ahead:
            last = involving.latest_review(deed.of, index, on=on, again=True)
            latest, hint = None, f"You have looked, and it still holds. By {day(last)} at the latest."
        self.fields["day"] = fields.DateField(deed.asks, subject=deed.subject, hint=hint, latest=latest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that may be done next: the rows it is for, the day it asks for, and the act that takes it."""

    of: type[Noted]
    heading: str
    asks: str
    subject: str
    act: Callable[..., object]
    is_ahead: bool = False
    """Whether the day lies ahead, as that of a review does."""
    then: str = "children:child"
    """The page to go on with."""
    done: str = ""
    """What the child's page says then; a list shows it by itself."""


def _end(of: type[Noted], heading: str, done: str) -> Deed:
    asks, subject = "When did it end?", "the day on which it ended"
    return Deed(of=of, heading=heading, asks=asks, subject=subject, act=_ended, done=done)


def _ended(*, row: Any, day: date, **signed: Any) -> object:
    return involving.end(row=row, on=day, **signed)


def _review(of: type[Noted], heading: str) -> Deed:
    return Deed(
        of=of,
        heading=heading,
        asks="By when will you review it again?",
        subject="the day of the next review",
        act=_reviewed,
        is_ahead=True,
        then="children:guarded",
    )


def _reviewed(*, row: Any, day: date, **signed: Any) -> object:
    return involving.review(row=row, next_by=day, **signed)


def _stepped(*, row: Missing, day: date, **signed: Any) -> object:
    return missing.step(row=row, event=missing.next_step(row) or "", on=day, **signed)


DEEDS: Mapping[tuple[str, str], Deed] = {
    ("end", "involvement"): _end(
        Involvement,
        "Say that you no longer work with this child",
        "It is on record that you no longer work with this child.",
    ),
    ("end", "lead"): _end(
        LeadProfessional,
        "Say that your lead professional no longer leads for this child",
        "It is on record that your lead professional no longer leads for this child.",
    ),
    ("end", "assessment"): _end(
        Assessment,
        "Take back that an assessment exists",
        "It is no longer on record that an assessment exists.",
    ),
    ("end", "concern"): _end(
        Concern,
        "Say that you no longer need to be called about this child",
        "It is on record that you no longer need to be called about this child.",
    ),
    ("review", "concern"): _review(Concern, "Keep your request to be called about this child"),
    ("review", "shielding"): _review(Shielding, "Keep this record shielded"),
    ("step", "missing"): Deed(
        of=Missing,
        heading="Put the next step on record",
        asks="On which day was it done?",
        subject="the day on which it was done",
        act=_stepped,
        then="children:missing",
    ),
}
"""By what is done and the kind of row, as an address names them."""
