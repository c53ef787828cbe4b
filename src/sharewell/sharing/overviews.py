"""What those see who watch over sharing without seeing whom it concerned: counts, and who did what."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs
from sharewell.sharing import presenters, queries

PAGE = 50


@needs(Action.COUNT)
@require_safe
def counts(request: ActingRequest) -> HttpResponse:
    found = queries.counted(request.acting.organisation)
    return render(request, "sharing/counts.jinja", {"rows": presenters.counts(found)})


@needs(Action.SEE_AUDIT)
@require_safe
def trail(request: ActingRequest) -> HttpResponse:
    page = Paginator(queries.trail(request.acting.organisation), PAGE).get_page(request.GET.get("page"))
    rows = presenters.trail(queries.acts_named(page.object_list))
    return render(request, "sharing/trail.jinja", {"rows": rows, "page": page})
