"""The people of one's own organisation: who they are, in which role, and whether they are checked and trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharewell.accounts.actions import invite
from sharewell.partners import actions, presenters, queries
from sharewell.partners.acting import ActingRequest
from sharewell.partners.forms import AccreditForm, EndForm, PersonForm, RecognisedForm, RevokeForm, RoleForm
from sharewell.partners.models import Accreditation, Membership
from sharewell.partners.roles import Action, needs
from sharewell.ui.forms import sent

asks = require_http_methods(["GET", "HEAD", "POST"])


@needs(Action.MANAGE_PEOPLE, Action.ACCREDIT)
@require_safe
def people(request: ActingRequest) -> HttpResponse:
    today, organisation = timezone.localdate(), request.acting.organisation
    rows = queries.people(organisation).filter(Q(until=None) | Q(until__gte=today)).order_by("user__name", "since")
    standings = queries.standings(organisation, on=today, users={row.user_id for row in rows})
    shown = {"people": presenters.persons(rows, standings, on=today), "tags": presenters.TAGS}
    return render(request, "partners/people.jinja", shown)


@needs(Action.MANAGE_PEOPLE)
@asks
def add(request: ActingRequest) -> HttpResponse:
    today = timezone.localdate()
    form = PersonForm(sent(request), on=today, initial={"since": today})

    def write() -> str:
        given = form.cleaned_data | {"volunteer": bool(form.cleaned_data["volunteer"])}
        added = actions.add_person(**given, by=request.acting, at=timezone.now())
        invite(user=added.user, site=request.build_absolute_uri("/"))  # whoever signs in already is written to alike
        return _page(added)

    return _written(request, form, write, heading="Add a person", button="Add them", back=reverse("partners:people"))


@needs(Action.MANAGE_PEOPLE, Action.ACCREDIT)
@require_safe
def person(request: ActingRequest, membership: int) -> HttpResponse:
    today, organisation = timezone.localdate(), request.acting.organisation
    row = _membership(request, membership)
    standing = queries.standing(row, on=today)
    others = queries.people(organisation).filter(user=row.user).exclude(pk=row.pk).order_by("-since")
    records = queries.accreditations(organisation).filter(user=row.user)
    shown = {
        "colleague": presenters.person(row, standing, on=today),
        "tags": presenters.TAGS,
        "others": presenters.persons(others, {row.user_id: ()}, on=today),
        "records": [presenters.accreditation(record) for record in records],
        "is_self": row.user_id == request.user.pk,
        "ended": row.until is not None and row.until < today,
    }
    return render(request, "partners/person.jinja", shown)


@needs(Action.MANAGE_PEOPLE)
@require_POST
def send_link(request: ActingRequest, membership: int) -> HttpResponse:
    """The link to choose how to sign in, once more: it lasts three days."""
    row = _membership(request, membership)
    if row.user_id != request.user.pk and (row.until is None or row.until >= timezone.localdate()):
        invite(user=row.user, site=request.build_absolute_uri("/"))
    return redirect(_page(row))


@needs(Action.MANAGE_PEOPLE)
@asks
def end(request: ActingRequest, membership: int) -> HttpResponse:
    row, today = _membership(request, membership), timezone.localdate()
    form = EndForm(sent(request), on=today)

    def write() -> str:
        return _page(actions.end_membership(membership=row, **form.cleaned_data, by=request.acting, at=timezone.now()))

    return _written(request, form, write, button="Save the last day", back=_page(row))


@needs(Action.MANAGE_PEOPLE)
@asks
def role(request: ActingRequest, membership: int) -> HttpResponse:
    row, today = _membership(request, membership), timezone.localdate()
    form = RoleForm(sent(request), on=today)

    def write() -> str:
        return _page(actions.change_role(membership=row, **form.cleaned_data, by=request.acting, at=timezone.now()))

    words = {"title": "Change a role", "heading": f"Change the role of {row.called}", "button": "Save"}
    return _written(request, form, write, back=_page(row), **words)


@needs(Action.ACCREDIT)
@asks
def accredit(request: ActingRequest, membership: int) -> HttpResponse:
    row, today = _membership(request, membership), timezone.localdate()
    offered = queries.recognised(request.acting.organisation)
    if not offered:
        return redirect("partners:recognise")
    form = AccreditForm(offered, sent(request), on=today)

    def write() -> str:
        given = {"of": form.chosen(), "passed": form.cleaned_data["passed"], "until": form.cleaned_data["until"]}
        actions.accredit(membership=row, **given, by=request.acting, at=timezone.now())
        return _page(row)

    words = {"title": "Record vetting or training", "heading": f"Record vetting or training of {row.called}"}
    return _written(request, form, write, button="Put it on record", back=_page(row), **words)


@needs(Action.ACCREDIT)
@asks
def revoke(request: ActingRequest, accreditation: int) -> HttpResponse:
    mine: Any = queries.accreditations(request.acting.organisation)
    record: Accreditation = get_object_or_404(mine, pk=accreditation)
    of = queries.people(request.acting.organisation).filter(user=record.user)
    row = of.order_by("-since")[0]
    form = RevokeForm(sent(request))

    def write() -> str:
        actions.revoke(accreditation=record, **form.cleaned_data, by=request.acting, at=timezone.now())
        return _page(row)

    return _written(request, form, write, button="Record that it no longer counts", back=_page(row))


@needs(Action.ACCREDIT)
@asks
def recognise(request: ActingRequest) -> HttpResponse:
    """What the organisation recognises, and adding to it."""
    form = RecognisedForm(sent(request))
    offered = queries.recognised(request.acting.organisation)

    def write() -> str:
        actions.recognise(**form.cleaned_data, by=request.acting, at=timezone.now())
        return reverse("partners:recognise")

    heading = "What your organisation recognises"
    words = {"heading": heading, "button": "Add it", "template": "partners/recognise.jinja"}
    return _written(request, form, write, back=reverse("partners:people"), offered=offered, **words)


def _written(
    request: ActingRequest,
    form: Any,
    write: Callable[[], str],
    *,
    button: str,
    back: str,
    heading: str = "",
    template: str = "layouts/question.jinja",
    **more: Any,
) -> HttpResponse:
    """One form: shown, shown again with what is wrong, or done and on to the page that `write` names."""
    if form.is_valid():
        try:
            return redirect(write())
        except actions.CannotChange as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "heading": heading, "continue_label": button, "back": back}
    return render(request, template, shown | more)


def _membership(request: ActingRequest, pk: int) -> Membership:
    return get_object_or_404(queries.people(request.acting.organisation), pk=pk)


def _page(row: Membership) -> str:
    return reverse("partners:person", args=[row.pk])
