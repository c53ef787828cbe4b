"""The forms of shielding, of opening in an emergency, and of reviews."""

from __future__ import annotations

from sharewell.partners.emergencies import GROUNDS
from sharewell.ui import fields
from sharewell.ui.forms import Form


class ShieldForm(Form):
    ground = fields.TextField(
        "Why must the child not be found?",
        hint="A few words, such as “a danger to life”. Do not say what happened. The keeper of the index reads them.",
        subject="why the child must not be found",
        max_length=200,
    )
    views = fields.TextField(
        "Whose views were heard?",
        hint="Such as the child, the mother, the school.",
        subject="whose views were heard",
        max_length=200,
    )


class OpenForm(Form):
    ground = fields.RadiosField(
        "On what ground do you open it?",
        missing="Select on what ground you open it",
        choices=[(code, ground.words, ground.hint) for code, ground in GROUNDS.items()],
    )
    why = fields.TextAreaField(
        "Why can this not wait?",
        hint="Your guardian reads this. It goes on record with your name.",
        subject="why this cannot wait",
        rows=4,
        max_length=2000,
    )


class FoundForm(Form):
    found = fields.RadiosField(
        "Was it justified?",
        missing="Select whether it was justified",
        choices=[("yes", "Yes, it could not wait"), ("no", "No, it was not justified")],
    )
    reason = fields.TextAreaField(
        "What did you find?", subject="what you found", hint="It goes on record.", rows=4, max_length=2000
    )


class HomeForm(Form):
    postcode = fields.TextField(
        "Your home postcode",
        heading=True,
        hint="It is kept so that nobody can read it. Look-ups of children who live there are shown to the auditor.",
        missing="Enter your home postcode",
        width=10,
        max_length=10,
        autocomplete="postal-code",
    )
