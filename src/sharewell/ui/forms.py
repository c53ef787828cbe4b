"""The form that every page's form extends, and the error summary of any form."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.forms.renderers import BaseRenderer
from django.http import HttpRequest, QueryDict
from django.template import loader
from django.utils.safestring import SafeString

from sharewell.ui.fields import Choice, ChoicesField, DateField, GovukBoundField, GovukField


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where its page was only opened."""
    return request.POST if request.method == "POST" else None


class PageRenderer(BaseRenderer):
    """Renders fields with the pages' own engine; the administration site keeps Django's."""

    def get_template(self, template_name: str) -> Any:
        return loader.get_template(template_name, using="jinja2")


class Form(forms.Form):
    """A form of `sharewell.ui.fields`. A field that another's choice reveals is ignored until then."""

    default_renderer = PageRenderer
    use_required_attribute = False

    def choose_from(self, name: str, choices: Iterable[Choice]) -> None:
        """Give a field the choices that only its view knows, or its text."""
        cast(ChoicesField, self.fields[name]).choices = list(choices)

    def no_later(self, latest: date, *names: str) -> None:
        """Refuse later days in these fields."""
        for name in names:
            cast(DateField, self.fields[name]).latest = latest

    def groups(self) -> Iterator[SafeString]:
        """Yield the HTML of each field in order; a revealed field is inside the field that reveals it."""
        revealed = {target for _, target, _ in self._reveals()}
        return (bound.as_field_group() for bound in self if bound.name not in revealed)

    def _reveals(self) -> Iterator[tuple[str, str, str]]:
        for name, field in self.fields.items():
            for choice, target in getattr(field, "reveals", {}).items():
                yield name, target, choice

    def _clean_fields(self) -> None:
        # Before clean(), so that a form's own rules never see an answer to a question that was not asked.
        super()._clean_fields()  # type: ignore[misc]
        for name, target, choice in self._reveals():
            if self.cleaned_data.get(name) != choice:
                self.errors.pop(target, None)
                self.cleaned_data[target] = cast(GovukField, self.fields[target]).empty


def error_rows(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the rows of the error summary in the order of the page, each leading to the input at fault."""
    rows = [{"text": str(message)} for message in form.non_field_errors()]
    for bound in form:
        if bound.errors:
            fault = bound.first_input_at_fault if isinstance(bound, GovukBoundField) else bound.auto_id
            rows.append({"text": str(bound.errors[0]), "href": f"#{fault}"})
    return rows
