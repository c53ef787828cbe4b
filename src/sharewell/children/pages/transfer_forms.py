"""The forms of children who move: offering a record, and answering an offer. Every reason is chosen from a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sharewell.children.models import Index
from sharewell.children.moves.transfers import DECLINED, OFFERED
from sharewell.ui import fields
from sharewell.ui.forms import Form

ACCEPT: Final = "accept"
ASK: Final = "ask"


class OfferForm(Form):
    to = fields.SelectField(
        "To which index?", missing="Select the index of the area to which the child moves", choices=[]
    )
    reason = fields.RadiosField(
        "Why are you offering it?", missing="Select why you are offering it", choices=list(OFFERED.items())
    )

    def __init__(self, others: Iterable[Index], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indexes = {str(each.pk): each for each in others}
        self.choose_from("to", ((pk, f"{each.area}: {each.name}") for pk, each in self.indexes.items()))


class AcceptForm(Form):
    answer = fields.RadiosField(
        "Will you take over the record?",
        missing="Select whether you will take over the record",
        choices=[
            (ACCEPT, "Yes, the child lives here", "The record is in your index at once."),
            *((code, f"No. {words}", "The record stays where it is.") for code, words in DECLINED.items()),
            (ASK, "I need to ask first", "It stays in the list."),
        ],
    )
