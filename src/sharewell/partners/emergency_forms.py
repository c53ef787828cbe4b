"""What every emergency asks: on what ground it opens what is hidden, and what a second person finds of that."""

from __future__ import annotations

from sharewell.partners.emergencies import GROUNDS
from sharewell.ui import fields
from sharewell.ui.forms import Form


class GroundForm(Form):
    ground = fields.RadiosField(
        "On what ground do you open it?",
        missing="Select on what ground you open it",
        choices=[(code, ground.words, ground.hint) for code, ground in GROUNDS.items()],
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
