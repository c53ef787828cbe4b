"""Receipts of acts, and how anybody checks one. Which acts a person may see is told by whoever calls `receipts`."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sharewell.domain.merkle import policies
from sharewell.ledger import presenters, queries
from sharewell.ledger.keys import policy, policy_text


@login_not_required
@require_safe
def how_to_check(request: HttpRequest) -> HttpResponse:
    """How anybody checks a record without asking us, and the keys it takes."""
    rules = policy()
    logs, witnesses = presenters.signers(rules)
    shown = {"logs": logs, "witnesses": witnesses, "cosigned": rules.quorum != policies.NONE}
    return render(request, "ledger/check.jinja", shown)


@login_not_required
@require_safe
def policy_file(request: HttpRequest) -> HttpResponse:
    return _file(policy_text().encode(errors="surrogateescape"), "sharewell-ledger-policy.txt")


def receipts(
    request: HttpRequest, *, abouts: Collection[str], reference: str, address: Callable[[int], str], back: str
) -> HttpResponse:
    """The acts about these rows, each with its receipt to download, or when it will be there."""
    rules = policy()
    entered = [each for each in queries.entered_about(abouts) if each.act != "look-up"]
    shown = {
        "acts": presenters.acts(entered, signed=queries.signed_up_to(rules), address=address),
        "reference": reference,
        "seconds": settings.LEDGER_SECONDS,
        "cosigned": rules.quorum != policies.NONE,
        "back": back,
    }
    return render(request, "ledger/receipts.jinja", shown)


def receipt(abouts: Collection[str], number: int) -> HttpResponse:
    """The receipt of one act about these rows. Raises Http404 where there is none, or none yet."""
    if all(each.index != number for each in queries.entered_about(abouts)):
        raise Http404
    found = queries.receipt(number, policy())
    if found is None:
        raise Http404
    return _file(str(found).encode(), f"record-{number}.tlog-proof")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
