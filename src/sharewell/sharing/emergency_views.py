"""The pages of breaking the glass: a stop that warns, the ground and the reason, and the review by a second person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.accounts.reauthentication import recently_proved
from sharewell.partners.acting import ActingRequest
from sharewell.partners.emergencies import GROUNDS
from sharewell.partners.emergency_forms import FoundForm, GroundForm
from sharewell.partners.roles import Action, needs
from sharewell.sharing import emergencies
from sharewell.sharing.actions import CannotRecord
from sharewell.sharing.interviewing import asks, told_plainly
from sharewell.sharing.views import _key
from sharewell.ui import fields
from sharewell.ui.forms import sent
from sharewell.ui.views import question


class BreakGlassForm(GroundForm):
    reference = fields.TextField(
        "Reference of the record",
        hint="Such as K7QF-2M9X-4TBD. Whoever told you of the record can read it to you.",
        missing="Enter the reference of the record",
        max_length=20,
        width=20,
    )
    reason = fields.TextAreaField(
        "Why can this not wait?",
        hint="Your guardian reads this. It goes on record with your name.",
        missing="Enter why this cannot wait",
        rows=4,
        max_length=2000,
    )
    field_order = ("reference", "ground", "reason")


@needs(Action.BREAK_GLASS)
@require_safe
def stop(request: ActingRequest) -> HttpResponse:
    """What opening a record in an emergency means, before anybody does it."""
    return render(request, "sharing/emergency.jinja", {"minutes": settings.BREAK_GLASS_MINUTES})


@needs(Action.BREAK_GLASS)
@recently_proved
@asks
@told_plainly
def break_glass(request: ActingRequest) -> HttpResponse:
    key = _key(request)
    form = BreakGlassForm(sent(request))
    if form.is_valid():
        try:
            opened = emergencies.break_glass(by=request.acting, at=timezone.now(), key=key, **form.cleaned_data)
            return redirect("sharing:request", opened.request.reference)
        except CannotRecord as refusal:
            form.add_error(None, str(refusal))
    shown = {"heading": "Open a record in an emergency", "back": reverse("sharing:emergency")}
    return question(request, form, continue_label="Open the record", **shown)


@needs(Action.REVIEW_BREAK_GLASS)
@require_safe
def openings(request: ActingRequest) -> HttpResponse:
    """Every emergency opening of my organisation, and what was found of each."""
    found = emergencies.openings(request.acting)
    rows = [(row, GROUNDS[row.ground].words, emergencies.review_due(row)) for row in found]
    return render(request, "sharing/openings.jinja", {"rows": rows, "back": reverse("sharing:start")})


@needs(Action.REVIEW_BREAK_GLASS)
@recently_proved
@asks
@told_plainly
def review(request: ActingRequest, opening: int) -> HttpResponse:
    """Who opened what and why; and, for somebody else, the review of it."""
    row, key = get_object_or_404(emergencies.openings(request.acting), pk=opening), _key(request)
    found: dict[str, Any] = {"row": row, "ground": GROUNDS[row.ground].words, "due": emergencies.review_due(row)}
    done = getattr(row, "review", None)
    form = FoundForm(sent(request))
    if not done and form.is_valid():
        given = form.cleaned_data
        try:
            emergencies.review(
                opening=row,
                justified=given["found"] == "yes",
                reason=given["reason"],
                by=request.acting,
                at=timezone.now(),
                key=key,
            )
            return redirect("sharing:openings")
        except CannotRecord as refusal:
            form.add_error(None, str(refusal))
    found |= {"form": form, "review": done, "own": row.by_id == request.user.pk, "back": reverse("sharing:openings")}
    return render(request, "sharing/opening.jinja", found)
