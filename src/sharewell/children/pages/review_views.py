"""Possible matches, side by side: somebody looks, decides, and can take it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from sharewell.children.matches import joining
from sharewell.children.matches.reviewing import (
    ask_about,
    joinings,
    looked_at,
    next_after,
    pairs,
    take_back,
    taken_for_another,
    to_review,
    weighed,
)
from sharewell.children.models import Child, Joining, Possible, Settled
from sharewell.children.pages import comparing, wording
from sharewell.children.pages.forms import OtherForm, SameForm
from sharewell.children.pages.reaching import asks, child_of, for_a_reason, signed, told_plainly
from sharewell.children.pages.remembering import Looking
from sharewell.domain.linkage.deciding import explain
from sharewell.partners.acting import ActingRequest
from sharewell.partners.models import Organisation
from sharewell.partners.roles import Action, needs
from sharewell.ui.forms import sent
from sharewell.ui.views import Way, problem, question

LATEST: Final = 20
"""Pairs on a page of the list, and joinings of each kind that it tells."""


@needs(Action.SETTLE)
@require_safe
@told_plainly
def review(request: ActingRequest) -> HttpResponse:
    """What waits for a person's eyes, the likeliest first, and what was decided lately."""
    ours = request.acting.organisation
    page = Paginator(to_review(ours), LATEST).get_page(request.GET.get("page"))
    rows = [(row, comparing.strength(row.weight)) for row in page.object_list]
    done = request.GET.get("done", "")
    shown = {
        "page": page,
        "waiting": rows,
        # apart: a load joins more in a minute than people decide in a year
        "decided": _told(joinings(ours).filter(weight=None)[:LATEST]),
        "joined": _told(joinings(ours).exclude(weight=None)[:LATEST]),
        "done": _told(joinings(ours).filter(pk=done) if done.isdecimal() else ()),
    }
    return render(request, "children/review.jinja", shown | _just_done(request))


def _told(rows: Iterable[Joining]) -> list[tuple[Joining, list[str]]]:
    """Joinings, with the references of the records that each is about, the child's own first."""
    found = list(rows)
    about = {row.pk: [pk for pk in (row.into_id, *row.rows) if pk is not None] for row in found}
    named = dict(
        Child.objects.filter(pk__in={pk for pks in about.values() for pk in pks}).values_list("pk", "reference")
    )
    return [(row, [named[pk] for pk in about[row.pk]]) for row in found]


@needs(Action.SETTLE)
@asks
@told_plainly
def pair(request: ActingRequest, possible: int) -> HttpResponse:
    """Two rows beside each other: every detail, what agrees, and what it weighs. Decided, the next pair follows."""
    ours = request.acting.organisation
    row = get_object_or_404(pairs(ours), pk=possible)
    try:
        joining.check_open(row)
    except joining.CannotJoin as refusal:
        return problem(request, 409, str(refusal), on=_next(row, ours))
    looked_at(possible=row, by=request.acting, at=timezone.now())
    compared = weighed(row)
    form = SameForm(sent(request))
    if form.is_valid():
        if (found := form.cleaned_data["same"]) != "ask":
            joining.settle(possible=row, same=found == "same", **signed(request))
        return redirect(f"{_next(row, ours).address}?after={row.pk}")
    shown = {
        "form": form,
        "row": row,
        "others": to_review(ours).exclude(pk=row.pk).count(),
        "beside": comparing.differences_first(comparing.beside(row.one.told, row.other.told, compared)),
        "said": list(explain.in_words(compared, comparing.UNDECIDED, called=wording.one_named)),
        "table": explain.table(compared),
        "labels": wording.LABELS,
        "picture": mark_safe(explain.waterfall(compared, called=wording.one_named)),  # noqa: S308 # nosec B308 (it escapes every word)
        "back": reverse("children:review"),
    }
    return render(request, "children/pair.jinja", shown | _just_done(request))


def _next(row: Possible, organisation: Organisation) -> Way:
    """On through the list, in which others may be at work; at its end to its beginning."""
    after = next_after(row, organisation)
    if after is None:
        return Way("Go to the possible matches", reverse("children:review"))
    return Way("Go on to the next pair", reverse("children:pair", args=[after.pk]))


def _just_done(request: ActingRequest) -> dict[str, Possible | Settled | None]:
    """The pair that whoever decides has come from, and what became of it."""
    number = request.GET.get("after", "")
    before = pairs(request.acting.organisation).filter(pk=number).first() if number.isdecimal() else None
    settled = before and Settled.objects.select_related("joining__undone_by").filter(possible=before).first()
    return {"before": before, "settled": settled}


@needs(Action.SETTLE)
@require_POST
@told_plainly
def again(request: ActingRequest, possible: int) -> HttpResponse:
    """Take back what was decided of a pair. It is shown again, to be decided anew or left."""
    row = get_object_or_404(pairs(request.acting.organisation), pk=possible)
    waits = take_back(possible=row, **signed(request))
    return redirect(f"{reverse('children:pair', args=[waits.pk])}?again")


@needs(Action.SETTLE)
@asks
@told_plainly
@for_a_reason
def same(request: ActingRequest, row: Child, known: Looking) -> HttpResponse:
    """Somebody takes two records for one child: the pair is decided as any other. Both were looked up for a reason."""
    form = OtherForm(sent(request))
    if form.is_valid():
        reference = form.cleaned_data["other"].strip().upper()
        if reference not in known.found:
            form.add_error("other", "Find that child first: your look-up did not find this reference")
        else:
            asked = ask_about(one=row, other=child_of(request, reference), **signed(request))
            return redirect("children:pair", asked.pk)
    back = reverse("children:child", args=[row.reference])
    shown = {"caption": row.reference, "title": f"Say that another record is the same child: {row.reference}"}
    return question(request, form, back=back, continue_label="Compare the two", **shown)


@needs(Action.SETTLE)
@require_POST
@told_plainly
def undo(request: ActingRequest, number: int) -> HttpResponse:
    """Put rows back where they were before somebody joined or parted them."""
    row = get_object_or_404(joinings(request.acting.organisation), pk=number)
    if decided := pairs(request.acting.organisation).filter(settled__joining=row).first():
        take_back(possible=decided, **signed(request))
    else:
        joining.undo(joining=row, **signed(request))
    return _done(Joining.objects.get(undoes=row))


@needs(Action.SETTLE)
@require_POST
@told_plainly
def part(request: ActingRequest, reference: str) -> HttpResponse:
    """Have a row stand alone again that was taken for this child."""
    now = timezone.now()
    row = taken_for_another(request.acting, reference, at=now)
    if row is None:
        raise Http404
    return _done(joining.part(rows=[row], **signed(request, at=now)))


def _done(row: Joining) -> HttpResponse:
    return redirect(f"{reverse('children:review')}?done={row.pk}")
