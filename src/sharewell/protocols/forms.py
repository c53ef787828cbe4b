import base64
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sharewell.domain.text import Unreadable
from sharewell.protocols.drafts import Agreement
from sharewell.protocols.library import LARGEST, decoded
from sharewell.ui import fields
from sharewell.ui.forms import Form


class _Chosen(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(fields.FileField):
    """One or several small text files; their content, decoded."""

    widget = _Chosen

    def clean(self, data: Any, initial: Any = None) -> tuple[str, ...]:
        try:
            return tuple(decoded(file.read(LARGEST + 1), file.name) for file in data or ())
        except Unreadable as error:
            raise ValidationError(str(error)) from None

    def params(self, bound: Any) -> dict[str, Any]:
        return super().params(bound) | {"multiple": True}


class DraftForm(Form):
    """Texts, pasted or in files; their content is `cleaned_data["words"]`."""

    pasted = fields.TextAreaField(
        "Paste a text",
        hint="Its front matter and its clauses, as the drafting guide shows",
        rows=12,
        required=False,
        strip=False,
    )
    chosen = FilesField(
        "Or choose files",
        hint="Plain text, such as children.md. Choose a protocol and its readings together, since each needs the other",
        accept=".md,.txt",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        pasted, files = given.get("pasted") or "", given.get("chosen")
        if not self.errors:
            if bool(pasted.strip()) == bool(files):
                raise ValidationError({"pasted": "Paste a text or choose files, one of the two"})
            # A browser sends a pasted line break as two characters, which the drafter never wrote.
            given["words"] = files or (pasted.replace("\r\n", "\n"),)
        return given


class PublishForm(Form):
    """The days on which what had to come first was agreed; no question where nothing had to."""

    def __init__(self, agreements: Iterable[Agreement], *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for agreement in agreements:
            self.fields[agreement.event] = fields.DateField(
                f"On which day was it that {agreement.happening}?",
                hint=f"Clause {agreement.clause} asks for this before a change takes effect",
                missing=f"Enter the day on which {agreement.happening}",
                subject=f"day on which {agreement.happening}",
                latest=latest,
            )


def packed(words: tuple[str, ...]) -> str:
    """Texts as a form can send them: browsers rewrite line breaks, and a text would come back as another."""
    return base64.b64encode(json.dumps(words).encode()).decode()


def unpacked(value: str) -> tuple[str, ...]:
    """What `packed` packed. Raises Unreadable."""
    try:
        words = json.loads(base64.b64decode(value, validate=True))
        if isinstance(words, list) and words and all(isinstance(each, str) for each in words):
            return tuple(words)
    except (ValueError, RecursionError):
        pass
    raise Unreadable("What was sent is not a text that this service checked; check it again.")
