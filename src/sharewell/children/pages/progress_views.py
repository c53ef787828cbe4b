"""The page on how an index goes, to print for a board."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children.progress import kept_by, progress_of
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs
from sharewell.ui.words import SMALL


@needs(Action.COUNT)
@require_safe
def progress(request: ActingRequest) -> HttpResponse:
    """Of every index that my organisation keeps. Numbers alone, and none so small that it could tell of a person."""
    today = timezone.localdate()
    indexes = kept_by(request.acting.organisation).select_related("keeper")
    found = [(index, progress_of(index, on=today)) for index in indexes]
    return render(request, "children/progress.jinja", {"indexes": found, "today": today, "small": SMALL})
