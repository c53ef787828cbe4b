"""Reads, each scoped to an organisation: it sees the matters of the protocols that it is a party to, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from sharewell.domain.duties import Clocks, DutyRun
from sharewell.domain.happenings import Happening
from sharewell.domain.library import NotPublished
from sharewell.domain.reading import Edition, NotPublishable
from sharewell.domain.steps import Asked, Step, Steps
from sharewell.ledger.acts import about
from sharewell.matters.facts import happenings
from sharewell.matters.models import Attestation, Event, Feed, Matter
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership, Organisation
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.queries import library


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A matter with all that is on record of it, and what the text reckons from that."""

    matter: Matter
    steps: Steps
    events: tuple[Event, ...]
    happened: tuple[Happening, ...]
    attestations: tuple[Attestation, ...]
    runs: tuple[DutyRun, ...]
    ahead: tuple[Step, ...]
    asked: tuple[Asked, ...]

    @property
    def edition(self) -> Edition:
        return self.steps.edition

    @property
    def clocks(self) -> Clocks:
        return self.steps.clocks

    @property
    def late(self) -> int:
        return sum(run.late and run.done_on is None for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that waits for an organisation. `key` is the same at every reckoning; `address` is its page."""

    key: str
    protocol: str
    reference: str
    what: str
    bearer: str
    clause: str
    due: date | None
    done_on: date | None
    why: str
    address: tuple[str, tuple[str, ...]]  # the name of a page, and what it is about

    def state(self, on: date) -> str:
        if self.done_on:
            return "done"
        return "late" if self.due and self.due < on else "open"


def protocols_of(organisation: Organisation, *, on: date) -> dict[str, Edition]:
    """The protocols in force on a day that the organisation is a party to, by their ids."""
    texts = library()
    found = {}
    for text_id in sorted({text.id for text in texts.texts if text.kind.endswith("protocol")}):
        try:
            edition = texts.edition(text_id, on=on).whole()
        except (NotPublished, NotPublishable):
            continue
        if organisation.name in edition.known.parties:
            found[text_id] = edition
    return found


def matters(organisation: Organisation, *, on: date) -> QuerySet[Matter]:
    return Matter.objects.filter(protocol__in=protocols_of(organisation, on=on)).select_related(
        "opened_by__organisation"
    )


def events_of(matter: Matter) -> QuerySet[Event]:
    """In the order they were recorded: of two statements about one plan, the later counts."""
    return Event.objects.filter(matter=matter).order_by("pk")


def rows_of(matter: Matter) -> list[Model]:
    return [matter, *events_of(matter), *Attestation.objects.filter(matter=matter)]


def entered_about(matter: Matter) -> list[str]:
    """The rows of a matter, as the ledger names what an entry is about."""
    return [about(row) for row in rows_of(matter)]


def file_of(matter: Matter, *, on: date, steps: Steps | None = None) -> File:
    """Everything about a matter as it stands on a day. The caller has found the matter through `matters`."""
    steps = steps or steps_of(matter, on=on)
    events = tuple(events_of(matter).select_related("by__organisation"))
    happened = tuple(happenings(matter, events))
    runs = steps.clocks.duties(happened, on, bank_holidays(steps.edition.protocol.holidays))
    return File(
        matter=matter,
        steps=steps,
        events=events,
        happened=happened,
        attestations=tuple(Attestation.objects.filter(matter=matter)),
        runs=runs,
        ahead=steps.ahead(happened, runs, standing=matter.standing),
        asked=steps.asked(happened, standing=matter.standing),
    )


def files(organisation: Organisation, *, on: date) -> list[File]:
    """The organisation's matters with what is late first, then the newest; the protocols themselves last."""
    known: dict[tuple[str, ...], Steps] = {}
    found = []
    for matter in matters(organisation, on=on):
        edition = edition_of(matter, on=on)
        key = tuple(text.hash for text in edition.texts)
        steps = known.setdefault(key, known.get(key) or Steps(Clocks(edition)))
        found.append(file_of(matter, on=on, steps=steps))
    return sorted(found, key=lambda f: (f.matter.standing, -f.late, -f.matter.pk))


def edition_of(matter: Matter, *, on: date) -> Edition:
    """A matter keeps the edition it began under; the protocol itself goes by the one in force."""
    day = on if matter.standing else timezone.localdate(matter.opened_at)
    return library().edition(matter.protocol, on=day).whole()


def steps_of(matter: Matter, *, on: date) -> Steps:
    return Steps(Clocks(edition_of(matter, on=on)))


def due(organisation: Organisation, *, on: date) -> list[Due]:
    """What the clocks of its matters ask of the organisation, or of whoever is not named."""
    return [
        _due(file, run) for file in files(organisation, on=on) for run in file.runs if _is_for(organisation, file, run)
    ]


def everything_due(viewer: Membership, *, on: date) -> list[Due]:
    """What waits for the viewer's organisation from every app: late first, then by day, what has no day last.

    Apps beside and above this one know more, so the settings name their queries: `DUE`, each called with
    `viewer` and `on`, returning the `Due` values that this viewer may see.
    """
    sources: Iterable[Callable[..., list[Due]]] = map(import_string, getattr(settings, "DUE", ()))
    found = [
        *due(viewer.organisation, on=on),
        *(row for source in sources for row in source(viewer=viewer, on=on)),
    ]
    return sorted(found, key=lambda row: (row.state(on) != "late", row.due or date.max, row.clause, row.bearer))


def feed_of(name: UUID) -> Feed | None:
    """Whoever knows its name sees it; the rest is seen for its organisation."""
    with seeing(feed=str(name)):
        return Feed.objects.filter(name=name).first()


def fed(feed: Feed, *, on: date) -> Membership | None:
    """Whose feed it is, while they still act for their organisation."""
    return Membership.objects.filter(pk=feed.membership_id).on(on).select_related("organisation").first()


def last_attested(file: File, asked: Asked, party: str) -> Attestation | None:
    """The latest record of an attestation: each party's own where each party owes it, else anybody's."""
    rows = [a for a in file.attestations if a.record == asked.record and (not asked.bearer.each or a.party == party)]
    return rows[-1] if rows else None


def _is_for(organisation: Organisation, file: File, run: DutyRun) -> bool:
    return run.bearer == organisation.name or run.bearer not in file.edition.known.parties


def _due(file: File, run: DutyRun) -> Due:
    told = (file.matter.reference, run.clause, run.act, run.bearer, str(run.starts_from or ""))
    return Due(
        key="|".join(told),
        protocol=file.matter.protocol,
        reference=file.matter.reference,
        what=run.what,
        bearer=run.bearer,
        clause=run.clause,
        due=run.due,
        done_on=run.done_on,
        why=run.why,
        address=("matters:matter", (file.matter.reference,)),
    )
