from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.validators import RegexValidator

from sharewell.partners.models import Capacity, Kind, Membership, Recognised
from sharewell.ui import fields
from sharewell.ui.forms import Form


class ActingForm(Form):
    membership = fields.RadiosField(
        "Who are you acting for?", heading=True, missing="Select who you are acting for", choices=[]
    )

    def __init__(self, memberships: Iterable[Membership], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from(
            "membership", ((str(each.pk), each.organisation.name, f"As {each.capacity}") for each in memberships)
        )


_ROLES = [(role.value, role.label) for role in Capacity]
_DAY = "For example, {0.day} {0.month} {0.year}"
# What PostgreSQL and Python take for the lower case of other letters differs.
_ASCII = RegexValidator(r"^[ -~]*$", "Enter an email address in the correct format, like name@example.org")


class _Dated(Form):
    """A form with a day, for which `on` is an example."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, fields.DateField):
                field.help_text = f"{field.help_text} {_DAY.format(on)}".strip()


class PersonForm(_Dated):
    name = fields.TextField("Name", subject="their name", max_length=200)
    email = fields.EmailField(
        "Work e-mail address",
        subject="their e-mail address",
        hint="They are sent a link there to choose how they sign in",
        max_length=254,
        validators=[_ASCII],
    )
    capacity = fields.RadiosField("Role", missing="Select their role", choices=_ROLES)
    volunteer = fields.CheckboxesField(
        "Are they a volunteer?", choices=[("yes", "Yes, a volunteer", "They need the same checks")], required=False
    )
    since = fields.DateField("First day", subject="their first day")


class EndForm(_Dated):
    until = fields.DateField(
        "What is their last day?", heading=True, hint="They are out on the day after it.", subject="their last day"
    )


class RoleForm(_Dated):
    capacity = fields.RadiosField("New role", missing="Select their new role", choices=_ROLES)
    since = fields.DateField("From which day?", subject="the first day in the new role")


class RecognisedForm(Form):
    kind = fields.RadiosField("What is it?", missing="Select what it is", choices=list(Kind.choices))
    name = fields.TextField("Name", subject="its name", max_length=200)
    months = fields.IntegerField(
        "For how many months does it count?", subject="number of months", width=3, min_value=1, max_value=120
    )


class AccreditForm(_Dated):
    of = fields.RadiosField("What did they pass?", missing="Select what they passed", choices=[])
    passed = fields.DateField("When did they pass it?", subject="the day they passed it")
    until = fields.DateField(
        "Until when does it count? (optional)",
        subject="the last day",
        hint="Leave this empty if it counts as long as your organisation recognises it.",
        required=False,
    )

    def __init__(self, offered: Iterable[Recognised], *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.offered = {str(each.pk): each for each in offered}
        kinds = (
            (pk, each.name, f"{each.get_kind_display()}, {each.months} months") for pk, each in self.offered.items()
        )
        self.choose_from("of", kinds)
        self.no_later(on, "passed")

    def chosen(self) -> Recognised:
        return self.offered[self.cleaned_data["of"]]


class RevokeForm(Form):
    reason = fields.TextAreaField(
        "Why does it no longer count?",
        heading=True,
        hint="They can use information about people no longer, from now on.",
        subject="why it no longer counts",
        rows=3,
        max_length=1000,
    )
