"""The forms of shielding, of opening in an emergency, and of homes that mark one's own family."""

from __future__ import annotations

from sharewell.partners.emergency_forms import GroundForm
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


class OpenForm(GroundForm):
    why = fields.TextAreaField(
        "Why can this not wait?",
        hint="Your guardian reads this. It goes on record with your name.",
        subject="why this cannot wait",
        rows=4,
        max_length=2000,
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
