"""How a page reaches a child, in an index of whoever asks and for a reason they gave; and in whose name it acts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sharewell.children.guarding.emergency import CannotOverride
from sharewell.children.matches.joining import CannotJoin
from sharewell.children.models import Child, Index
from sharewell.children.moves.transfers import CannotMove
from sharewell.children.pages import remembering
from sharewell.children.records import queries
from sharewell.domain.errors import BadInput
from sharewell.partners.acting import ActingRequest
from sharewell.ui.views import problem

asks = require_http_methods(["GET", "HEAD", "POST"])
DONE: Final = {
    "added": "The child is on the index now.",
    "there": "The child was on the index already: what you entered was put on that record.",
    "doubted": "Whoever said it has been asked.",
    "numbered": "The NHS number is on the record.",
    "shielded": "The record is shielded now.",
    "unshielded": "The shielding has ended.",
}
"""What the child's page says to whoever did something there a moment ago, beside what is noted (`noting_forms`)."""
View = TypeVar("View", bound=Callable[..., HttpResponse])


def told_plainly(view: View) -> View:
    """What cannot be done is told on a page of its own, and nothing was recorded; which index is meant is asked."""

    @wraps(view)
    def tell(request: ActingRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except queries.SeveralIndexes:
            indexes = queries.indexes(request.acting.organisation)
            return render(request, "children/which.jinja", {"indexes": indexes})
        except (CannotJoin, CannotMove, CannotOverride) as refusal:
            return problem(request, 409, str(refusal))
        except BadInput as refusal:
            return problem(request, 403, str(refusal))

    return cast(View, tell)


def for_a_reason(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one child, for whoever said why they look; whoever did not is asked that first."""

    @wraps(view)
    def reach(request: ActingRequest, reference: str, **kwargs: object) -> HttpResponse:
        row = child_of(request, reference)
        known = remembering.kept(request.session, by=request.acting, at=timezone.now())
        if known is None or row.reference not in known.found:
            return redirect("children:reason", row.reference)
        return view(request, row, known, **kwargs)

    return reach


def to_child(reference: str, done: str) -> HttpResponse:
    """On to the child's page, which says what was done (`DONE`)."""
    return redirect(f"{reverse('children:child', args=[reference])}?done={done}")


def signed(request: ActingRequest, *, at: datetime | None = None) -> dict[str, Any]:
    """Who sent this form, when, and the key that it bears: by these an act knows whose it is, and is done once."""
    return {"by": request.acting, "at": at or timezone.now(), "key": UUID(request.POST["key"])}


def index_of(request: ActingRequest) -> Index:
    """The index that the address names, or the only one of theirs. Raises NotAPartner and SeveralIndexes."""
    return queries.index_of(request.acting.organisation, request.GET.get("index", ""))


def child_of(request: ActingRequest, reference: str) -> Child:
    """Of whichever index of theirs it is in: a reference is there once. Raises Http404."""
    for index in queries.indexes(request.acting.organisation):
        with suppress(queries.NoSuchChild):
            return queries.child_of(index, reference)
    raise Http404
