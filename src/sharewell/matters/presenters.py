"""A matter as people read it: plain values for the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from sharewell.domain.duties import DutyRun
from sharewell.domain.reading import Edition
from sharewell.domain.words import capital
from sharewell.matters.models import Event
from sharewell.matters.queries import Due, File, last_attested
from sharewell.partners.models import Organisation
from sharewell.ui.words import day, listed

SOON, LATELY = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueShown:
    what: str
    bearer: str
    due: date | None
    done_on: date | None
    state: str
    clause: str
    why: str
    href: str = ""
    page: str = ""  # the text's address, for the clause


@dataclass(frozen=True, slots=True, kw_only=True)
class HappenedShown:
    title: str
    when: date
    lines: tuple[str, ...]
    recorded: str
    withdrawn: str = ""  # why and by whom
    take_back: str = ""  # the address that takes it back


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordShown:
    what: str
    bearer: str
    clause: str
    last: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterShown:
    title: str
    protocol: str
    href: str
    reference: str
    began: date | None
    state: str
    next: str


def text_page(edition: Edition) -> str:
    """The address of the text that the clauses of an edition stand on."""
    return reverse("protocols:text", args=[edition.protocol.id, edition.protocol.edition])


def title(file: File) -> str:
    if file.matter.standing:
        return "The protocol itself"
    first = next((row for row in file.events), None)
    return capital(file.edition.known.events[first.code].happening) if first else "A matter"


def due_rows(file: File, *, records: bool) -> list[DueShown]:
    """What is due: late first, then by day, done last. What is not done leads whoever `records` to recording it."""
    order = {"late": 0, "open": 1, "done": 2}
    runs = sorted(file.runs, key=lambda r: (order[r.state.value], r.due or date.max))
    return [_due_row(file, run, leads=records and not run.done_on) for run in runs]


def _due_row(file: File, run: DutyRun, *, leads: bool) -> DueShown:
    return DueShown(
        what=capital(run.what),
        bearer=capital(run.bearer),
        due=run.due,
        done_on=run.done_on,
        state=run.state.value,
        clause=run.clause,
        why=_why(run),
        href=reverse("matters:step", args=[file.matter.reference, run.act]) if leads else "",
    )


def _why(run: DutyRun) -> str:
    late = run.due is not None and run.done_on is not None and run.done_on > run.due
    return f"{run.why} It was due by {day(run.due)}." if late and run.due else run.why


def happened_rows(file: File, organisation: Organisation) -> list[HappenedShown]:
    """The latest first; what was taken back stays, and says so."""
    withdrawals = {row.withdraws_id: row for row in file.events if row.withdraws_id}
    shown = [
        _happened_row(file, row, withdrawals.get(row.pk), organisation)
        for row in file.events
        if row.withdraws_id is None
    ]
    return sorted(shown, key=lambda row: row.when, reverse=True)


def _happened_row(file: File, row: Event, withdrawal: Event | None, organisation: Organisation) -> HappenedShown:
    event = file.edition.known.events[row.code]
    ranks = file.edition.known.ranks
    lines = [
        f"{capital(event.role or 'by')}: {row.party}" if row.party else "",
        f"Taking part: {listed(row.taking_part)}" if row.taking_part else "",
        f"Rank: {ranks[row.rank].phrase}" if row.rank in ranks else "",
        "Shares: " + listed(f"{party} {share:g} per cent" for party, share in row.shares.items()) if row.shares else "",
        *(f"{capital(asked)}: {words}" for asked, words in row.details.items()),
    ]
    own = row.by.organisation_id == organisation.pk
    return HappenedShown(
        title=capital(event.happening),
        when=row.date,
        lines=tuple(line for line in lines if line),
        recorded=_recorded(row.by.organisation.name, row.at),
        withdrawn=f"{withdrawal.details['reason']} ({withdrawal.by.organisation})" if withdrawal else "",
        take_back=reverse("matters:withdraw", args=[row.matter.reference, row.pk]) if own and not withdrawal else "",
    )


def _recorded(organisation: str, at: datetime) -> str:
    return f"Recorded by {organisation} on {day(at)}"


def record_rows(file: File, organisation: Organisation) -> list[RecordShown]:
    rows = []
    for asked in file.asked:
        last = last_attested(file, asked, organisation.name)
        named = file.edition.known.records.get(asked.record)
        rows.append(
            RecordShown(
                what=capital(named.phrase if named else asked.record),
                bearer=capital(asked.bearer.phrase),
                clause=asked.clause,
                last=f"Last put on record {day(last.date)} by {last.party}" if last else "",
                href=reverse("matters:attest", args=[file.matter.reference, asked.record]),
            )
        )
    return sorted(rows, key=lambda row: bool(row.last))


def matter_row(file: File) -> MatterShown:
    waiting = [run for run in file.runs if run.done_on is None]
    first = min(waiting, key=lambda r: (not r.late, r.due or date.max), default=None)
    return MatterShown(
        title=title(file),
        protocol=file.edition.protocol.title,
        href=reverse("matters:matter", args=[file.matter.reference]),
        reference=file.matter.reference,
        began=min((h.date for h in file.happened), default=None),
        state="late" if file.late else "open" if waiting else "done",
        next=_next(first, len(waiting)),
    )


def _next(run: DutyRun | None, waiting: int) -> str:
    if run is None:
        return "Nothing is due"
    when = f"due {day(run.due)}" if run.due else "no date yet"
    more = f", and {waiting - 1} more" if waiting > 1 else ""
    return f"{capital(run.what)}: {run.bearer}, {when}{more}"


def due_groups(rows: Iterable[Due], pages: dict[str, str], on: date) -> list[tuple[str, list[DueShown]]]:
    """Everything that waits, in the groups a person works by; empty groups are left out."""
    groups: dict[str, list[DueShown]] = {
        "Late": [],
        "In the next 7 days": [],
        "Later": [],
        "Done in the last 4 weeks": [],
    }
    for row in rows:
        state = row.state(on)
        if state == "done":
            group = "Done in the last 4 weeks" if row.done_on and row.done_on >= on - LATELY else ""
        elif state == "late":
            group = "Late"
        else:
            group = "In the next 7 days" if row.due and row.due <= on + SOON else "Later"
        if group:
            groups[group].append(_due_shown(row, state, pages.get(row.protocol, "")))
    return [(name, shown) for name, shown in groups.items() if shown]


def _due_shown(row: Due, state: str, page: str) -> DueShown:
    return DueShown(
        what=capital(row.what),
        bearer=capital(row.bearer),
        due=row.due,
        done_on=row.done_on,
        state=state,
        clause=row.clause,
        why=row.why,
        href=reverse(row.address[0], args=row.address[1]),
        page=page,
    )
