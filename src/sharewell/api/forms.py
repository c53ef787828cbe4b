from datetime import date
from typing import Any

from sharewell.api.actions import LONGEST
from sharewell.ui import fields
from sharewell.ui.forms import Form


class TokenForm(Form):
    name = fields.TextField("Which system is it for?", subject="which system it is for", max_length=100)
    until = fields.DateField("Until when may it be used?", subject="the last day", hint="At most a year from today.")

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data)
        last = on + LONGEST
        field = self.fields["until"]
        field.help_text = f"{field.help_text} For example, {last.day} {last:%B %Y}"
