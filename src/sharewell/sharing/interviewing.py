"""The pages of an interview: one thing a page, then only the questions that still matter, then the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharewell.domain.answer import Answer, Outcome, to_json
from sharewell.domain.errors import BadInput
from sharewell.domain.reading import Edition
from sharewell.partners.acting import ActingRequest
from sharewell.partners.roles import Action, needs
from sharewell.protocols.queries import library
from sharewell.sharing import actions, presenters, queries
from sharewell.sharing.facts import Scene, considered, decided
from sharewell.sharing.forms import STEPS, Step, next_step, step_taken
from sharewell.sharing.models import Interview
from sharewell.sharing.questions import PARTS, question_form
from sharewell.ui.forms import sent
from sharewell.ui.views import problem

asks = require_http_methods(["GET", "HEAD", "POST"])
View = TypeVar("View", bound=Callable[..., HttpResponse])


def told_plainly(view: View) -> View:
    """What cannot be answered or recorded is told on a page of its own, and nothing was recorded."""

    @wraps(view)
    def tell(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadInput as refusal:
            return problem(request, 409, str(refusal))

    return cast(View, tell)


@needs(Action.ASK)
@asks
@told_plainly
def start(request: ActingRequest) -> HttpResponse:
    """Begin, carry on with what was begun, and see what waits."""
    today, acting = timezone.localdate(), request.acting
    protocols = queries.protocols_of(acting.organisation.name, on=today)
    if request.method == "POST":
        if not protocols:
            return problem(request, 409, "Your organisation has signed no protocol that is published here.")
        only = {"protocol": protocols[0].id} if len(protocols) == 1 else {}
        interview = actions.begin(by=acting, on=today, answers=only)
        return _onward(request, interview)
    begun = queries.interviews(request.user, acting.organisation, on=today)
    return render(
        request,
        "sharing/start.jinja",
        {
            "protocols": protocols,
            "begun": begun,
            "waiting": presenters.listed_requests(queries.waiting(acting)),
            "recent": presenters.listed_requests(queries.requests(acting)[:5]),
        },
    )


@needs(Action.ASK)
@require_safe
@told_plainly
def carry_on(request: ActingRequest, interview: UUID) -> HttpResponse:
    return _onward(request, _interview(request, interview))


@needs(Action.ASK)
@require_POST
@told_plainly
def delete(request: ActingRequest, interview: UUID) -> HttpResponse:
    actions.forget(interview=_interview(request, interview))
    return redirect("sharing:start")


@needs(Action.ASK)
@asks
@told_plainly
def step(request: ActingRequest, interview: UUID, name: str) -> HttpResponse:
    """One of the pages that everybody answers, in their order."""
    row = _interview(request, interview)
    names = list(STEPS)
    if name not in STEPS:
        raise Http404
    first = next_step(row.answers)
    if first is not None and names.index(name) > names.index(first):
        return _onward(request, row)
    scene = _scene(row)
    if name == "born" and scene.answers["subject"] is None:
        return _onward(request, row)
    before = [n for n in names[: names.index(name)] if n != "born" or scene.answers.get("subject") is not None]
    if len(scene.protocols) == 1:
        before = [n for n in before if n != "protocol"]
    back = reverse("sharing:step", args=[row.pk, before[-1]]) if before else reverse("sharing:start")
    return _ask(request, row, scene, STEPS[name][1](scene, sent(request)), back)


@needs(Action.ASK)
@asks
@told_plainly
def question(request: ActingRequest, interview: UUID, code: str) -> HttpResponse:
    """A question of the text."""
    row = _interview(request, interview)
    if next_step(row.answers) is not None:
        return _onward(request, row)
    scene = _scene(row)
    form = question_form(code, scene)
    if form is None:
        raise Http404
    asked = row.answers.get("asked", [])
    earlier = asked[: asked.index(code)] if code in asked else asked
    back = (
        reverse("sharing:question", args=[row.pk, earlier[-1]])
        if earlier
        else reverse("sharing:step", args=[row.pk, "details"])
    )
    return _ask(request, row, scene, form(scene, sent(request), code=code), back)


@needs(Action.ASK)
@asks
@told_plainly
def part(request: ActingRequest, interview: UUID, of: str, code: str) -> HttpResponse:
    """What one giver said, or what one paper is."""
    row = _interview(request, interview)
    if of not in PARTS:
        raise Http404
    if [of, code] not in row.answers.get("awaiting", []):
        return _onward(request, row)
    scene = _scene(row)
    back = reverse("sharing:question", args=[row.pk, of])
    return _ask(request, row, scene, PARTS[of](scene, sent(request), code=code), back)


@needs(Action.ASK)
@require_safe
@told_plainly
def undecided(request: ActingRequest, interview: UUID) -> HttpResponse:
    """What is still open, and the way back to each question."""
    row = _interview(request, interview)
    found = _answer(row)
    if found is None or found[0].outcome is not Outcome.ASK:
        return _onward(request, row)
    answer, _ = found
    return render(request, "sharing/undecided.jinja", {"interview": row, "questions": answer.questions})


@needs(Action.ASK)
@require_safe
@told_plainly
def answer(request: ActingRequest, interview: UUID) -> HttpResponse:
    """The answer, in large plain words."""
    row = _interview(request, interview)
    found = _answer(row)
    if found is None or found[0].outcome is Outcome.ASK:
        return _onward(request, row)
    shown = presenters.answer_page(to_json(found[0]), found[1], row.answers["requester"]["organisation"])
    return render(request, "sharing/answer.jinja", {"interview": row, "answer": shown, "back": _last(row)})


@needs(Action.ASK)
@asks
@told_plainly
def check(request: ActingRequest, interview: UUID) -> HttpResponse:
    """Check the answers; sending the page puts the decision on record."""
    row = _mine(request).filter(pk=interview).first()
    if row is None:  # looked for in this order: whoever sends a page twice at once finds one or the other
        made = queries.interview_made(interview, user=request.user, organisation=request.acting.organisation)
        if made is None:
            raise Http404
        return redirect("sharing:request", made.reference)
    found = _answer(row)
    if found is None or found[0].outcome is Outcome.ASK:
        return _onward(request, row)
    if request.method == "POST":
        made = actions.decide(interview=interview, by=request.acting, at=timezone.now())
        return redirect("sharing:request", made.reference)
    rows = presenters.answered_rows(_scene(row), row.pk)
    return render(
        request,
        "sharing/check.jinja",
        {"rows": rows, "outcome": found[0].outcome.value, "back": reverse("sharing:answer", args=[row.pk])},
    )


# --- finding the way ------------------------------------------------------------------------------------


def _mine(request: ActingRequest) -> QuerySet[Interview]:
    mine = queries.interviews(request.user, request.acting.organisation, on=timezone.localdate())
    return mine.select_related("organisation")


def _interview(request: ActingRequest, pk: UUID) -> Interview:
    return get_object_or_404(_mine(request), pk=pk)


def _scene(row: Interview) -> Scene:
    return queries.scene(row, on=timezone.localdate())


def _ask(request: ActingRequest, row: Interview, scene: Scene, form: Step, back: str) -> HttpResponse:
    if form.is_valid():
        return _onward(request, actions.answer(interview=row, answers=form.into(row.answers)))
    if "check" in request.GET:
        back = reverse("sharing:check", args=[row.pk])
    return render(request, form.page, {"form": form, "back": back, "scene": scene})


def _answer(row: Interview) -> tuple[Answer, Edition] | None:
    """The answer on what is known so far; None while a page that everybody answers is still open."""
    return None if next_step(row.answers) is not None or row.answers.get("awaiting") else _decided(row)


def _decided(row: Interview) -> tuple[Answer, Edition]:
    holder, answers = row.organisation.name, row.answers
    kinds = queries.register_kinds(holder=holder, requester=answers["requester"]["organisation"])
    stated = considered(answers, holder=holder, on=timezone.localdate())
    return decided(stated, kinds=kinds, library=library())


def _onward(request: ActingRequest, row: Interview) -> HttpResponseRedirect:
    """To the first thing that is still to be answered, else to the answer."""
    name, *args = _next(row, checking="check" in request.GET)
    address = reverse(f"sharing:{name}", args=[row.pk, *args])
    return HttpResponseRedirect(f"{address}?check=1" if "check" in request.GET and name != "check" else address)


def _next(row: Interview, *, checking: bool) -> tuple[str, ...]:
    if (name := next_step(row.answers)) is not None:
        return "step", name
    if awaiting := row.answers.get("awaiting"):
        return "part", *awaiting[0]
    answer, _ = _decided(row)
    still_open = [q.fact for q in answer.questions if q.fact not in row.answers.get("unknown", ())]
    if answer.outcome is not Outcome.ASK:
        return ("check",) if checking else ("answer",)
    return ("question", still_open[0]) if still_open else ("undecided",)


def _last(row: Interview) -> str:
    asked = row.answers.get("asked", [])
    if asked:
        return reverse("sharing:question", args=[row.pk, asked[-1]])
    return reverse("sharing:step", args=[row.pk, [n for n in STEPS if step_taken(n, row.answers)][-1]])
