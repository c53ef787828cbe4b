"""Finding a child: one page to search, one of results that says why, and what is held of the child."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_OID, uuid4, uuid5

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children.around.overviews import overview
from sharewell.children.guarding import emergency
from sharewell.children.intake import actions, delivering
from sharewell.children.models import Child, Index
from sharewell.children.pages import presenters, remembering, wording
from sharewell.children.pages.following_forms import DEEDS
from sharewell.children.pages.forms import AddForm, FindForm, LateAddForm, ReasonForm, as_posted, tell
from sharewell.children.pages.noting_forms import KINDS
from sharewell.children.pages.reaching import DONE, asks, child_of, for_a_reason, to_child, told_plainly
from sharewell.children.pages.remembering import Looking
from sharewell.children.records import queries
from sharewell.children.records.policies import policy_at
from sharewell.children.search import look_ups
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import must_hold
from sharewell.domain.linkage.deciding.decide import Outcome
from sharewell.partners.acting import ActingRequest
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, needs
from sharewell.ui.forms import sent
from sharewell.ui.views import question

BY_HAND = "entered by hand"


@needs(Action.LOOK_UP)
@asks
@told_plainly
def find(request: ActingRequest) -> HttpResponse:
    """The one page to search on. Whoever comes back to it finds there what they looked for."""
    now, mine = timezone.now(), list(queries.indexes(request.acting.organisation))
    known = remembering.kept(request.session, by=request.acting, at=now) if "again" in request.GET else None
    name, number = request.GET.get("index"), known and known.index
    index = next((each for each in mine if len(mine) == 1 or each.name == name or each.pk == number), None)
    if index is None:
        return render(request, "children/which.jinja", {"indexes": mine})
    before = _again(known) if known and known.asked else None
    form = FindForm(policy_at(index, now), sent(request) or before, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        purpose, reason = form.cleaned_data["purpose"], form.cleaned_data["reason"]
        looked = Looking(index=index.pk, purpose=purpose, reason=reason, at=now, asked=form.details())
        remembering.go_on(request.session, looked, by=request.acting)
        return redirect("children:found")
    return render(request, "children/find.jinja", {"form": form, "index": index})


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
def found(request: ActingRequest) -> HttpResponse:
    """Who may be meant, and why. The one who is beyond doubt opens at once, unless all are asked for."""
    now = timezone.now()
    known = remembering.kept(request.session, by=request.acting, at=now)
    if known is None or not known.asked:
        return redirect("children:find")
    index = _known_index(request, known)
    result = look_ups.search(
        index=index, asked=known.asked, purpose=known.purpose, reason=known.reason, by=request.acting, at=now
    )
    references = [each.reference for each in result.candidates]
    remembering.keep(request.session, known.with_found(*references), by=request.acting)
    if result.decision.outcome is Outcome.LINK and "all" not in request.GET:
        return redirect("children:child", references[0])
    shown = presenters.candidate_rows(result, on=timezone.localdate(now))
    told = {name: value for name, value in known.asked.items() if name != "postcode"}  # a district will do to look by
    page = {"found": shown, "asked": wording.asked(known.asked), "odd": wording.odd(told)}
    return render(request, "children/found.jinja", page)


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
@for_a_reason
def child(request: ActingRequest, row: Child, known: Looking) -> HttpResponse:
    """What is held of a child: who it is, and whom to call. That it was opened is on record."""
    now = timezone.now()
    opening = emergency.is_open_to(row, request.acting, at=now) if row.shows is not None else None
    opened, ours = opening is not None, request.acting.organisation
    why = {"purpose": known.purpose, "reason": known.reason}
    look_ups.open_child(child=row, by=request.acting, at=now, whole=opened, **why)
    seen, policy = overview(row, opened=opened), policy_at(row.index, now)
    shown = {
        "child": presenters.child_page(seen, policy, viewer=ours, on=timezone.localdate(now)),
        "notes": [(code, kind.heading) for code, kind in KINDS.items()],
        "keeps": row.index.keeper_id == ours.pk,
        "index": row.index,
        "searched": bool(known.asked),
        "asks_nhs": bool(settings.DEMOGRAPHICS),
        "done": _done(request),
        "open_until": opening and opening.until,
    }
    return render(request, "children/child.jinja", shown)


def _done(request: ActingRequest) -> str:
    """What was put on record a moment ago, in a sentence; empty where nothing was."""
    noted = KINDS.get(request.GET.get("noted", "")) or DEEDS.get(("end", request.GET.get("ended", "")))
    return noted.done if noted else DONE.get(request.GET.get("done", ""), "")


@needs(Action.LOOK_UP)
@asks
@told_plainly
def reason(request: ActingRequest, reference: str) -> HttpResponse:
    """Whoever comes to a child without a search says why first."""
    now, row = timezone.now(), child_of(request, reference)
    form = ReasonForm(policy_at(row.index, now), sent(request))
    if form.is_valid():
        looked = Looking(index=row.index_id, at=now, asked={}, found=(row.reference,), **form.cleaned_data)
        remembering.go_on(request.session, looked, by=request.acting)
        return redirect("children:child", row.reference)
    return question(request, form, heading=f"Open {row.reference}", back=reverse("children:find"))


@needs(Action.LOOK_UP)
@asks
@told_plainly
def add(request: ActingRequest) -> HttpResponse:
    """None of those found: the child is put on the index, after one more look for it."""
    now = timezone.now()
    entered, today = sent(request), timezone.localdate(now)
    known = remembering.kept(request.session, by=request.acting, at=now, late=entered is not None)
    if known is None or not known.asked:
        return redirect("children:find")
    index, is_late = _known_index(request, known), known.is_late(now)
    form: AddForm = (
        LateAddForm(policy_at(index, now), entered, on=today)
        if is_late
        else AddForm(as_posted(known.asked) if entered is None else entered, on=today)
    )
    if entered is not None and form.is_valid():
        if is_late:
            why = {name: form.cleaned_data[name] for name in ("purpose", "reason")}
            known = replace(known, at=now, found=(), **why)
        try:
            reference, became = _added(index, form.details(), known, request.acting, now)
        except BadInput as refusal:
            tell(form, refusal)
        else:
            remembering.keep(request.session, known.with_found(reference), by=request.acting)
            return to_child(reference, became)
    return render(request, "children/add.jinja", {"form": form})


def _added(index: Index, details: dict[str, str], looked: Looking, by: Membership, at: datetime) -> tuple[str, str]:
    """The reference of the child that it became, and which (`DONE`): a new one, or one that was there after all.

    After one look-up the same is taken in once, also where somebody goes back and sends it again; but for children
    without a first name, since they may be twins.
    """
    must_hold(details, policy_at(index, at))
    told = f"{by.pk} {looked.at.isoformat()} {sorted(details.items())}"
    record = uuid5(NAMESPACE_OID, told).hex if details.get("forename") else uuid4().hex
    added = actions.register(index=index, details=details, source=BY_HAND, record=record, by=by, at=at)
    became = "there" if added.outcome is delivering.Outcome.LINKED else "added"
    return queries.child_of(index, added.child.reference).reference, became


def _known_index(request: ActingRequest, known: Looking) -> Index:
    return get_object_or_404(queries.indexes(request.acting.organisation), pk=known.index)


def _again(known: Looking) -> dict[str, str]:
    return as_posted(known.asked) | {"purpose": known.purpose, "reason": known.reason}
