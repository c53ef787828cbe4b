"""The pages of children who move: offering a record to another area, answering an offer, withdrawing one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sharewell.accounts.reauthentication import recently_proved
from sharewell.children.models import Offer, OfferAnswer
from sharewell.children.moves import transfers
from sharewell.children.moves.transfers import DECLINED, OFFERED
from sharewell.children.pages import wording
from sharewell.children.pages.reaching import asks, child_of, signed, told_plainly
from sharewell.children.pages.transfer_forms import ACCEPT, ASK, AcceptForm, OfferForm
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import about
from sharewell.ledger.views import receipt, receipts
from sharewell.partners.acting import ActingRequest
from sharewell.partners.models import Organisation
from sharewell.partners.roles import Action, needs
from sharewell.ui.forms import sent

LATEST: Final = 50


@needs(Action.TRANSFER)
@require_safe
@told_plainly
def moving(request: ActingRequest) -> HttpResponse:
    """What other areas offer us, what we offer them, and what became of it."""
    ours, today = request.acting.organisation, timezone.localdate()
    answered = list(transfers.answered(ours)[:LATEST])
    shown: dict[str, Any] = {
        "received": [(each, each.is_late(today)) for each in transfers.received(ours)],
        "made": [(each, each.is_late(today)) for each in transfers.made(ours)],
        "answered": [
            (row, row.offer.to.keeper_id == ours.pk, DECLINED.get(row.reason, ""), wording.named(left))
            for row, left in zip(answered, transfers.left_behind(answered), strict=True)
        ],
        "reasons": OFFERED,
    }
    return render(request, "children/transfers.jinja", shown)


@needs(Action.TRANSFER)
@recently_proved
@asks
@told_plainly
def offer(request: ActingRequest, reference: str) -> HttpResponse:
    """Offer a record to the index of another area: to which, and why."""
    row = child_of(request, reference)
    if row.index.keeper_id != request.acting.organisation_id:
        raise PermissionDenied
    form = OfferForm(transfers.others(row.index), sent(request))
    if form.is_valid():
        given = {"to": form.indexes[form.cleaned_data["to"]], "reason": form.cleaned_data["reason"]}
        try:
            transfers.offer(child=row, **given, **signed(request))
            return redirect("children:transfers")
        except BadInput as refusal:
            form.add_error("to", str(refusal))
    back = reverse("children:child", args=[row.reference])
    return render(request, "children/offer.jinja", {"form": form, "child": row, "back": back})


@needs(Action.TRANSFER)
@recently_proved
@asks
@told_plainly
def answer(request: ActingRequest, number: int) -> HttpResponse:
    """Accept or decline what another area offers. Nothing of the child is shown before."""
    offered = _the_one(request, transfers.received, number)
    form = AcceptForm(sent(request))
    if form.is_valid():
        said = form.cleaned_data["answer"]
        try:
            if said == ACCEPT:
                transfers.accept(offer=offered.offer, **signed(request))
            elif said != ASK:
                transfers.decline(offer=offered.offer, reason=said, **signed(request))
            return redirect("children:transfers")
        except BadInput as refusal:
            form.add_error("answer", str(refusal))
    shown = {"form": form, "offered": offered, "reason": OFFERED[offered.offer.reason]}
    return render(request, "children/offered.jinja", shown | {"back": reverse("children:transfers")})


@needs(Action.TRANSFER)
@recently_proved
@asks
@told_plainly
def withdraw(request: ActingRequest, number: int) -> HttpResponse:
    """Take an offer back: first what that means, then one button."""
    offered = _the_one(request, transfers.made, number)
    if request.method == "POST":
        transfers.withdraw(offer=offered.offer, **signed(request))
        return redirect("children:transfers")
    return render(request, "children/withdraw.jinja", {"offered": offered, "back": reverse("children:transfers")})


@needs(Action.TRANSFER)
@require_safe
@told_plainly
def proofs(request: ActingRequest, number: int) -> HttpResponse:
    """That a record was offered, and what became of it, each with its receipt; for both keepers."""
    row = _either(request, number)
    return receipts(
        request,
        abouts=_entered(row),
        reference=row.reference,
        address=lambda entry: reverse("children:transfer-receipt", args=[row.pk, entry]),
        back=reverse("children:transfers"),
    )


@needs(Action.TRANSFER)
@require_safe
@told_plainly
def proof(request: ActingRequest, number: int, entry: int) -> HttpResponse:
    return receipt(_entered(_either(request, number)), entry)


def _either(request: ActingRequest, number: int) -> Offer:
    return get_object_or_404(transfers.of(request.acting.organisation), pk=number)


def _entered(row: Offer) -> list[str]:
    return [about(row), *map(about, OfferAnswer.objects.filter(offer=row))]


def _the_one(
    request: ActingRequest, waiting: Callable[[Organisation], list[transfers.Offered]], number: int
) -> transfers.Offered:
    """Raises Http404, and CannotMove where it was answered or withdrawn while its page was open."""
    found = next((each for each in waiting(request.acting.organisation) if each.offer.pk == number), None)
    if found is not None:
        return found
    if OfferAnswer.objects.filter(offer=_either(request, number)).exists():
        raise transfers.CannotMove("This offer has been answered or withdrawn already.")
    raise Http404
