"""Receipts of what people did here in their own right, and of what was put on record of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from sharewell.ledger.views import receipt, receipts
from sharewell.partners import queries
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs, open_to_members


@open_to_members
@require_safe
def own(request: ActingRequest) -> HttpResponse:
    """When I signed in, which roles I was given, what was recorded of my vetting and training, and what I did alone."""
    return receipts(
        request,
        abouts=queries.entered_about_self(request.acting),
        reference="what you did",
        address=lambda number: reverse("partners:own_receipt", args=[number]),
        back=reverse("mfa_index"),
    )


@open_to_members
@require_safe
def own_one(request: ActingRequest, number: int) -> HttpResponse:
    return receipt(queries.entered_about_self(request.acting), number)


@needs(Action.MANAGE_PEOPLE, Action.ACCREDIT)
@require_safe
def person(request: ActingRequest, membership: int) -> HttpResponse:
    """The same of a colleague, without when they signed in."""
    return receipts(
        request,
        abouts=_entered_about(request, membership),
        reference="a person",
        address=lambda number: reverse("partners:receipt", args=[membership, number]),
        back=reverse("partners:person", args=[membership]),
    )


@needs(Action.MANAGE_PEOPLE, Action.ACCREDIT)
@require_safe
def person_one(request: ActingRequest, membership: int, number: int) -> HttpResponse:
    return receipt(_entered_about(request, membership), number)


def _entered_about(request: ActingRequest, membership: int) -> list[str]:
    organisation = request.acting.organisation
    row = get_object_or_404(queries.people(organisation), pk=membership)
    return queries.entered_about(row.user_id, organisation)
