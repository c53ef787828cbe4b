"""Errors go back to where they came from: saying that something may be wrong, and looking at what was said so."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid5

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children.around import doubting
from sharewell.children.around.overviews import Overview, overview
from sharewell.children.guarding import emergency
from sharewell.children.guarding.naming import whose
from sharewell.children.intake import actions
from sharewell.children.models import Child, in_sight
from sharewell.children.pages import comparing, wording
from sharewell.children.pages.doubtable import doubtable
from sharewell.children.pages.forms import AnswerForm, DoubtForm, tell
from sharewell.children.pages.reaching import asks, for_a_reason, signed, to_child, told_plainly
from sharewell.children.pages.remembering import Looking
from sharewell.children.records.policies import policy_at
from sharewell.children.search import look_ups
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import must_hold
from sharewell.domain.index.policy import Policy
from sharewell.domain.words import capital
from sharewell.partners.acting import ActingRequest
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, needs
from sharewell.ui.forms import sent
from sharewell.ui.views import question
from sharewell.ui.words import listed


@needs(Action.LOOK_UP)
@asks
@told_plainly
@for_a_reason
def doubt(request: ActingRequest, row: Child, known: Looking) -> HttpResponse:
    """Say what may be wrong of a child. Whichever organisations said it are asked."""
    now = timezone.now()
    opened = emergency.is_open_to(row, request.acting, at=now) is not None
    look_ups.open_child(child=row, purpose=known.purpose, reason=known.reason, by=request.acting, at=now, whole=opened)
    seen = overview(row, opened=opened)
    policy, found = policy_at(row.index, now), doubtable(seen.rows)
    by_all = _said_by(seen.rows, seen, policy, request.acting)
    by = {code: _said_by(each.rows, seen, policy, request.acting) for code, each in found.items()}
    asked = [(code, each.words, "" if by[code] == by_all else f"{by[code]} alone") for code, each in found.items()]
    form = DoubtForm(asked, by_all, sent(request))
    if form.is_valid():
        which = found[form.cleaned_data["what"]]
        should_be = {which.name: form.cleaned_data["should_be"]} if form.cleaned_data["should_be"] else {}
        told = signed(request, at=now)
        try:
            must_hold(should_be, policy)
            for said in which.rows:
                key = uuid5(told["key"], said.reference)
                doubting.doubt(child=said, fields=[which.name], should_be=should_be, **told | {"key": key})
            return to_child(row.reference, "doubted")
        except BadInput as refusal:
            tell(form, refusal, at="should_be")
    shown = {"caption": row.reference, "heading": "Say that something may be wrong"}
    back = reverse("children:child", args=[row.reference])
    return question(request, form, back=back, continue_label="Tell whoever said it", **shown)


def _said_by(rows: Iterable[Child], seen: Overview, policy: Policy, viewer: Membership) -> str:
    """Of a shielded child nobody is named: who has a record tells where a child is."""
    named = (whose(row.organisation, policy, viewer.organisation) for row in rows)
    return "" if seen.hidden else f"From {listed(dict.fromkeys(named))}"


@needs(Action.SETTLE)
@require_safe
@told_plainly
def doubts(request: ActingRequest) -> HttpResponse:
    """What others doubt of what my organisation said."""
    rows = [(row, capital(wording.named(row.fields))) for row in doubting.doubts(request.acting.organisation)]
    return render(request, "children/doubts.jinja", {"rows": rows})


@needs(Action.SETTLE)
@asks
@told_plainly
def answer(request: ActingRequest, number: int) -> HttpResponse:
    """What we say and what they say, side by side: it stands, or it is corrected. That it was seen is on record."""
    now = timezone.now()
    row = get_object_or_404(doubting.doubts(request.acting.organisation), pk=number)
    doubting.looked_at(doubt=row, by=request.acting, at=now)
    theirs = in_sight(row.details, row.child.shows)  # shielded since, where it lives may be what they said
    form = AnswerForm(row.fields, theirs, sent(request))
    if form.is_valid():
        try:
            if form.cleaned_data["found"] == "right":
                doubting.answer(doubt=row, **signed(request, at=now))
            elif form.cleaned_data["found"] == "wrong":
                correct = {row.fields[0]: form.cleaned_data["correct"]}
                actions.correct(child=row.child, details=correct, by=request.acting, at=now)
            return redirect("children:doubts")
        except BadInput as refusal:
            tell(form, refusal, at="correct" if "correct" in form.fields else "found")
    ours = {name: row.child.told.get(name, "") for name in row.fields}
    shown = {"form": form, "row": row, "beside": list(comparing.beside(ours, theirs))}
    return render(request, "children/doubt.jinja", shown | {"back": reverse("children:doubts")})
