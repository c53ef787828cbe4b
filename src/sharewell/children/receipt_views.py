"""Receipts of what was done about a child."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children import queries, remembering, shielding
from sharewell.children.models import Child
from sharewell.children.views import _child, told_plainly
from sharewell.ledger.views import receipt, receipts
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
def acts(request: ActingRequest, reference: str) -> HttpResponse:
    """Every look, note, doubt, shielding and opening, each with its receipt; for who may open the child's page."""
    row = _child(request, reference)
    if not _is_open(request, row):
        return redirect("children:reason", row.reference)
    return receipts(
        request,
        abouts=queries.entered_about(row, request.acting.organisation),
        reference=row.reference,
        address=lambda number: reverse("children:receipt", args=[row.reference, number]),
        back=reverse("children:child", args=[row.reference]),
    )


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
def one(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    row = _child(request, reference)
    if not _is_open(request, row):
        return redirect("children:reason", row.reference)
    return receipt(queries.entered_about(row, request.acting.organisation), number)


def _is_open(request: ActingRequest, row: Child) -> bool:
    """Raises Http404 where the child is shielded from who asks: that something was put on record is hidden too."""
    now = timezone.now()
    if row.shows is not None and shielding.is_open_to(row, request.acting, at=now) is None:
        raise Http404
    known = remembering.kept(request.session, by=request.acting, at=now)
    return known is not None and row.reference in known.found
