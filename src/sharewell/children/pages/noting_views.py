"""The pages of what is put on record of a child, and of what comes after: an end, a review, a next step.

And the list of children missing education, whose steps they are.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children.around import missing
from sharewell.children.models import Missing, Shielding
from sharewell.children.pages.following_forms import DEEDS, DayForm
from sharewell.children.pages.forms import tell
from sharewell.children.pages.noting_forms import KINDS
from sharewell.children.pages.reaching import asks, child_of, index_of, signed, told_plainly
from sharewell.children.records import queries
from sharewell.domain.errors import BadInput
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, may, needs
from sharewell.ui.forms import sent
from sharewell.ui.views import question


@needs(Action.LOOK_UP)
@asks
@told_plainly
def note(request: ActingRequest, reference: str, kind: str) -> HttpResponse:
    """Add to the record of a child: one question page for each of the few things that may be."""
    if kind not in KINDS:
        raise Http404
    row, now, asked = child_of(request, reference), timezone.now(), KINDS[kind]
    form = asked.form(sent(request), child=row, on=timezone.localdate(now))
    if form.is_valid():
        try:
            asked.act(child=row, **signed(request, at=now), **asked.given(form.cleaned_data))
            return redirect(f"{reverse('children:child', args=[row.reference])}?noted={kind}")
        except BadInput as refusal:
            tell(form, refusal, at=asked.at)
    shown = {"caption": row.reference, "heading": asked.heading, "continue_label": "Put it on record"}
    return question(request, form, back=reverse("children:child", args=[row.reference]), **shown)


@needs(Action.LOOK_UP)
@asks
@told_plainly
def follow(request: ActingRequest, reference: str, deed: str, kind: str, number: int) -> HttpResponse:
    """End, review or go on with what one's own organisation put on record: one question, the day."""
    asked = DEEDS.get((deed, kind))
    child, now = child_of(request, reference), timezone.now()
    if asked is None:
        raise Http404
    if asked.of is Shielding and not may(request.acting, Action.SHIELD):
        raise PermissionDenied
    rows = asked.of._default_manager.filter(child__in=queries.rows_of(child), organisation=request.acting.organisation)
    row = get_object_or_404(rows, pk=number)
    form = DayForm(sent(request), deed=asked, index=child.index, on=timezone.localdate(now))
    then = reverse(asked.then, args=[child.reference] if asked.then == "children:child" else [])
    if form.is_valid():
        try:
            asked.act(row=row, day=form.cleaned_data["day"], **signed(request, at=now))
            return redirect(f"{then}?ended={kind}" if asked.done else then)
        except BadInput as refusal:
            form.add_error("day", str(refusal))
    step = missing.next_step(row) if isinstance(row, Missing) else None
    heading = f"{missing.STEPS[step]} for {child.reference}" if step else asked.heading
    caption = "" if step else child.reference
    return question(request, form, caption=caption, heading=heading, back=then, continue_label="Put it on record")


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
def missing_list(request: ActingRequest) -> HttpResponse:
    """Children who may be taught nowhere: what is next for each, and by when."""
    index, today, ours = index_of(request), timezone.localdate(), request.acting.organisation
    cases = [
        (case, missing.STEPS[case.next_step], case.is_late(today), case.report.organisation_id == ours.pk)
        for case in missing.cases(index, viewer=ours)
    ]
    return render(request, "children/missing.jinja", {"cases": cases, "index": index, "steps": missing.STEPS})
