"""The pages of what guards children: shielding, opening it in an emergency, reviews, endings."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.accounts.reauthentication import recently_proved
from sharewell.children.around import involving, missing
from sharewell.children.guarding import emergency, kin, shielding
from sharewell.children.models import Destruction, Override
from sharewell.children.moves import transfers
from sharewell.children.pages.forms import tell
from sharewell.children.pages.guarding_forms import OpenForm, ShieldForm
from sharewell.children.pages.reaching import asks, child_of, index_of, signed, to_child, told_plainly
from sharewell.children.records import proving
from sharewell.children.records.policies import policy_at
from sharewell.domain.index.held import NotHeld
from sharewell.ledger.views import receipt
from sharewell.partners.acting import ActingRequest
from sharewell.partners.emergencies import GROUNDS
from sharewell.partners.emergency_forms import FoundForm
from sharewell.partners.roles import Action, may, needs
from sharewell.ui.forms import sent
from sharewell.ui.views import Way, problem, question

LATEST = 50


@needs(Action.SHIELD)
@recently_proved
@asks
@told_plainly
def shield(request: ActingRequest, reference: str) -> HttpResponse:
    """Hide all of a child but what the text leaves in sight."""
    row = child_of(request, reference)
    form = ShieldForm(sent(request))
    if form.is_valid():
        try:
            shielding.shield(child=row, **signed(request), **form.cleaned_data)
            return to_child(row.reference, "shielded")
        except NotHeld as refusal:
            tell(form, refusal)
    back = reverse("children:child", args=[reference])
    return question(request, form, heading=f"Shield {row.reference}", back=back, continue_label="Shield the record")


@needs(Action.SHIELD)
@recently_proved
@asks
@told_plainly
def unshield(request: ActingRequest, reference: str) -> HttpResponse:
    """Bring everything of a child back into sight: first what that means, then one button."""
    row = child_of(request, reference)
    if request.method == "POST":
        shielding.unshield(child=row, **signed(request))
        return to_child(row.reference, "unshielded")
    return render(request, "children/unshield.jinja", {"child": row})


@needs(Action.BREAK_GLASS)
@recently_proved
@asks
@told_plainly
def ask_to_open(request: ActingRequest, reference: str) -> HttpResponse:
    """The first step: on what ground, and why it cannot wait."""
    row = child_of(request, reference)
    form = OpenForm(sent(request))
    if form.is_valid():
        asked = emergency.ask_to_open(child=row, **signed(request), **form.cleaned_data)
        return redirect("children:confirm", row.reference, asked.pk)
    back = reverse("children:child", args=[reference])
    return question(request, form, caption=row.reference, heading="Open a shielded record", back=back)


@needs(Action.BREAK_GLASS)
@recently_proved
@asks
@told_plainly
def confirm(request: ActingRequest, reference: str, asked: int) -> HttpResponse:
    """The second step: what it means, and one button."""
    row, now = child_of(request, reference), timezone.now()
    mine = Override.objects.filter(child=row.first, by=request.user, organisation=request.acting.organisation)
    step = get_object_or_404(mine.filter(confirms=None), pk=asked)
    if request.method == "POST":
        try:
            emergency.confirm(asked=step, **signed(request, at=now))
        except emergency.CannotOverride as refusal:  # in an emergency the way is forward, and not back to this page
            anew = Way("Ask anew to open the record", reverse("children:open-shielded", args=[reference]))
            return problem(request, 409, str(refusal), on=anew)
        return redirect("children:child", row.reference)
    policy = policy_at(row.index, now)
    shown = {"child": row, "minutes": policy.opening_minutes, "clause": policy.opening_clause}
    return render(request, "children/confirm.jinja", shown)


@needs(Action.REVIEW_BREAK_GLASS)
@require_safe
@told_plainly
def openings(request: ActingRequest) -> HttpResponse:
    """Every opening of a shielded record by my organisation, and what was found of each."""
    found = emergency.openings(request.acting)[:LATEST]
    rows = [(row, GROUNDS[row.ground].words, emergency.review_due(row)) for row in found]
    return render(request, "children/openings.jinja", {"rows": rows})


@needs(Action.REVIEW_BREAK_GLASS)
@recently_proved
@asks
@told_plainly
def opening(request: ActingRequest, number: int) -> HttpResponse:
    """Who opened what and why; and, for somebody else, the review of it."""
    row = get_object_or_404(emergency.openings(request.acting), pk=number)
    form = FoundForm(sent(request))
    done = getattr(row, "review", None)
    if not done and form.is_valid():
        given = {"justified": form.cleaned_data["found"] == "yes", "reason": form.cleaned_data["reason"]}
        emergency.review(opening=row, **given, **signed(request))
        return redirect("children:openings")
    shown: dict[str, Any] = {"row": row, "form": form, "review": done, "ground": GROUNDS[row.ground].words}
    shown |= {"due": emergency.review_due(row), "own": row.by_id == request.user.pk}
    return render(request, "children/opening.jinja", shown | {"back": reverse("children:openings")})


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
def guarded(request: ActingRequest) -> HttpResponse:
    """What must be looked at again, how many children miss education, and records that ended."""
    index, ours = index_of(request), request.acting.organisation
    shields = may(request.acting, Action.SHIELD)
    shown = {
        "index": index,
        "today": timezone.localdate(),
        "reviews": involving.to_review(index, by=request.acting),
        "kinds": {"concern": True, "shielding": shields},
        "perhaps": shielding.perhaps_shielded(index)[:LATEST] if shields and index.keeper_id == ours.pk else (),
        "offered": transfers.received(ours),
        "missing": len(missing.cases(index, viewer=ours)),
        "at_home": kin.has_declared_home(request.acting),
        "ended": Destruction.objects.filter(index=index).select_related("child")[:LATEST],
    }
    return render(request, "children/guarded.jinja", shown)


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
def proof(request: ActingRequest, reference: str, *, as_receipt: bool = False) -> HttpResponse:
    """The proof that a record is destroyed."""
    try:
        found = proving.prove(index_of(request), reference)
    except proving.NotDestroyed as refusal:
        raise Http404 from refusal
    if as_receipt:
        return receipt([found.about], found.leaf)
    return render(request, "children/proof.jinja", {"proof": found, "back": reverse("children:guarded")})
