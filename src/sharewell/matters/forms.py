"""Forms made from a text: an event's own words, whom it names, and what its sentences say must be stated with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from sharewell.domain.happenings import Happening
from sharewell.domain.rules import MustAddUp, MustNotAct, MustRank
from sharewell.domain.steps import Steps, Subject
from sharewell.domain.words import capital
from sharewell.ui import fields
from sharewell.ui.forms import Form
from sharewell.ui.words import listed

_NOBODY = "Do not name a child or anyone in their family."
_PER_CENT = RegexValidator(r"^[0-9]{1,3}(\.[0-9]{1,2})?$", "Enter a number of per cent, such as 40 or 33.33")


class ChoiceForm(Form):
    """One question with the choices that its view gives."""

    choice = fields.RadiosField("What happened?", heading=True, missing="Select what happened", choices=[])

    def __init__(self, choices: Iterable[Any], *args: Any, label: str = "", missing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("choice", choices)
        field = self.fields["choice"]
        field.label = label or field.label
        field.error_messages["required"] = missing or field.error_messages["required"]


def subject_choices(subjects: Sequence[Subject], steps: Steps) -> list[tuple[str, str, str]]:
    """What may begin a matter in the text's own words, with the section that speaks of it."""
    events = steps.edition.known.events
    return [
        (s.code, capital(listed((events[code].happening for code in s.starts), "or")), s.title)
        for s in subjects
        if s.starts
    ]


class EventForm(Form):
    """One event. Which fields there are is told by the text."""

    def __init__(self, steps: Steps, code: str, *args: Any, on: date, party: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clocks, known = steps.clocks, steps.edition.known
        self.event = known.events[code]
        self.parties = list(known.parties)
        label = "Which day is it?" if self.event.planned else "When was this?"
        self.fields["date"] = _date(label, on=on, planned=self.event.planned)
        if self.event.role:
            self.fields["party"] = fields.RadiosField(
                capital(self.event.role), choices=self._named(), missing=f"Select {self.event.role}", initial=party
            )
        if clocks.needs(code, MustNotAct):
            self.fields["taking_part"] = fields.CheckboxesField(
                "Who takes part?", choices=self._named(), missing="Select who takes part"
            )
        if clocks.needs(code, MustRank):
            ranks = [(rank, capital(named.phrase)) for rank, named in known.ranks.items()]
            self.fields["rank"] = fields.RadiosField(
                "What is the rank of whoever does this?", choices=ranks, missing="Select the rank"
            )
        self.shares = dict(self._each("share", self.parties)) if clocks.needs(code, MustAddUp) else {}
        for name, sharer in self.shares.items():
            self.fields[name] = fields.TextField(
                f"Share of {sharer}, in per cent", subject=f"share of {sharer}, or 0", width=5, validators=[_PER_CENT]
            )
        self.stated = dict(self._each("stated", clocks.fields(code)))
        for name, asked in self.stated.items():
            self.fields[name] = fields.TextAreaField(
                capital(asked), subject=asked, hint=_NOBODY, rows=2, max_length=2000
            )

    @property
    def title(self) -> str:
        return capital(self.event.happening)

    def happening(self) -> Happening:
        given = self.cleaned_data
        return Happening(
            event=self.event.code,
            date=given["date"],
            party=given.get("party") or None,
            taking_part=tuple(given.get("taking_part", ())),
            rank=given.get("rank") or None,
            shares={sharer: float(given[name]) for name, sharer in self.shares.items()},
            details={asked: given[name] for name, asked in self.stated.items()},
        )

    def _named(self) -> list[tuple[str, str]]:
        return [(party, party) for party in self.parties]

    @staticmethod
    def _each(name: str, things: Iterable[str]) -> Iterable[tuple[str, str]]:
        return ((f"{name}-{at}", thing) for at, thing in enumerate(things))


class WithdrawForm(Form):
    reason = fields.TextAreaField(
        "Why is it taken back?", subject="why it is taken back", hint=_NOBODY, rows=3, max_length=2000
    )


class RecordForm(Form):
    """That a record is kept: since when, and what the text says the record states, or else where it is."""

    def __init__(self, stated: Sequence[str], *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"] = _date("When was it put on record?", on=on)
        self.stated = {f"stated-{at}": asked for at, asked in enumerate(stated or ("where the record is kept",))}
        for name, asked in self.stated.items():
            self.fields[name] = fields.TextAreaField(
                capital(asked), subject=asked, hint=_NOBODY, rows=2, max_length=2000
            )

    def details(self) -> dict[str, str]:
        return {asked: self.cleaned_data[name] for name, asked in self.stated.items()}


def _date(label: str, *, on: date, planned: bool = False) -> fields.DateField:
    hint = f"For example, {on.day} {on.month} {on.year}"
    if planned:
        return fields.DateField(label, subject="date", hint=hint)
    past = {"late": "Date must be today or in the past"}
    return fields.DateField(label, subject="date", hint=hint, latest=on, error_messages=past)


class KeyForm(forms.Form):
    """The one-time key that each page gives its form."""

    key = forms.UUIDField()
