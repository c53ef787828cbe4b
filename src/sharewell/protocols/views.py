from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sharewell.accounts.reauthentication import recently_proved
from sharewell.domain.examine import coverage
from sharewell.domain.library import Library, NotPublished
from sharewell.domain.reading import Edition, NotPublishable
from sharewell.domain.text import Unreadable
from sharewell.ledger.acts import about
from sharewell.ledger.views import receipt as ledger_receipt
from sharewell.ledger.views import receipts as ledger_receipts
from sharewell.partners.acting import ActingRequest, organisation_not_required
from sharewell.partners.roles import Action, may, needs
from sharewell.protocols import actions, drafts, presenters
from sharewell.protocols.forms import DraftForm, PublishForm, packed, unpacked
from sharewell.protocols.models import Edition as Published
from sharewell.protocols.queries import happened_under, library, publication, words_of
from sharewell.ui.views import problem


@organisation_not_required
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    protocols, others = presenters.listing(library())
    shown = {"protocols": protocols, "others": others, "may_publish": may(request.acting, Action.PUBLISH)}
    return render(request, "protocols/index.jinja", shown)


@organisation_not_required
@require_safe
def in_force(request: ActingRequest, text_id: str) -> HttpResponse:
    """The edition in force today: an address that outlives an edition."""
    try:
        text = library().text(text_id, on=timezone.localdate())
    except NotPublished:
        raise Http404 from None
    return redirect("protocols:text", text.id, text.edition)


@organisation_not_required
@require_safe
def text(request: ActingRequest, text_id: str, edition: date) -> HttpResponse:
    published = library()
    read = _edition(published, text_id, edition, today=timezone.localdate())
    counts = may(request.acting, Action.COUNT) or may(request.acting, Action.ASK)
    happened = happened_under(request.acting.organisation, text_id) if counts else {}
    # An edition with problems can only have come by another door than ours: it is shown, and decides nothing.
    covered = None if read.problems else coverage(read, whole=True)
    shown = {
        "edition": read,
        "texts": presenters.whole_text(read, covered, happened),
        "coverage": None if read.problems else coverage(read),
        "editions": sorted((t for t in published.texts if t.id == text_id), key=lambda t: t.edition),
        "published": publication(text_id, edition),
        "in_force": [t.id for t in published.texts],
    }
    return render(request, "protocols/text.jinja", shown)


@organisation_not_required
@require_safe
def file(request: ActingRequest, text_id: str, edition: date) -> HttpResponse:
    """The published file, to the byte: its SHA-256 is the hash that answers cite."""
    words = words_of(text_id, edition)
    if words is None:
        raise Http404
    response = HttpResponse(words.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{text_id.replace("/", "-")}-{edition:%Y-%m-%d}.md"'
    return response


@organisation_not_required
@require_safe
def receipts(request: ActingRequest, text_id: str, edition: date) -> HttpResponse:
    """That it was published, when and by whose organisation, as the ledger holds it."""
    return ledger_receipts(
        request,
        abouts=[about(_publication(text_id, edition))],
        reference=text_id,
        address=lambda number: reverse("protocols:proof", args=[text_id, edition, number]),
        back=reverse("protocols:text", args=[text_id, edition]),
    )


@organisation_not_required
@require_safe
def proof(request: ActingRequest, text_id: str, edition: date, number: int) -> HttpResponse:
    return ledger_receipt([about(_publication(text_id, edition))], number)


@needs(Action.DRAFT)
def check(request: ActingRequest) -> HttpResponse:
    """Paste or upload a draft; see what is wrong with it, or that it may be published."""
    form = DraftForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _checked(request, drafts.read_draft(form.cleaned_data["words"], library()))
    return render(request, "protocols/draft.jinja", {"form": form})


@needs(Action.PUBLISH)
@recently_proved
@require_POST
def publish(request: ActingRequest) -> HttpResponse:
    published = library()
    try:
        draft = drafts.read_draft(unpacked(request.POST.get("packed", "")), published)
    except Unreadable as error:
        return problem(request, 400, str(error))
    if draft.problems:
        return _checked(request, draft)
    form = _publish_form(draft, published, request.POST)
    if form.is_valid():
        try:
            actions.publish(words=draft.words, by=request.acting, at=timezone.now(), agreed=form.cleaned_data)
        except NotPublishable as refusal:
            for found in refusal.problems:
                form.add_error(None, f"Clause {found.clause}: {found.message}" if found.clause else found.message)
        else:
            return redirect("protocols:text", draft.texts[0].id, draft.texts[0].edition)
    return _checked(request, draft, form)


def _checked(request: HttpRequest, draft: drafts.Draft, form: PublishForm | None = None) -> HttpResponse:
    shown: dict[str, object] = {"draft": draft, "form": None}
    if not draft.problems:
        shown["form"] = form or _publish_form(draft, library())
        shown["packed"] = packed(draft.words)
        shown["covered"] = [(edition.protocol, coverage(edition)) for edition in draft.editions]
    return render(request, "protocols/checked.jinja", shown)


def _publish_form(draft: drafts.Draft, published: Library, data: object = None) -> PublishForm:
    agreements = drafts.agreements(draft.texts, published)
    return PublishForm(agreements, data, latest=timezone.localdate())


def _publication(text_id: str, edition: date) -> Published:
    try:
        return publication(text_id, edition)
    except Published.DoesNotExist:
        raise Http404 from None


def _edition(published: Library, text_id: str, day: date, *, today: date) -> Edition:
    """That edition with the other texts as they hold today, or as they last held with it."""
    editions = sorted(t.edition for t in published.texts if t.id == text_id)
    if day not in editions:
        raise Http404
    following = [later for later in editions if later > day]
    on = today if not following else min(today, date.fromordinal(following[0].toordinal() - 1))
    return published.edition(text_id, on=max(on, day))
