"""Possible matches, side by side: somebody looks, decides, and can take it back."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from sharewell.children.matches import joining
from sharewell.children.matches.reviewing import (
    ask_about,
    joinings,
    looked_at,
    pairs,
    taken_for_another,
    to_review,
    weighed,
)
from sharewell.children.models import Child
from sharewell.children.pages import comparing, wording
from sharewell.children.pages.forms import OtherForm, SameForm
from sharewell.children.pages.reaching import asks, child_of, for_a_reason, signed, told_plainly
from sharewell.children.pages.remembering import Looking
from sharewell.domain.linkage.deciding import explain
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs
from sharewell.ui.forms import sent
from sharewell.ui.views import question

LATEST: Final = 20
"""Joinings that the list tells."""


@needs(Action.SETTLE)
@require_safe
@told_plainly
def review(request: ActingRequest) -> HttpResponse:
    """What waits for a person's eyes, the likeliest first, and what was decided lately."""
    ours = request.acting.organisation
    waiting = to_review(ours)[: LATEST + 1]
    rows = [(row, comparing.strength(row.weight)) for row in waiting[:LATEST]]
    shown = {"waiting": rows, "more": len(waiting) > LATEST, "joined": joinings(ours)[:LATEST]}
    return render(request, "children/review.jinja", shown)


@needs(Action.SETTLE)
@asks
@told_plainly
def pair(request: ActingRequest, possible: int) -> HttpResponse:
    """Two rows beside each other: every detail, what agrees, and what it weighs."""
    row = get_object_or_404(pairs(request.acting.organisation), pk=possible)
    joining.check_open(row)
    looked_at(possible=row, by=request.acting, at=timezone.now())
    compared = weighed(row)
    form = SameForm(sent(request))
    if form.is_valid():
        if (found := form.cleaned_data["same"]) != "ask":
            joining.settle(possible=row, same=found == "same", **signed(request))
        return redirect("children:review")
    shown = {
        "form": form,
        "row": row,
        "beside": comparing.differences_first(comparing.beside(row.one.told, row.other.told, compared)),
        "said": list(explain.in_words(compared, comparing.UNDECIDED, called=wording.one_named)),
        "table": explain.table(compared),
        "labels": wording.LABELS,
        "picture": mark_safe(explain.waterfall(compared, called=wording.one_named)),  # noqa: S308 # nosec B308 (it escapes every word)
        "back": reverse("children:review"),
    }
    return render(request, "children/pair.jinja", shown)


@needs(Action.SETTLE)
@asks
@told_plainly
@for_a_reason
def same(request: ActingRequest, row: Child, known: Looking) -> HttpResponse:
    """Somebody takes two records for one child: the pair is decided as any other. Both were looked up for a reason."""
    form = OtherForm(sent(request))
    if form.is_valid():
        reference = form.cleaned_data["other"].strip().upper()
        if reference not in known.found:
            form.add_error("other", "Find that child first: your look-up did not find this reference")
        else:
            asked = ask_about(one=row, other=child_of(request, reference), **signed(request))
            return redirect("children:pair", asked.pk)
    back = reverse("children:child", args=[row.reference])
    return question(request, form, caption=row.reference, back=back, continue_label="Compare the two")


@needs(Action.SETTLE)
@require_POST
@told_plainly
def undo(request: ActingRequest, number: int) -> HttpResponse:
    """Put rows back where they were before somebody joined or parted them."""
    row = get_object_or_404(joinings(request.acting.organisation), pk=number)
    joining.undo(joining=row, **signed(request))
    return redirect("children:review")


@needs(Action.SETTLE)
@require_POST
@told_plainly
def part(request: ActingRequest, reference: str) -> HttpResponse:
    """Have a row stand alone again that was taken for this child."""
    now = timezone.now()
    row = taken_for_another(request.acting, reference, at=now)
    if row is None:
        raise Http404
    joining.part(rows=[row], **signed(request, at=now))
    return redirect("children:review")
