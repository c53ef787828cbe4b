"""Matters: the list, beginning one, a matter's page, and what is put on record on it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sharewell.domain.duties import Clocks
from sharewell.domain.reading import Edition
from sharewell.domain.rules import Duty, RecordStates
from sharewell.domain.steps import Steps
from sharewell.domain.words import capital
from sharewell.ledger.views import receipt as ledger_receipt
from sharewell.ledger.views import receipts as ledger_receipts
from sharewell.ledger.views import record as ledger_record
from sharewell.matters import actions, presenters
from sharewell.matters.forms import ChoiceForm, EventForm, KeyForm, RecordForm, WithdrawForm, subject_choices
from sharewell.matters.models import Event
from sharewell.matters.queries import File, entered_about, file_of, files, matters, protocols_of, rows_of
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, may, needs
from sharewell.ui.views import problem, question

asks = require_http_methods(["GET", "HEAD", "POST"])


@needs(Action.SEE_MATTERS)
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    today = timezone.localdate()
    organisation = request.acting.organisation
    found = [presenters.matter_row(file) for file in files(organisation, on=today) if not file.matter.standing]
    protocols = [(e.protocol.title, reverse("matters:protocol", args=[i])) for i, e in _protocols(request).items()]
    return render(request, "matters/index.jinja", {"matters": found, "protocols": protocols})


@needs(Action.RECORD_EVENT)
@asks
def start(request: ActingRequest) -> HttpResponse:
    """Under which protocol; asked only where there are several."""
    protocols = _protocols(request)
    if not protocols:
        return render(request, "matters/no_protocol.jinja")
    if len(protocols) == 1:
        return redirect("matters:subject", next(iter(protocols)))
    choices = [(text_id, edition.protocol.title) for text_id, edition in protocols.items()]
    form = ChoiceForm(choices, request.POST or None, label="Under which protocol?", missing="Select the protocol")
    if form.is_valid():
        return redirect("matters:subject", form.cleaned_data["choice"])
    return question(request, form, back=reverse("matters:index"))


@needs(Action.RECORD_EVENT)
@asks
def subject(request: ActingRequest, protocol: str) -> HttpResponse:
    """What happened: the sections of the text that something can begin under."""
    steps = Steps(Clocks(_edition(request, protocol)))
    form = ChoiceForm(subject_choices(steps.subjects, steps), request.POST or None)
    if form.is_valid():
        return redirect("matters:begin", protocol, form.cleaned_data["choice"])
    back = reverse("matters:start" if len(_protocols(request)) > 1 else "matters:index")
    return question(request, form, back=back)


@needs(Action.RECORD_EVENT)
@asks
def begin(request: ActingRequest, protocol: str, subject: str) -> HttpResponse:
    """What is known of how the matter began: each of the events that may begin it, with its day."""
    today = timezone.localdate()
    steps = Steps(Clocks(_edition(request, protocol)))
    chosen = steps.subject(subject)
    if chosen is None:
        raise Http404
    several = len(chosen.starts) > 1
    forms = [
        EventForm(steps, code, request.POST or None, on=today, prefix=code, empty_permitted=several)
        for code in chosen.starts
    ]
    context = {
        "title": chosen.title,
        "forms": forms,
        "form": forms[0],
        "refused": "",
        "back": reverse("matters:subject", args=[protocol]),
    }
    if request.method == "POST":
        key = _key(request)
        if key is None:
            return problem(request, 400)
        # A list: every form shows its errors, not only the first that has some.
        if all([form.is_valid() for form in forms]):  # noqa: C419
            happened = [form.happening() for form in forms if form.has_changed()]
            try:
                matter = actions.open_matter(
                    protocol=protocol, happened=happened, by=request.acting, at=timezone.now(), key=key
                )
            except actions.Refused as refused:
                context["refused"] = str(refused)
            else:
                return redirect("matters:matter", matter.reference)
        context["form"] = next((form for form in forms if form.errors), forms[0])
    return render(request, "matters/begin.jinja", context)


@needs(Action.SEE_MATTERS)
@require_safe
def matter(request: ActingRequest, reference: str) -> HttpResponse:
    file = _file(request, reference)
    organisation = request.acting.organisation
    return render(
        request,
        "matters/matter.jinja",
        {
            "title": presenters.title(file),
            "file": file,
            "page": presenters.text_page(file.edition),
            "due": presenters.due_rows(file, records=may(request.acting, Action.RECORD_EVENT)),
            "ahead": [step for step in file.ahead if not step.due],
            "records": presenters.record_rows(file, organisation),
            "happened": presenters.happened_rows(file, organisation),
        },
    )


@needs(Action.SEE_MATTERS)
@require_safe
def protocol_itself(request: ActingRequest, protocol: str) -> HttpResponse:
    """The page of what happens to the protocol as a whole."""
    _edition(request, protocol)
    found = actions.standing_matter(protocol=protocol, by=request.acting, at=timezone.now())
    return redirect("matters:matter", found.reference)


@needs(Action.RECORD_EVENT)
@asks
def step(request: ActingRequest, reference: str, code: str) -> HttpResponse:
    """Put the next event on record; what the text forbids is refused with its clause."""
    file = _file(request, reference)
    if code not in file.edition.known.events:
        raise Http404
    form = EventForm(
        file.steps, code, request.POST or None, on=timezone.localdate(), party=_own_party(request, file, code)
    )

    def write(key: uuid.UUID) -> None:
        actions.record(matter=file.matter, happening=form.happening(), by=request.acting, at=timezone.now(), key=key)

    return _written(request, file, form, write, heading=form.title)


@needs(Action.RECORD_EVENT)
@asks
def attest(request: ActingRequest, reference: str, record: str) -> HttpResponse:
    """Say that something is on record, and where."""
    file = _file(request, reference)
    named = file.edition.known.records.get(record)
    if named is None or record not in {asked.record for asked in file.asked}:
        raise Http404
    stated = [f for _, rule in file.edition.rules(RecordStates) if rule.record == record for f in rule.fields]
    form = RecordForm(stated, request.POST or None, on=timezone.localdate())

    def write(key: uuid.UUID) -> None:
        actions.attest(
            matter=file.matter,
            record=record,
            on=form.cleaned_data["date"],
            details=form.details(),
            by=request.acting,
            at=timezone.now(),
            key=key,
        )

    return _written(request, file, form, write, heading=f"Put on record: {named.phrase}")


@needs(Action.RECORD_EVENT)
@asks
def withdraw(request: ActingRequest, reference: str, event: int) -> HttpResponse:
    """Take back what was recorded in error."""
    file = _file(request, reference)
    row = get_object_or_404(Event, pk=event, matter=file.matter, by__organisation=request.acting.organisation)
    form = WithdrawForm(request.POST or None)

    def write(key: uuid.UUID) -> None:
        actions.withdraw(event=row, reason=form.cleaned_data["reason"], by=request.acting, at=timezone.now(), key=key)

    words = file.edition.known.events[row.code].happening
    return _written(request, file, form, write, heading=f"Take back: {capital(words)}")


@needs(Action.SEE_MATTERS)
@require_safe
def receipts(request: ActingRequest, reference: str) -> HttpResponse:
    """What was put on record of a matter as the ledger holds it, each with a receipt that anybody can check."""
    abouts = entered_about(_file(request, reference).matter)
    return ledger_receipts(
        request,
        abouts=abouts,
        records=abouts,
        record_address=lambda number: reverse("matters:record", args=[reference, number]),
        reference=reference,
        address=lambda number: reverse("matters:proof", args=[reference, number]),
        back=reverse("matters:matter", args=[reference]),
    )


@needs(Action.SEE_MATTERS)
@require_safe
def proof(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    return ledger_receipt(entered_about(_file(request, reference).matter), number)


@needs(Action.SEE_MATTERS)
@require_safe
def record(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    return ledger_record(rows_of(_file(request, reference).matter), number)


def _written(request: ActingRequest, file: File, form: Any, write: Any, *, heading: str) -> HttpResponse:
    """One form of a matter: shown, shown again with what is wrong, or recorded and back to the matter."""
    back = reverse("matters:matter", args=[file.matter.reference])
    if request.method == "POST":
        key = _key(request)
        if key is None:
            return problem(request, 400)
        if form.is_valid():
            try:
                write(key)
            except actions.Refused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect(back)
    return render(request, "matters/question.jinja", {"form": form, "heading": heading, "back": back})


def _key(request: ActingRequest) -> uuid.UUID | None:
    form = KeyForm(request.POST)
    return form.cleaned_data["key"] if form.is_valid() else None


def _protocols(request: ActingRequest) -> dict[str, Edition]:
    return protocols_of(request.acting.organisation, on=timezone.localdate())


def _edition(request: ActingRequest, protocol: str) -> Edition:
    try:
        return _protocols(request)[protocol]
    except KeyError:
        raise Http404 from None


def _file(request: ActingRequest, reference: str) -> File:
    today: date = timezone.localdate()
    found = get_object_or_404(matters(request.acting.organisation, on=today), reference=reference)
    return file_of(found, on=today)


def _own_party(request: ActingRequest, file: File, code: str) -> str:
    """What each party does for itself, somebody most likely records for their own."""
    each = any(duty.act == code and duty.bearer.each for _, duty in file.edition.rules(Duty))
    return request.acting.organisation.name if each else ""
