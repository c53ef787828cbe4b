"""Due: everything that waits for my organisation, as a page, as a file, and as a calendar's feed."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sharewell.matters import actions, presenters
from sharewell.matters.calendar_feed import calendar_of
from sharewell.matters.models import Feed
from sharewell.matters.queries import everything_due, fed, feed_of, protocols_of
from sharewell.partners.acting import ActingRequest
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may, needs

SIGNER = Signer(salt="sharewell.matters.feed", sep=".")


@needs(Action.SEE_MATTERS)
@require_safe
def due(request: ActingRequest) -> HttpResponse:
    today = timezone.localdate()
    held = protocols_of(request.acting.organisation, on=today)
    pages = {i: presenters.text_page(e) for i, e in held.items()}
    groups = presenters.due_groups(everything_due(request.acting, on=today), pages, today)
    feed = Feed.objects.filter(membership=request.acting).first()
    address = request.build_absolute_uri(_address(feed)) if feed else ""
    return render(request, "matters/due.jinja", {"groups": groups, "feed": address})


@needs(Action.SEE_MATTERS)
@require_safe
def due_file(request: ActingRequest) -> HttpResponse:
    """The same as a file to keep."""
    response = _calendar(request, request.acting)
    response["Content-Disposition"] = 'attachment; filename="due.ics"'
    return response


@needs(Action.SEE_MATTERS)
@require_POST
def renew(request: ActingRequest) -> HttpResponse:
    """A new secret address; whoever has the one before it no longer sees anything."""
    actions.renew_feed(membership=request.acting, at=timezone.now())
    return redirect(f"{reverse('matters:due')}#calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar's own fetch: whoever knows the address sees clauses and references, and no more."""
    try:
        name = UUID(SIGNER.unsign(secret))
    except (BadSignature, ValueError):
        raise Http404 from None
    row = feed_of(name)
    if row is None:
        raise Http404
    with seeing(organisation=row.organisation_id):
        membership = fed(row, on=timezone.localdate())
        if membership is None or not may(membership, Action.SEE_MATTERS):
            raise Http404
        return _calendar(request, membership)


def _calendar(request: HttpRequest, viewer: Membership) -> HttpResponse:
    rows = everything_due(viewer, on=timezone.localdate())
    content = calendar_of(rows, at=timezone.now(), address=request.build_absolute_uri(reverse("matters:due")))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _address(feed: Feed) -> str:
    return reverse("matters:feed", args=[SIGNER.sign(str(feed.name))])
