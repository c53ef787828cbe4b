"""Forms about children. None has a box for words of one's own but the reason for looking, which is a reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from sharewell.children.intake.reading import odd
from sharewell.children.pages.wording import LABELS
from sharewell.children.records.policies import Ended
from sharewell.children.search.finding import TOO_LITTLE, is_enough
from sharewell.children.search.look_ups import LONGEST, REASON, must_be_a_reference
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import NotHeld
from sharewell.domain.index.policy import Policy
from sharewell.domain.words import capital
from sharewell.linking.reading.columns import as_said
from sharewell.ui import fields
from sharewell.ui.forms import Form
from sharewell.ui.words import DATE_PARTS

LARGEST: Final = 20_000_000
"""Bytes of an extract in the browser: many times what its most rows take."""
_ASKED_AS: Final = {
    "contact": "holder",
    "contact_phone": "phone",
    "contact_email": "email",
    "lead_professional": "name",
}
"""By what it is held as, the question that asks for it under another name."""
_REFERENCE = RegexValidator(REASON, "Your case or referral must be a number or a word or two, and name nobody")


class ReasonForm(Form):
    """Why somebody looks: asked before anybody is shown."""

    purpose = fields.RadiosField("Why are you looking?", missing="Select why you are looking", choices=[])
    reason = fields.TextField(
        "Your case or referral",
        hint="A number, or a word or two, that identifies your work, such as K-117. Do not enter names.",
        missing="Enter your case or referral, such as its number",
        max_length=LONGEST,
        width=10,
        validators=[_REFERENCE],
    )

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("purpose", ((purpose, capital(purpose)) for purpose in policy.purposes))
        self._policy = policy

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        try:
            must_be_a_reference(reason, self._policy)
        except BadInput as refusal:
            said = str(refusal).replace("“reason”", f"“{self.fields['reason'].label}”")
            raise ValidationError(said) from refusal
        return reason


class DetailsForm(Form):
    """What is known of a child: to look for one, and to add one."""

    forename = fields.TextField("First name", required=False, max_length=100, width=20)
    surname = fields.TextField("Last name", required=False, max_length=100, width=20)
    birth_date = fields.PartDateField(
        "Date of birth", required=False, hint="As far as you know it: a year alone will do. For example, 9 3 2014"
    )
    postcode = fields.TextField("Postcode", required=False, max_length=10, width=10)
    aliases = fields.TextField(
        "Other names", required=False, hint="Former names, or names they are known by", max_length=100
    )
    sex = fields.RadiosField(
        "Gender", required=False, inline=True, choices=[("f", "Female"), ("m", "Male"), ("", "Not known")]
    )
    phone = fields.TextField("Phone", required=False, max_length=20, width=20, inputmode="tel")
    parent_phone = fields.TextField("Parent or carer’s phone", required=False, max_length=20, width=20, inputmode="tel")
    nhs_number = fields.TextField("NHS number", required=False, max_length=13, width=10, inputmode="numeric")
    upn = fields.TextField("Unique pupil number", required=False, max_length=13, width=10)

    first: Final = ("forename", "surname", "birth_date", "postcode")
    """Asked at once; the rest opens when somebody knows more."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.no_later(on, "birth_date")

    @property
    def knows_more(self) -> bool:
        """Whether anything stands, or is wrong, in what is not asked at once."""
        at_once = {*self.first, *ReasonForm.base_fields}
        return any(bound.value() or bound.errors for bound in self if bound.name not in at_once)

    def details(self) -> dict[str, str]:
        """What was filled in, by the names under which an index holds it."""
        asked = (name for name in self.fields if name not in ReasonForm.base_fields)
        return {name: self.cleaned_data[name] for name in asked if self.cleaned_data.get(name)}


class FindForm(DetailsForm, ReasonForm):
    """Enough to look by, and why."""

    field_order = (*DetailsForm.base_fields, "purpose", "reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        alone = {"nhs_number", "upn", "phone", "parent_phone"}
        named = given.get("forename") or given.get("surname")
        if not named and not any(given.get(name) for name in alone):
            self.add_error("forename", "Enter a first name or a last name, or a number, such as the NHS number")
        elif not self.errors and not is_enough(self.details()):
            wrong = dict(odd(self.details())) if not named else {}
            if at := next((name for name in wrong if name in alone), None):
                self.add_error(at, wrong[at])  # nobody can be found by it, so it is not only odd here
            else:
                self.add_error("forename" if not given.get("forename") else "surname", TOO_LITTLE)
        return given


class AddForm(DetailsForm):
    """A child who is not there yet: who it is, and where."""

    middle_names = fields.TextField("Middle names", required=False, max_length=100)
    house = fields.TextField("House number or name", required=False, max_length=50, width=10)
    street = fields.TextField("Street", required=False, max_length=100)
    town = fields.TextField("Town", required=False, max_length=100, width=20)
    school = fields.TextField("School or setting", required=False, max_length=100)
    gp_practice = fields.TextField("GP practice", required=False, max_length=100)
    health_visitor = fields.TextField("Health visitor", required=False, max_length=100)
    parent_name = fields.TextField("Parent or carer", required=False, max_length=100)
    parent_email = fields.EmailField("Parent or carer’s email", required=False, max_length=100)

    field_order: tuple[str, ...] = (
        *("forename", "middle_names", "surname", "aliases", "birth_date", "sex"),
        *("house", "street", "town", "postcode", "phone", "parent_name", "parent_phone", "parent_email"),
        *("school", "gp_practice", "health_visitor", "nhs_number", "upn"),
    )


class LateAddForm(AddForm, ReasonForm):
    """Sent when the reason that was given no longer holds: it is asked again, and nothing of the rest is lost."""

    field_order = (*AddForm.field_order, "purpose", "reason")


def tell(form: Form, refusal: BadInput, *, at: str | None = None) -> None:
    """What must not be held is told where it was entered, by the name that stands there; all else beside one question.

    Args:
        at: that question; above the form where there is none.
    """
    if isinstance(refusal, NotHeld):
        told = [(each.field, each.said) for each in refusal.refusals]
    else:
        told = [("birth-date" if isinstance(refusal, Ended) else "", str(refusal))]
    for code, said in told:
        held = code.replace("-", "_")
        name = next((each for each in (held, _ASKED_AS.get(held)) if each in form.fields), None)
        label = form.fields[name].label if name else LABELS.get(held)
        form.add_error(name or at, said.replace(f"“{code}”", f"“{label}”") if label else said)


def as_posted(details: Mapping[str, str]) -> dict[str, str]:
    """What was asked, as a form receives it: to fill one in with what is known already."""
    posted = {name: value for name, value in details.items() if name != "birth_date"}
    year, month, day = (*details.get("birth_date", "").split("-"), "", "", "")[:3]
    return posted | dict(zip((f"birth_date-{part}" for part in DATE_PARTS), (day, month, year), strict=True))


class OtherForm(Form):
    """The other record that somebody takes for the same child."""

    other = fields.TextField(
        "What is the reference of the other record?",
        heading=True,
        hint="Such as C-K7QF-2M9X-4TBD. Before you answer, find that child too, for the same reason.",
        missing="Enter the reference of the other record",
        max_length=16,
        width=20,
    )


class SameForm(Form):
    """What somebody finds of two rows beside each other."""

    same = fields.RadiosField(
        "Is this one child?",
        missing="Select whether this is one child",
        choices=[
            ("same", "Yes, the same child", "The two records are joined. You can take it back."),
            ("different", "No, two children", "Such as twins, or two children with the same name."),
            ("ask", "I need to ask first", "It stays in the list."),
        ],
    )


class LoadForm(Form):
    """A file, what its origin calls it, and what is to be done with it."""

    file = fields.FileField(
        "The extract",
        hint="A CSV or Parquet file with a row for each child",
        accept=".csv,.parquet,.txt",
        missing="Select the extract",
    )
    source = fields.TextField(
        "Name of this extract",
        hint="Use the same name each time, such as “school roll”, so that children you loaded before are recognised.",
        missing="Enter a name for this extract",
        max_length=100,
        width=20,
    )
    columns = fields.TextField(
        "What your columns hold, where their names do not say",
        subject="what your columns hold",
        hint="Such as given=forename, notes=ignore. This is remembered for the next time.",
        required=False,
        max_length=2000,
    )
    how = fields.RadiosField(
        "What do you want to do?",
        missing="Select what you want to do",
        choices=[
            ("preview", "Only check how it is read", "Nothing is loaded."),
            ("rows", "Load every row without errors", "The others are listed in a file for you to correct."),
            ("all", "Load all rows, or none", "If any row has an error, nothing is loaded."),
        ],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(
                f"The extract must be smaller than {LARGEST // 1_000_000} MB: load it with “sharewell index load”"
            )
        return file

    def clean_columns(self) -> dict[str, str]:
        try:
            return as_said(self.cleaned_data["columns"])
        except BadInput as refusal:
            raise ValidationError(str(refusal)) from refusal


class DoubtForm(Form):
    """What may be wrong, and what it should say."""

    what = fields.RadiosField("What may be wrong?", missing="Select what may be wrong", choices=[])
    should_be = fields.TextField(
        "What should it say?",
        subject="what it should say",
        hint="Leave it empty if you know only that it is wrong.",
        required=False,
        max_length=100,
    )

    def __init__(self, doubtable: Iterable[tuple[str, str, str]], said_by: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("what", doubtable)
        self.fields["what"].help_text = said_by  # once, and not beside each


class AnswerForm(Form):
    """What whoever said it finds of a doubt. A single detail is corrected here; several in the system they are from."""

    found = fields.RadiosField(
        "What did you find?",
        missing="Select what you found",
        choices=[
            ("right", "It is right as it is", "The record stays, and the doubt ends."),
            (
                "wrong",
                "It is wrong",
                "Correct it in your own system too, or the next extract brings it back.",
            ),
            ("ask", "I need to ask first", "It stays in the list."),
        ],
        reveals={"wrong": "correct"},
    )
    correct = fields.TextField("Correct it to", subject="what it should say", max_length=100)

    def __init__(self, names: Sequence[str], should_be: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = cast(fields.RadiosField, self.fields["found"])
        if len(names) == 1:
            self.fields["correct"].initial = should_be.get(names[0], "")
        else:
            self.choose_from("found", (each for each in found.options if each[0] != "wrong"))
            found.reveals = {}
            del self.fields["correct"]
