"""Form fields that render their own GOV.UK component, with errors in GOV.UK's words.

Each field names its `component` (a row of the table in `components/form.jinja`) and adds to the parameters of
that macro; what all macros share is put together once, in `GovukBoundField.params`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.html import escape
from django.utils.safestring import mark_safe

from sharewell.ui.words import DATE_PARTS, day, listed, read_date


class GovukBoundField(forms.BoundField):
    """A field with its answer; `as_field_group()` is the whole component: label, hint, error, inputs."""

    @property
    def template_name(self) -> str:
        return "components/field.jinja"

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the field's macro; a macro takes the keys it knows and passes over the rest."""
        shared = {
            "name": self.html_name,
            "id": self.auto_id,
            "idPrefix": self.auto_id,
            "value": self.value(),
            "label": self._worded("label"),
            "fieldset": {"legend": self._worded("fieldset__legend")},
            "hint": {"text": self.help_text} if self.help_text else None,
            "errorMessage": {"text": self.errors[0]} if self.errors else None,
        }
        return shared | self._own.params(self)

    @property
    def first_input_at_fault(self) -> str:
        """The id of the input that the error summary leads to."""
        return self._own.input_at_fault(self)

    @property
    def _own(self) -> "GovukField":
        return cast(GovukField, self.field)

    def _worded(self, part: str) -> dict[str, Any]:
        heading = self._own.heading
        size = "l" if heading else "s"
        return {"text": self.label, "classes": f"govuk-{part}--{size}", "isPageHeading": heading}


class GovukField(forms.Field):
    """What every field below shares. `subject` is the noun of its errors ("the date it was found")."""

    bound_field_class = GovukBoundField
    component: str
    ask = "Enter"
    noun = "your answer"
    empty: Any = ""

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        heading: bool = False,
        subject: str = "",
        missing: str = "",
        **options: Any,
    ) -> None:
        if not subject:
            subject = self.noun if label.endswith("?") else label[:1].lower() + label[1:]
        self.heading = heading
        self.subject = subject
        options["error_messages"] = {
            "required": missing or f"{self.ask} {subject}",
            **self.own_errors(subject[:1].upper() + subject[1:]),
            **(options.get("error_messages") or {}),
        }
        super().__init__(label=label, help_text=hint, **options)
        for validator in self.validators:
            if problem := LIMITS.get(type(validator)):
                validator.message = f"{subject[:1].upper()}{subject[1:]} {problem}"  # type: ignore[attr-defined]

    def own_errors(self, subject: str) -> dict[str, str]:
        """Return the field's further error messages; `subject` begins with a capital."""
        return {}

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        """Return the parameters that only this field's macro has."""
        return {}

    def input_at_fault(self, bound: GovukBoundField) -> str:
        return bound.auto_id


LIMITS: Mapping[type, str] = {
    MaxLengthValidator: "must be %(limit_value)d characters or fewer",
    MinValueValidator: "must be %(limit_value)s or more",
    MaxValueValidator: "must be %(limit_value)s or fewer",
}


class Box(GovukField):
    """One line to type in; the kinds of answer below it differ in what they accept.

    What is typed of somebody stays in no browser, unless the box says that it asks for what is one's own.
    """

    component = "input"
    kind = "text"

    def __init__(
        self,
        label: str,
        *,
        width: int | None = None,
        inputmode: str = "",
        autocomplete: str = "off",
        **options: Any,
    ) -> None:
        self.look = {
            "type": self.kind,
            "classes": f"govuk-input--width-{width}" if width else "",
            "inputmode": inputmode or None,
            "autocomplete": autocomplete,
        }
        super().__init__(label, **options)

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        return self.look


class TextField(Box, forms.CharField):
    pass


class EmailField(Box, forms.EmailField):
    kind = "email"

    def own_errors(self, subject: str) -> dict[str, str]:
        return {"invalid": "Enter an email address in the correct format, like name@example.org"}


class IntegerField(Box, forms.IntegerField):
    empty = None

    def __init__(self, label: str, *, inputmode: str = "numeric", **options: Any) -> None:
        super().__init__(label, inputmode=inputmode, **options)

    def own_errors(self, subject: str) -> dict[str, str]:
        return {"invalid": f"{subject} must be a whole number"}


class PasswordField(Box, forms.CharField):
    component = "password-input"

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        return self.look | {"value": ""}  # a password never travels back to the page


class TextAreaField(GovukField, forms.CharField):
    def __init__(self, label: str, *, rows: int = 5, **options: Any) -> None:
        self.rows = rows
        super().__init__(label, **options)

    @property
    def component(self) -> str:  # type: ignore[override]
        return "character-count" if self.max_length else "textarea"

    def to_python(self, value: Any) -> str:
        # A browser counts a line break as one character, but sends two.
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        # The macros indent what is nested in them: each line of an answer shown again would gain blanks.
        value = mark_safe(escape(bound.value() or "").replace("\r", "").replace("\n", "&#10;"))  # noqa: S308  # nosec B308
        return {"rows": self.rows, "maxlength": self.max_length, "value": value}


Choice = tuple[str, str] | tuple[str, str, str] | str


class ChoicesField(GovukField, forms.ChoiceField):
    """Choices are `(value, label)`, `(value, label, hint)`, or a bare word: a divider such as "or"."""

    ask = "Select"

    def own_errors(self, subject: str) -> dict[str, str]:
        refusal = "Select one of the answers listed"
        return {"invalid_choice": refusal, "invalid_list": refusal}

    @property
    def choices(self) -> list[tuple[str, str]]:
        return self._choices

    @choices.setter  # type: ignore[override]
    def choices(self, options: Iterable[Choice]) -> None:
        self.options = tuple(options)
        self._choices = [(str(option[0]), option[1]) for option in self.options if isinstance(option, tuple)]
        self.widget.choices = self._choices

    def items(self) -> list[dict[str, Any]]:
        return [
            {"divider": option}
            if isinstance(option, str)
            else {"value": str(option[0]), "text": option[1], "hint": {"text": "".join(option[2:])}}
            for option in self.options
        ]


class RadiosField(ChoicesField):
    """`reveals` maps a choice to the name of the field asked, and required, only when it is chosen."""

    component = "radios"

    def __init__(
        self, label: str, *, inline: bool = False, reveals: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        self.inline = inline
        self.reveals = reveals or {}
        super().__init__(label, **options)

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        items = self.items()
        for item in items:
            if target := self.reveals.get(item.get("value", "")):
                item["conditional"] = {"html": bound.form[target].as_field_group()}
        return {
            "items": items,
            "value": str(bound.value() or ""),
            "classes": "govuk-radios--inline" if self.inline else "",
        }


class CheckboxesField(ChoicesField, forms.MultipleChoiceField):
    component = "checkboxes"
    empty: Any = ()

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        return {"items": self.items(), "values": [str(value) for value in bound.value() or ()]}


class SelectField(ChoicesField):
    component = "select"

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        nothing = {"value": "", "text": "Choose one"}
        return {"items": [nothing, *self.items()], "value": str(bound.value() or "")}


class DateBoxes(forms.Widget):
    """The three boxes `x-day`, `x-month`, `x-year` as one value: a triple of what was typed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, ...]:
        return tuple((data.get(f"{name}-{part}") or "").strip() for part in DATE_PARTS)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in DATE_PARTS)


class DateField(GovukField):
    """A date in three boxes. A form may set `earliest` and `latest` once its view has told it the day."""

    component = "date-input"
    noun = "the date"
    empty = None
    widget = DateBoxes

    def __init__(self, label: str, *, earliest: date | None = None, latest: date | None = None, **options: Any) -> None:
        self.earliest = earliest
        self.latest = latest
        super().__init__(label, **options)

    def own_errors(self, subject: str) -> dict[str, str]:
        return {
            "incomplete": f"{subject} must include a %(absent)s",
            "year": f"{subject} must include a year of 4 numbers",
            "invalid": f"{subject} must be a real date",
            "early": f"{subject} must be on or after %(limit)s",
            "late": f"{subject} must be on or before %(limit)s",
        }

    def to_python(self, value: Any) -> date | None:
        typed = value or ("", "", "")
        if isinstance(typed, date):
            return typed
        if not any(typed):
            return None
        found = read_date(*typed)
        if isinstance(found, date):
            return found
        problem, parts = found
        raise self.problem(problem, parts=parts, absent=listed(parts))

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise self.problem("early", limit=day(self.earliest))
        if value and self.latest and value > self.latest:
            raise self.problem("late", limit=day(self.latest))

    def problem(self, code: str, *, parts: tuple[str, ...] = DATE_PARTS, **words: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": parts, **words})

    def prepare_value(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, date):
            return (str(value.day), str(value.month), str(value.year))
        return tuple(value or ("", "", ""))

    def parts_at_fault(self, bound: GovukBoundField) -> tuple[str, ...]:
        if not bound.errors:
            return ()
        return tuple((bound.errors.as_data()[0].params or {}).get("parts", DATE_PARTS))

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        faults = self.parts_at_fault(bound)
        items = [
            {
                "name": part,
                "value": value,
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if part in faults else ""),
                # A month may be typed as a word, so no box asks the phone for its number pad.
                "inputmode": "text" if part == "month" else "numeric",
                "autocomplete": "off",
            }
            for part, value in zip(DATE_PARTS, bound.value(), strict=True)
        ]
        return {"namePrefix": bound.html_name, "items": items}

    def input_at_fault(self, bound: GovukBoundField) -> str:
        return f"{bound.auto_id}-{(self.parts_at_fault(bound) or DATE_PARTS)[0]}"


class PartDateField(DateField):
    """A date of which a part may not be known: as ISO 8601 writes it, "2014-03-09", "2014-03" or "2014"."""

    empty: Any = ""

    def own_errors(self, subject: str) -> dict[str, str]:
        return super().own_errors(subject) | {"late": f"{subject} must be in the past"}

    def to_python(self, value: Any) -> str:  # type: ignore[override]
        day, month, year = value or ("", "", "")
        if not month and not year and re.fullmatch(r"[0-9]{4}", day):
            day, year = "", day  # a year alone, in the box where typing begins
        if day or not year:
            found = super().to_python((day, month, year))
            return found.isoformat() if found else ""
        first = super().to_python(("1", month or "1", year))  # says what is wrong with what is there
        return f"{first:%Y-%m}" if month else f"{first:%Y}"

    def validate(self, value: str) -> None:  # type: ignore[override]
        if self.required and not value:
            raise self.problem("required")
        if value and self.latest and value > self.latest.isoformat():
            raise self.problem("late")


class FileField(GovukField, forms.FileField):
    component = "file-upload"
    ask = "Select"
    noun = "a file"
    empty = None

    def __init__(self, label: str, *, accept: str = "", **options: Any) -> None:
        self.accept = accept
        super().__init__(label, **options)

    def own_errors(self, subject: str) -> dict[str, str]:
        return {"invalid": "Select a file", "empty": "The selected file is empty"}

    def params(self, bound: GovukBoundField) -> dict[str, Any]:
        return {"attributes": {"accept": self.accept} if self.accept else {}, "value": None}
