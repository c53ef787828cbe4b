"""The pages of who looked: the auditor's signs, everybody who opened a record, and homes that mark one's own family."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children.guarding import emergency, kin, watching
from sharewell.children.pages.guarding_forms import HomeForm
from sharewell.children.pages.reaching import asks, child_of, index_of, told_plainly
from sharewell.domain.errors import BadInput
from sharewell.domain.index.rules import WatchKind
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, may, needs
from sharewell.ui.forms import sent
from sharewell.ui.views import question

SIGNS = {
    WatchKind.MANY: "people looked up in a day",
    WatchKind.FISHING: "people looked up in 30 days with whom their organisation does not work",
    WatchKind.HOURS: "look-ups at odd hours",
    WatchKind.KIN: "look-ups of somebody who shares their surname or home",
}


@needs(Action.SEE_AUDIT)
@require_safe
@told_plainly
def signs(request: ActingRequest) -> HttpResponse:
    """Look-ups that somebody should ask about: numbers, and nobody who was looked up."""
    index, today = index_of(request), timezone.localdate()
    found = watching.signs_of(index, request.acting, on=today)
    people = watching.names(found)
    rows = [(people[sign.by], sign, SIGNS[sign.kind]) for sign in found]
    counted = watching.counted(index, request.acting, on=today)
    shown = {"rows": rows, "index": index, "total": sum(counted.values()), "people": len(counted)}
    return render(request, "children/signs.jinja", shown)


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
def who_looked(request: ActingRequest, reference: str) -> HttpResponse:
    """Everybody who opened the child's record, and for what: to print for the child or parent who asks the keeper.

    It names organisations: of a shielded child it is for who may end the shielding, or has opened the record.
    """
    row, acting = child_of(request, reference), request.acting
    shut = row.shows is not None and emergency.is_open_to(row, acting, at=timezone.now()) is None
    if row.index.keeper_id != acting.organisation_id or (shut and not may(acting, Action.SHIELD)):
        raise PermissionDenied
    return render(request, "children/who_looked.jinja", {"child": row, "looks": watching.looks_at(row)})


@needs(Action.LOOK_UP)
@asks
def home(request: ActingRequest) -> HttpResponse:
    """Where whoever looks children up lives, so that their own family's look-ups are marked."""
    form = HomeForm(sent(request))
    if form.is_valid():
        try:
            kin.declare_home(by=request.acting, **form.cleaned_data)
            return redirect("children:guarded")
        except BadInput as refusal:
            form.add_error("postcode", str(refusal))
    return question(request, form, back=reverse("children:guarded"))
