"""The pages of a request that is on record: what was answered, and putting on record what was done."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sharewell.accounts.reauthentication import recently_proved
from sharewell.domain.errors import BadInput
from sharewell.domain.words import capital
from sharewell.ledger.acts import about
from sharewell.ledger.views import receipt as ledger_receipt
from sharewell.ledger.views import receipts as ledger_receipts
from sharewell.ledger.views import record as ledger_record
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, may, needs
from sharewell.sharing import actions, presenters, queries
from sharewell.sharing.facts import records_wanted
from sharewell.sharing.interviewing import asks, told_plainly
from sharewell.sharing.models import Decision, Request
from sharewell.sharing.recording import ExceptionForm, ManagerForm, RefuseForm, ShareForm
from sharewell.ui.forms import sent
from sharewell.ui.views import problem

PAGE = 25


class BadKey(BadInput):
    """A form came without the key that it was given, so that it cannot be told from one sent twice."""


@needs(Action.SEE_OWN, Action.SEE_ALL)
@require_safe
@told_plainly
def requests(request: ActingRequest) -> HttpResponse:
    """The requests I may see, latest first."""
    pages = Paginator(queries.requests(request.acting), PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "sharing/requests.jinja",
        {"rows": presenters.listed_requests(page.object_list), "page": page},
    )


@needs(Action.SEE_OWN, Action.SEE_ALL)
@recently_proved
@asks
@told_plainly
def request_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The answer that holds, what has been done, and what can be done; a designated manager decides here."""
    decision, key = _decision(request, reference), _key(request)
    row = decision.request
    edition = queries.edition_of(decision)
    choices = queries.manager_choices(decision) if decision.answer["waiting"] else ()
    asked = may(request.acting, Action.APPROVE) and choices
    form = ManagerForm(choices, sent(request)) if asked else None
    if form is not None and form.is_valid():
        try:
            actions.record_manager_decision(
                request=row, by=request.acting, at=timezone.now(), key=key, **form.cleaned_data
            )
            return redirect("sharing:request", reference)
        except actions.CannotRecord as refusal:
            form.add_error(None, str(refusal))
    elif request.method == "POST" and form is None:
        return problem(request, 403, "This request does not wait for a decision of yours.")
    actions.look_up(request=row, by=request.acting, at=timezone.now())
    return render(
        request,
        "sharing/request.jinja",
        {
            "row": row,
            "answer": presenters.answer_page(decision.answer, edition, row.recipient),
            "form": form,
            "events": _history(row, edition),
            "answers": presenters.answered_rows(queries.scene_of(decision, edition)),
            "left_open": presenters.lines(queries.left_open(decision), edition.known),
            "left_withheld": presenters.lines(queries.left_withheld(decision), edition.known),
            "exception": bool(decision.answer["waiting"]) and queries.exception_allowed(decision),
            "for_today": decision.considered["date"] == timezone.localdate().isoformat(),
            "back": reverse("sharing:requests"),
        },
    )


@needs(Action.RECORD)
@asks
@told_plainly
def share(request: ActingRequest, reference: str) -> HttpResponse:
    """Put on record what was shared; without consent, only for whoever has just proved who they are."""
    gone = queries.gone(request.acting.organisation_id, reference)  # the database is asked for both at once
    decision = _decision(request, reference)
    items = queries.left_open(decision, gone)
    alone = queries.goes_without_consent(decision, items)
    return (recently_proved(_share) if alone else _share)(request, decision, items)


def _share(request: ActingRequest, decision: Decision, items: list[dict[str, Any]]) -> HttpResponse:
    key, reference = _key(request), decision.request.reference
    edition = queries.edition_of(decision)
    names = [capital(presenters.in_words(item, edition.known)) for item in items]
    wanted = records_wanted(decision.answer["records"], edition, withheld=False)
    form = ShareForm(names, wanted, sent(request))
    if not names:
        return redirect("sharing:request", reference)
    if form.is_valid():
        try:
            actions.share(
                decision=decision,
                by=request.acting,
                at=timezone.now(),
                key=key,
                items=form.chosen(),
                how=form.how_in_words(),
                given_to=form.cleaned_data["given_to"],
                records=form.records(),
            )
            left = queries.left_withheld(decision)
            return redirect("sharing:refuse" if left else "sharing:receipt", reference)
        except actions.CannotRecord as refusal:
            form.add_error(None, str(refusal))
    carries = [capital(edition.known.carried[c].phrase) for c in decision.answer["carries"]]
    return _recording(request, "sharing/share.jinja", decision.request, form, carries=carries)


@needs(Action.RECORD)
@asks
@told_plainly
def refuse(request: ActingRequest, reference: str) -> HttpResponse:
    """Put on record what was not shared; with `all`, also what might have been."""
    decision, key = _decision(request, reference), _key(request)
    edition = queries.edition_of(decision)
    nothing = "all" in request.GET
    items = queries.left_withheld(decision) + (queries.left_open(decision) if nothing else [])
    if not items:
        return redirect("sharing:request", reference)
    wanted = records_wanted(decision.answer["records"], edition, withheld=True)
    form = RefuseForm(wanted, sent(request))
    if form.is_valid():
        try:
            actions.refuse(
                decision=decision,
                by=request.acting,
                at=timezone.now(),
                key=key,
                records=form.records(),
                nothing_shared=nothing,
            )
            return redirect("sharing:receipt", reference)
        except actions.CannotRecord as refusal:
            form.add_error(None, str(refusal))
    return _recording(
        request,
        "sharing/refuse.jinja",
        decision.request,
        form,
        items=presenters.lines(items, edition.known),
        escalate=decision.answer["escalate"],
        page=presenters.text_page(edition),
    )


@needs(Action.RECORD)
@asks
@told_plainly
def exception(request: ActingRequest, reference: str) -> HttpResponse:
    """Put on record why a disclosure cannot wait for a manager."""
    row = _request(request, reference)
    decision, key = queries.latest_decision(row), _key(request)
    if not (decision.answer["waiting"] and queries.exception_allowed(decision)):
        return redirect("sharing:request", reference)
    form = ExceptionForm(sent(request))
    if form.is_valid():
        try:
            actions.record_exceptional_reason(
                request=row, by=request.acting, at=timezone.now(), key=key, reason=form.cleaned_data["reason"]
            )
            return redirect("sharing:request", reference)
        except actions.CannotRecord as refusal:
            form.add_error(None, str(refusal))
    return _recording(request, "sharing/exception.jinja", row, form)


@needs(Action.RECORD)
@require_POST
@told_plainly
def today(request: ActingRequest, reference: str) -> HttpResponse:
    """Decide the same again, as the texts and the day now stand."""
    row = _request(request, reference)
    actions.decide_for_today(request=row, by=request.acting, at=timezone.now(), key=_key(request))
    return redirect("sharing:request", reference)


@needs(Action.ASK)
@require_POST
@told_plainly
def again(request: ActingRequest, reference: str) -> HttpResponse:
    """A new interview with the same answers, to change what has changed since."""
    row = _request(request, reference)
    interview = actions.begin(by=request.acting, on=timezone.localdate(), answers=row.answers)
    return redirect("sharing:check", interview.pk)


@needs(Action.RECORD)
@require_POST
@told_plainly
def done(request: ActingRequest, reference: str) -> HttpResponse:
    """A duty that a disclosure started is done."""
    row = _request(request, reference)
    try:
        disclosure = get_object_or_404(queries.disclosures(row), pk=int(request.POST.get("disclosure", "")[:18]))
    except ValueError:
        raise BadKey("The page did not say which disclosure it speaks of. Open it again.") from None
    actions.fulfil(
        disclosure=disclosure,
        clause=request.POST.get("clause", ""),
        what=request.POST.get("what", ""),
        by=request.acting,
        at=timezone.now(),
    )
    return redirect("sharing:receipt", reference)


@needs(Action.SEE_OWN, Action.SEE_ALL)
@require_safe
@told_plainly
def receipt(request: ActingRequest, reference: str) -> HttpResponse:
    """What stands on record, to print; it tells nothing of the person."""
    row = _request(request, reference)
    decision = queries.latest_decision(row)
    edition = queries.edition_of(decision)
    owed = [d for d in queries.due(request.acting, on=timezone.localdate()) if d.reference == reference]
    return render(
        request,
        "sharing/receipt.jinja",
        {
            "row": row,
            "decision": decision,
            "answer": presenters.answer_page(decision.answer, edition, row.recipient),
            "acts": presenters.acts(queries.disclosures(row), queries.withholdings(row), edition.known),
            "owed": owed,
            "back": reverse("sharing:request", args=[reference]),
        },
    )


@needs(Action.SEE_OWN, Action.SEE_ALL)
@require_safe
@told_plainly
def receipts(request: ActingRequest, reference: str) -> HttpResponse:
    """The acts of a request as the ledger holds them, each with a receipt that anybody can check."""
    row = _request(request, reference)
    return ledger_receipts(
        request,
        abouts=queries.entered_about(row),
        records=[about(each) for each in queries.rows_of(row)],
        record_address=lambda number: reverse("sharing:record", args=[reference, number]),
        reference=reference,
        address=lambda number: reverse("sharing:proof", args=[reference, number]),
        back=reverse("sharing:receipt", args=[reference]),
    )


@needs(Action.SEE_OWN, Action.SEE_ALL)
@require_safe
@told_plainly
def proof(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    return ledger_receipt(queries.entered_about(_request(request, reference)), number)


@needs(Action.SEE_OWN, Action.SEE_ALL)
@require_safe
@told_plainly
def record(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    return ledger_record(queries.rows_of(_request(request, reference)), number)


def _request(request: ActingRequest, reference: str) -> Request:
    return get_object_or_404(queries.requests(request.acting), reference=reference)


def _decision(request: ActingRequest, reference: str) -> Decision:
    """The decision that holds for a request, whose page it is."""
    decision = queries.decision_of(request.acting, reference)
    if decision is None:
        raise Http404
    return decision


def _key(request: ActingRequest) -> UUID:
    """The one-time key of the form that was sent, else a new one for the form that is shown."""
    if request.method != "POST":
        return uuid4()
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise BadKey("The form came without its key, so nothing was recorded. Open the page again.") from None


def _history(row: Request, edition: Any) -> list[presenters.Happened]:
    decisions = row.decisions.select_related("by")
    return presenters.history(decisions, queries.disclosures(row), queries.withholdings(row), edition.known)


def _recording(request: ActingRequest, template: str, row: Request, form: Any, **more: Any) -> HttpResponse:
    shown = {"row": row, "form": form, "back": reverse("sharing:request", args=[row.reference])}
    return render(request, template, shown | more)
