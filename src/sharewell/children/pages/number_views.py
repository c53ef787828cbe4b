"""A child's NHS number: what the NHS answers, beside our record, and the number kept where somebody says so."""

from __future__ import annotations

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sharewell.children.models import Child, in_sight
from sharewell.children.nhs import numbering
from sharewell.children.nhs.patients import details_of
from sharewell.children.pages import comparing
from sharewell.children.pages.reaching import for_a_reason, signed, to_child, told_plainly
from sharewell.children.pages.remembering import Looking
from sharewell.demographics.asking import NotAnswered
from sharewell.demographics.pace import TooBusy
from sharewell.demographics.service import BadService
from sharewell.demographics.ways import Answer, Status, TooLittle, Unreadable
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs

NOT_SET_UP = "How this service asks the NHS must be put right first. Tell whoever looks after it in your organisation."
logger = logging.getLogger(__name__)


@needs(Action.LOOK_UP)
@require_POST
@told_plainly
@for_a_reason
def number(request: ActingRequest, row: Child, known: Looking) -> HttpResponse:
    """Ask the NHS whose number it is; and, asked again to keep it, put it on the child's record."""
    now = timezone.now()
    try:
        asked = numbering.service()
        if asked is None:
            raise Http404
        answer = numbering.ask_the_nhs(child=row, by=request.acting, at=now, service=asked)
    except TooLittle as refusal:
        return _page(request, row, status="too-little", said=str(refusal))
    except (NotAnswered, TooBusy, Unreadable) as refusal:
        return _page(request, row, status="not-asked", said=str(refusal), code=503)
    except BadService as fault:  # it tells of files and keys, to whoever reads the log
        logger.error("%s", fault)
        return _page(request, row, status="not-asked", said=NOT_SET_UP, code=503)
    best = answer.best
    if best is not None and answer.status is Status.MATCH and request.POST.get("keep") == best.person.nhs_number:
        numbering.keep_number(child=row, found=best, **signed(request, at=now))
        return to_child(row.reference, "numbered")
    return _page(request, row, status=answer.status.value, answer=answer)


def _page(
    request: ActingRequest, row: Child, *, status: str, answer: Answer | None = None, said: str = "", code: int = 200
) -> HttpResponse:
    best = answer.best if answer else None
    # What is hidden here, the NHS must not tell in its place.
    beside = comparing.beside(row.told, in_sight(details_of(best.person), row.shows)) if best else ()
    shown = {"reference": row.reference, "status": status, "said": said, "best": best, "beside": list(beside)}
    return render(request, "children/number.jinja", shown, status=code)
