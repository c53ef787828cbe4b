"""The pages on which people put on record what they did: what was shared, what was not, and a manager's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sharewell.domain.words import capital
from sharewell.sharing.facts import RecordWanted
from sharewell.ui import fields
from sharewell.ui.forms import Form

ANOTHER_WAY = "another way"
WAYS = ("By telephone", "Face to face", "By secure email", "By post or courier", "By showing them the record")

CHOICES = {
    "informed": ("I have been told of it", "It may go without my approval, and I have checked its scope"),
    "approved": ("I approve it", "It may go"),
    "refused": ("I refuse it", "It must not go on the ground that waits for me"),
}


class RecordForm(Form):
    """A form that ends with the words that each record must state, one box for each."""

    def __init__(self, wanted: Sequence[RecordWanted], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.wanted = wanted
        for record in wanted:
            for at, name in enumerate(record.fields):
                self.fields[f"{record.code}-{at}"] = fields.TextAreaField(
                    capital(name),
                    hint=f"For the {record.name}.",
                    missing=f"Enter {name}",
                    rows=3,
                    max_length=2000,
                )

    def records(self) -> dict[str, dict[str, str]]:
        given = self.cleaned_data
        return {
            record.code: {name: given[f"{record.code}-{at}"] for at, name in enumerate(record.fields)}
            for record in self.wanted
        }


class ShareForm(RecordForm):
    items = fields.CheckboxesField("What did you share?", missing="Select what you shared", choices=[])
    how = fields.RadiosField(
        "How did you share it?",
        missing="Select how you shared it",
        choices=[*((way, way) for way in WAYS), (ANOTHER_WAY, "In another way")],
        reveals={ANOTHER_WAY: "way"},
    )
    way = fields.TextField("In what way?", max_length=100, missing="Enter in what way")
    given_to = fields.TextField(
        "Who received it?",
        hint="Their name and role.",
        missing="Enter who received it",
        max_length=200,
    )

    def __init__(
        self, names: Sequence[str], wanted: Sequence[RecordWanted], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(wanted, data)
        self.choose_from("items", [(str(at), name) for at, name in enumerate(names)])

    def chosen(self) -> list[int]:
        return [int(at) for at in self.cleaned_data["items"]]

    def how_in_words(self) -> str:
        how: str = self.cleaned_data["how"]
        return self.cleaned_data["way"] if how == ANOTHER_WAY else how


class RefuseForm(RecordForm):
    """Only the words of the refusal's record; what was not shared is told by the decision."""


class ManagerForm(Form):
    decision = fields.RadiosField("What do you decide?", missing="Select what you decide", choices=[])
    reason = fields.TextAreaField(
        "Why?", hint="This goes on record with your name.", missing="Enter your reason", rows=3, max_length=2000
    )

    def __init__(self, choices: Sequence[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.choose_from("decision", [(choice, *CHOICES[choice]) for choice in choices])


class ExceptionForm(Form):
    reason = fields.TextAreaField(
        "Why can this not wait for a designated manager?",
        heading=True,
        hint="Say what makes this exceptional. It goes on record with your name before anything is shared.",
        missing="Enter why this cannot wait",
        rows=4,
        max_length=2000,
    )
