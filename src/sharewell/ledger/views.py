"""Receipts of acts, and how anybody checks one. Which acts a person may see is told by whoever calls `receipts`."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sharewell.domain.merkle import policies
from sharewell.ledger import presenters, queries
from sharewell.ledger.keys import policy, policy_text

MOST = 200  # acts that one page shows, the latest: a person signs in every day


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
    request: HttpRequest,
    *,
    abouts: Collection[str],
    reference: str,
    address: Callable[[int], str],
    back: str,
    records: Collection[str] = (),
    record_address: Callable[[int], str] = str,
) -> HttpResponse:
    """The acts about these rows, each with its receipt to download, or when it will be there.

    `records` are those rows that may be downloaded too, as what their entries commit to.
    """
    rules = policy()
    entered = [each for each in queries.entered_about(abouts) if each.act != "look-up"][-MOST:]
    signed, salted = queries.signed_up_to(rules), queries.salted(entered)
    shown = {
        "acts": presenters.acts(
            entered,
            receipt=lambda each: address(each.index) if each.index < signed else "",
            record=lambda each: record_address(each.index) if each.about in records and each.index in salted else "",
        ),
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


def record(rows: Collection[Model], number: int) -> HttpResponse:
    """What the entry about one of these rows commits to. Raises Http404 where there is none, and Erased."""
    found = queries.opening(number, rows)
    if found is None:
        raise Http404
    return _file(json.dumps(found, indent=2).encode(), f"record-{number}.json", kind="application/json")


def _file(content: bytes, name: str, *, kind: str = "text/plain; charset=utf-8") -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
