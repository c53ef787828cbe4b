"""Receipts of what was done about a child."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.children.guarding import emergency
from sharewell.children.models import Child
from sharewell.children.pages.reaching import for_a_reason, told_plainly
from sharewell.children.pages.remembering import Looking
from sharewell.children.records import queries
from sharewell.ledger.views import receipt, receipts
from sharewell.partners.acting import ActingRequest
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, needs


@needs(Action.LOOK_UP)
@require_safe
@told_plainly
@for_a_reason
def acts(request: ActingRequest, row: Child, _: Looking) -> HttpResponse:
    """Every look, note, doubt, shielding and opening, each with its receipt; for who may open the child's page."""
    _must_be_open(row, request.acting)
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
@for_a_reason
def one(request: ActingRequest, row: Child, _: Looking, number: int) -> HttpResponse:
    _must_be_open(row, request.acting)
    return receipt(queries.entered_about(row, request.acting.organisation), number)


def _must_be_open(row: Child, by: Membership) -> None:
    """Raises Http404 where the child is shielded from who asks: that something was put on record is hidden too."""
    if row.shows is not None and emergency.is_open_to(row, by, at=timezone.now()) is None:
        raise Http404
