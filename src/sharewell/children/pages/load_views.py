"""Extracts in the browser, as `sharewell index load` has them: how one is read, what is at fault, and loading it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children.intake import loading, reading
from sharewell.children.intake.columns import FIELDS, IGNORED, NAME, RECORD, BadColumns, RefusedColumns
from sharewell.children.models import Delivery
from sharewell.children.pages import wording
from sharewell.children.pages.forms import LoadForm, tell
from sharewell.children.pages.reaching import asks, index_of, told_plainly
from sharewell.children.records.policies import policy_at
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import NotHeld, must_be_called
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs
from sharewell.ui.words import listed

MOST_ROWS: Final = 5_000
"""Rows that are loaded while somebody waits; more take the command line."""
OUTCOMES: Final = {
    "new": "New children",
    "linked": "Matched to a child already there",
    "possible": "Possible matches to review",
    "corrected": "Corrected",
    "unchanged": "Unchanged",
    "refused": "Not taken in",
}
HOLDS: Final = {
    RECORD: "The number that your system has for the child",
    NAME: "First and last name",
    IGNORED: "Left out",
}
"""What columns hold beside a child's details."""
NAMED: Final = 3
"""Columns that a line above the form names."""
LINES: Final = 10
"""Lines that a page names of those at which the same is wrong; the file has all."""


@needs(Action.DELIVER)
@asks
@told_plainly
def load(request: ActingRequest) -> HttpResponse:
    """Choose a file and see how it is read, or have it taken in."""
    index, now = index_of(request), timezone.now()
    form = LoadForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form, "index": index, "latest": _deliveries(request)[:5]}
    if request.method == "POST" and form.is_valid():
        how, source, columns = (form.cleaned_data[name] for name in ("how", "source", "columns"))
        try:
            with _on_disk(form.cleaned_data["file"]) as path:
                policy, so_far = policy_at(index, now), loading.columns_so_far(index, source, by=request.acting)
                must_be_called("source", source, policy)
                read = reading.read(path, policy, told=columns, so_far=so_far)
                if how == "preview":
                    return render(request, "children/load.jinja", shown | {"preview": _preview(read)})
                _not_too_many(read)
                job = loading.Load(read=read, index=index, source=source, by=request.acting, at=now)
                key = UUID(request.POST["key"])
                try:
                    made = loading.load(job, key=key, all_or_nothing=how == "all").delivery
                except loading.NothingLoaded as nothing:
                    made = loading.refused(job, nothing, key=key)
                return redirect("children:delivery", made.pk)
        except RefusedColumns as refusal:  # why is told once, above the form
            form.add_error("columns", _say_what(refusal.names, never=refusal.never))
            shown |= {"refused": refusal, "kinds": [f"{field}: {_held(field)}" for field in FIELDS]}
        except BadColumns as refusal:
            form.add_error("columns", f"{refusal.said}: enter {refusal.say}" if refusal.say else str(refusal))
        except NotHeld as refusal:  # by what they call it: rows that must not be held are told one by one
            tell(form, refusal)
        except BadInput as refusal:
            form.add_error("file", str(refusal))
    return render(request, "children/load.jinja", shown)


@needs(Action.DELIVER)
@require_safe
@told_plainly
def delivery(request: ActingRequest, number: int) -> HttpResponse:
    """What became of a delivery's rows."""
    row = get_object_or_404(_deliveries(request), pk=number)
    counts = [{"key": OUTCOMES[what], "value": f"{row.outcomes[what]:,}"} for what in OUTCOMES if what in row.outcomes]
    shown = {"row": row, "counts": counts, "faults": _by_kind((line, said) for line, _, said in row.faults)}
    return render(request, "children/delivery.jinja", shown | {"back": reverse("children:load")})


@needs(Action.DELIVER)
@require_safe
@told_plainly
def faults(request: ActingRequest, number: int) -> HttpResponse:
    """What is wrong with rows, as a file for whoever mends them: by line and field, without a value."""
    row = get_object_or_404(_deliveries(request), pk=number)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="not-taken-in-{row.pk}.csv"'
    response.write("\ufeff")  # else Excel takes it for Latin-1
    csv.writer(response).writerows([["line", "field", "what"], *row.faults])
    return response


def _deliveries(request: ActingRequest) -> Any:
    rows = Delivery.objects.filter(organisation=request.acting.organisation)
    return rows.select_related("by").order_by("-pk")


@contextmanager
def _on_disk(file: UploadedFile) -> Iterator[Path]:
    """The file as the readers of extracts want it, for as long as it is read."""
    with TemporaryDirectory(prefix="sharewell-") as folder:
        called = Path(file.name or "extract")  # also where something of it is wrong
        path = Path(folder) / f"{called.stem[:50]}{called.suffix[:10]}"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        yield path


class TooMany(BadInput):
    """More rows than anybody should wait for before a page."""


def _not_too_many(read: reading.Read) -> None:
    if read.rows > MOST_ROWS:
        raise TooMany(
            f"The file has {read.rows:,} rows, and at most {MOST_ROWS:,} are loaded here. "
            "Load it with “sharewell index load”."
        )


def _preview(read: reading.Read) -> dict[str, Any]:
    columns = [{"key": column, "value": _held(field)} for column, field in read.columns.said().items()]
    first = [[wording.shown(name, value) for name, value in told.details.items()] for told in read.first]
    wrong = {
        "Not taken in": sorted((each.line, each.said) for each in (*read.faults, *read.late)),
        "Odd, and taken in as it is": [(each.line, each.said) for each in read.oddities],
    }
    shown = {"rows": read.rows, "sound": read.in_time, "columns": columns, "first": first}
    return shown | {"wrong": {title: _by_kind(told) for title, told in wrong.items()}}


def _held(field: str) -> str:
    return HOLDS.get(field) or wording.label(field)


def _say_what(columns: Sequence[str], *, never: bool) -> str:
    """What whoever chose the file is to do, in a line."""
    which = _first([f"“{name}”" for name in columns], NAMED)
    if never:
        return f"Leave out {which}"
    return (
        f"Say what {which} holds, or leave it out" if len(columns) == 1 else f"Say what {which} hold, or leave them out"
    )


def _by_kind(told: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    """Where the same is wrong, and what; of sentences that differ in a line or a value alone, the first."""
    kinds: dict[str, list[tuple[int, str]]] = {}
    for line, said in told:
        kinds.setdefault(re.sub(r"^“[^”]*”(?= (is|lies))|\d[\d,]*", "", said), []).append((line, said))
    return [
        (
            _at([line for line, _ in some]),
            f"Such as: {some[0][1]}" if len({said for _, said in some}) > 1 else some[0][1],
        )
        for some in kinds.values()
    ]


def _at(lines: list[int]) -> str:
    return ("Line " if len(lines) == 1 else "Lines ") + _first([f"{line:,}" for line in lines], LINES)


def _first(words: Sequence[str], most: int) -> str:
    more = [f"{len(words) - most:,} more"] if len(words) > most else []
    return listed([*words[:most], *more])
