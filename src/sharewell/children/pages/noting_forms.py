"""What a person puts on record of a child, one form each: that they work with it, who leads, a concern, and so on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sharewell.children.around import involving, missing
from sharewell.children.around.involving import Contact
from sharewell.children.models import Child, Concern
from sharewell.children.records import ending
from sharewell.domain.index.shown import Grounds
from sharewell.ui import fields
from sharewell.ui.forms import Form
from sharewell.ui.words import day

# What may be known when a sensitive service wants to be on the index, as consents and facts of the shared words.
GROUNDS: Mapping[str, Grounds | None] = {
    "none": None,
    "child": Grounds(consents=frozenset({"child"}), facts={"competent": True}),
    "parent": Grounds(consents=frozenset({"parental-responsibility"}), facts={"competent": False}),
    "harm": Grounds(facts={"risk-of-significant-harm": True}),
    "unknown": Grounds(),
}


class _Noted(Form):
    """What is put on record of a child on a day. It may have begun before; without `since` it begins on that day."""

    def __init__(self, *args: Any, child: Child, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.no_later(on, *self.fields.keys() & {"since"})


class _Dated(_Noted):
    since = fields.DateField("Since when?", subject="the day on which it began")


class InvolvementForm(_Dated):
    service = fields.TextField(
        "Which service?",
        hint="Such as speech therapy. Do not say why the child needs it.",
        subject="which service it is",
        max_length=100,
    )
    contact = fields.TextField(
        "Who can be called?",
        hint="A name. For a sensitive service, its broker’s name.",
        subject="who can be called",
        max_length=100,
    )
    phone = fields.TextField("Their phone", required=False, width=20, max_length=40)
    email = fields.EmailField("Their email", required=False, max_length=100)
    grounds = fields.RadiosField(
        "Is it about sexual health, mental health or substance misuse?",
        missing="Select whether it is about one of these",
        choices=[
            ("none", "No"),
            ("child", "Yes, and the child understands and has consented"),
            ("parent", "Yes, and a parent has consented, since the child is too young to"),
            ("harm", "Yes, and the child may be suffering significant harm"),
            ("unknown", "Yes, and nobody has consented"),
        ],
    )
    field_order = ("service", "grounds", "contact", "phone", "email", "since")


class LeadForm(_Dated):
    name = fields.TextField("Who is the lead professional?", subject="who the lead professional is", max_length=100)
    phone = fields.TextField("Their phone", required=False, width=20, max_length=40)
    email = fields.EmailField("Their email", required=False, max_length=100)
    field_order = ("name", "phone", "email", "since")


class AssessmentForm(_Dated):
    holder = fields.TextField(
        "Who holds the assessment?",
        hint="Who to ask for it. Do not say what is in it.",
        subject="who holds the assessment",
        max_length=100,
    )
    field_order = ("holder", "since")


class ConcernForm(_Noted):
    contact = fields.TextField("Who should be called?", subject="who should be called", max_length=100)
    told = fields.RadiosField(
        "Has the family been told?",
        missing="Select whether the family has been told",
        choices=[("yes", "Yes"), ("no", "No")],
        inline=True,
    )
    review_by = fields.DateField("By when will you review this?", subject="the day of the review")

    def __init__(self, *args: Any, child: Child, on: date, **kwargs: Any) -> None:
        super().__init__(*args, child=child, on=on, **kwargs)
        latest = involving.latest_review(Concern, child.index, on=on)
        self.fields["review_by"].help_text = f"By {day(latest)} at the latest."


class MissingForm(_Noted):
    sure = fields.CheckboxesField(
        "What do you know?",
        missing="Confirm that the child is not on any school’s roll and is not taught elsewhere",
        choices=[("yes", "The child is not on any school’s roll and, as far as I know, not suitably taught elsewhere")],
    )


class LongerForm(_Noted):
    longer = fields.RadiosField(
        "Does the child have additional needs, for which services may go on after the usual age?",
        hint="The index holds only the day on which the record ends, and not what you answer.",
        missing="Select whether the child has additional needs",
        choices=[],
    )

    def __init__(self, *args: Any, child: Child, on: date, **kwargs: Any) -> None:
        super().__init__(*args, child=child, on=on, **kwargs)
        usual, hint = ending.usual_day(child, on=on), ""
        if usual is not None and usual <= on + timedelta(days=1):
            hint = f"The usual day is {day(usual)}: the record is destroyed tonight, and nobody can bring it back."
        no = ("no", "No: the record ends at the usual age", hint)
        self.choose_from("longer", [("yes", "Yes: keep the record to the later age"), no])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Something that may be put on record: its form, and the act that takes what the form says."""

    heading: str
    done: str
    """What is said once it is on record."""
    form: type[_Noted]
    act: Callable[..., object]
    at: str
    """The question beside which it is told that the act was refused."""
    given: Callable[[dict[str, Any]], dict[str, Any]] = dict


def _involvement(told: dict[str, Any]) -> dict[str, Any]:
    contact = Contact(told["contact"], told["phone"], told["email"])
    return {"service": told["service"], "contact": contact, "since": told["since"], "grounds": GROUNDS[told["grounds"]]}


def _lead(told: dict[str, Any]) -> dict[str, Any]:
    return {"who": Contact(told["name"], told["phone"], told["email"]), "since": told["since"]}


def _keep(*, key: UUID, **told: Any) -> object:
    return ending.keep(**told)  # said again, it is the same day


KINDS: Mapping[str, Kind] = {
    "involvement": Kind(
        heading="Say that you work with this child",
        done="It is on record that you work with this child.",
        form=InvolvementForm,
        act=involving.involve,
        at="grounds",
        given=_involvement,
    ),
    "lead": Kind(
        heading="Say who the lead professional is",
        done="It is on record who the lead professional is.",
        form=LeadForm,
        act=involving.lead,
        at="since",
        given=_lead,
    ),
    "assessment": Kind(
        heading="Say that an assessment exists",
        done="It is on record that an assessment exists.",
        form=AssessmentForm,
        act=involving.mark_assessment,
        at="since",
    ),
    "concern": Kind(
        heading="Ask to be called about this child",
        done="It is on record that you ask to be called about this child.",
        form=ConcernForm,
        act=involving.raise_concern,
        at="review_by",
        given=lambda told: told | {"told": told["told"] == "yes"},
    ),
    "missing": Kind(
        heading="Report a child missing education",
        done="The child is on the list of children missing education.",
        form=MissingForm,
        act=missing.report,
        at="sure",
        given=lambda told: {},
    ),
    "longer": Kind(
        heading="Say how long the record is kept",
        done="It is on record how long the record is kept.",
        form=LongerForm,
        act=_keep,
        at="longer",
        given=lambda told: {"longer": told["longer"] == "yes"},
    ),
}
