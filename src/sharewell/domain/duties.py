"""Texts + events + today -> duties: when each clock started, and when it is due. One mechanism for every clause.

A duty runs from the event that starts it to the event of its act. Each doing of a renewed duty starts the next run.
Of two limits the sooner counts; one that is not there yet does not count. Nothing is stored: state and lateness are
reckoned from the days.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sharewell.domain import rules
from sharewell.domain.calendar import Period, after
from sharewell.domain.happenings import Happening
from sharewell.domain.objections import GUARDS, Objection, objections
from sharewell.domain.reading import Edition


class DutyState(StrEnum):
    OPEN = "open"
    DONE = "done"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRun:
    """One run of one clock. `due` is None where the day is still to be planned."""

    clause: str
    bearer: str
    act: str  # the event that closes it
    what: str
    starts_from: date | None
    due: date | None
    done_on: date | None
    late: bool
    matter: str | None
    why: str

    @property
    def state(self) -> DutyState:
        if self.done_on is not None:
            return DutyState.DONE
        return DutyState.LATE if self.late else DutyState.OPEN


def to_json(runs: Iterable[DutyRun]) -> dict[str, Any]:
    """The stable interface of `sharewell due --json`."""
    return {"duties": [_run_json(run) for run in runs]}


def _run_json(run: DutyRun) -> dict[str, Any]:
    days = {"starts_from": run.starts_from, "due": run.due, "done_on": run.done_on}
    return {
        "clause": run.clause,
        "bearer": run.bearer,
        "what": run.what,
        **{key: day.isoformat() if day else None for key, day in days.items()},
        "state": run.state.value,
        "late": run.late,
        **({"matter": run.matter} if run.matter is not None else {}),
        "why": run.why,
    }


class Clocks:
    """An edition's duties and guards, indexed once by the events they turn on; reckons any number of matters."""

    def __init__(self, edition: Edition) -> None:
        edition.whole()
        self.edition = edition
        self.events = edition.known.events
        self._duties = list(edition.rules(rules.Duty))
        self._counts_as: dict[str, list[str]] = {}
        for _, rule in edition.rules(rules.CountsAs):
            self._counts_as.setdefault(rule.event, []).append(rule.counts_as)
        self._guards: dict[str, list[tuple[str, Any]]] = {}
        for kind in GUARDS:
            for clause, rule in edition.rules(kind):
                self._guards.setdefault(rule.act, []).append((clause, rule))

    def duties(self, happenings: Iterable[Happening], on: date, bank_holidays: Container[date]) -> tuple[DutyRun, ...]:
        """Every run of every clock that the events started, the earliest due first."""
        matters: dict[str | None, list[Happening]] = {}
        for happening in happenings:
            # What lies ahead has not happened; only plans may.
            if happening.date <= on or self.events[happening.event].planned:
                matters.setdefault(happening.matter, []).append(happening)
        found: list[DutyRun] = []
        for matter, events in matters.items():
            history = _History(self, events, on, bank_holidays, matter)
            for clause, duty in self._duties:
                found += history.runs(clause, duty)
        return tuple(sorted(found, key=lambda r: (r.due or date.max, r.clause, r.bearer, r.starts_from or date.min)))

    def objections(
        self, happened: Sequence[Happening], proposed: Happening, bank_holidays: Container[date]
    ) -> tuple[Objection, ...]:
        """Why an event may not be recorded after those of its matter; none where nothing forbids it."""
        own = [h for h in self.with_counted(happened) if h.matter == proposed.matter]
        return objections(self.edition, self._guards.get(proposed.event, ()), own, proposed, bank_holidays)

    def with_counted(self, happened: Iterable[Happening]) -> list[Happening]:
        """The events, and those that they count as."""
        counted = []
        for happening in happened:
            counted.append(happening)
            for code in self._counts_as.get(happening.event, ()):
                counted.append(_as(happening, code))
        return counted

    def recused(self, happened: Iterable[Happening]) -> frozenset[tuple[str, str]]:
        """Who may take no part in what, after the events of one matter: acts, each with a party."""
        named = {(h.event, h.party) for h in self.with_counted(happened) if h.party}
        guards = [guard for found in self._guards.values() for _, guard in found if isinstance(guard, rules.MustNotAct)]
        return frozenset((g.act, party) for g in guards for event, party in named if event == g.bearer.event)

    def fields(self, event: str) -> tuple[str, ...]:
        """What whoever records an event must state with it."""
        stated = [f for _, g in self._guards.get(event, ()) if isinstance(g, rules.MustState) for f in g.fields]
        return tuple(dict.fromkeys(stated))

    def needs(self, event: str, kind: type[Any]) -> bool:
        """Whether a guard of this kind is asked of an event: shares, a rank, who takes part."""
        return any(isinstance(guard, kind) for _, guard in self._guards.get(event, ()))


class _History:
    """The events of one matter, asked for starts, plans and doings."""

    def __init__(
        self,
        clocks: Clocks,
        events: list[Happening],
        on: date,
        bank_holidays: Container[date],
        matter: str | None,
    ) -> None:
        self.clocks, self.on, self.bank_holidays, self.matter = clocks, on, bank_holidays, matter
        self.events = clocks.with_counted(events)
        self.edition = clocks.edition

    def runs(self, clause: str, duty: rules.Duty) -> list[DutyRun]:
        if duty.bearer.each:
            parties = list(self.edition.known.parties)
            return [run for party in parties for run in self._runs_of(clause, duty, party)]
        return self._runs_of(clause, duty, None)

    def _runs_of(self, clause: str, duty: rules.Duty, party: str | None) -> list[DutyRun]:
        if duty.start is None:
            return self._planned_runs(clause, duty, party)
        starts = self._of(duty.start, party)
        if not starts:
            return []
        if duty.renewed is not None:
            return self._renewed_runs(clause, duty, party, starts[0])
        return [self._run(clause, duty, party, start) for start in starts]

    def _of(self, event: str, party: str | None) -> list[Happening]:
        """Events of a kind, earliest first, one for each day and party."""
        found = {(h.date, h.party): h for h in self.events if h.event == event and _concerns(h, party)}
        return [found[key] for key in sorted(found, key=lambda k: (k[0], k[1] or ""))]

    def _run(self, clause: str, duty: rules.Duty, party: str | None, start: Happening) -> DutyRun:
        bearer = party or self._bearer(duty.bearer, start)
        limits = []
        if duty.within is not None:
            limits.append(after(duty.within, start.date, self.bank_holidays))
        planned = self._latest_plan(duty.by, party) if duty.by else None
        if planned is not None and planned.date > start.date:
            limits.append(planned.date)
        return self._made(clause, duty, bearer, start.date, min(limits, default=None), duty.within, party)

    def _renewed_runs(self, clause: str, duty: rules.Duty, party: str | None, start: Happening) -> list[DutyRun]:
        runs: list[DutyRun] = []
        begin, period = start.date, duty.within
        bearer = party or self._bearer(duty.bearer, start)
        while period is not None:
            due = after(period, begin, self.bank_holidays)
            # From the second run on a doing of the first day closed the run before.
            run = self._made(clause, duty, bearer, begin, due, period, party, later=bool(runs))
            runs.append(run)
            if run.done_on is None:
                break
            begin, period = run.done_on, duty.renewed
        return runs

    def _planned_runs(self, clause: str, duty: rules.Duty, party: str | None) -> list[DutyRun]:
        """A duty by a planned day: a later plan replaces one that was not done yet, and follows one that was."""
        assert duty.by is not None
        plans: list[tuple[Happening, Happening | None]] = []  # a plan, and the doing that closed it
        for h in self.events:
            if not _concerns(h, party):
                continue
            if h.event == duty.by:
                if plans and plans[-1][1] is None:
                    plans.pop()
                plans.append((h, None))
            elif h.event == duty.act and h.date <= self.on and plans and plans[-1][1] is None:
                plan = plans[-1][0]
                if self._by_bearer(h, party or self._bearer(duty.bearer, plan)):
                    plans[-1] = (plan, h)
        if duty.notice is None:
            return [self._by_plan(clause, duty, party, plan, done) for plan, done in plans]
        return self._on_notice(clause, duty, party, plans)

    def _by_plan(
        self, clause: str, duty: rules.Duty, party: str | None, plan: Happening, done: Happening | None
    ) -> DutyRun:
        bearer = party or self._bearer(duty.bearer, plan)
        return self._closed(clause, duty, bearer, None, plan.date, done.date if done else None, self._why_plan(plan))

    def _on_notice(
        self,
        clause: str,
        duty: rules.Duty,
        party: str | None,
        plans: list[tuple[Happening, Happening | None]],
    ) -> list[DutyRun]:
        """Owed only where some notice came early enough. With no day planned yet, from the latest notice's end."""
        assert duty.notice_event is not None
        notices = self._of(duty.notice_event, None)
        if not notices:
            return []
        if not plans:
            notice = notices[-1]
            dones = [h.date for h in self._of(duty.act, party) if notice.date <= h.date <= self.on]
            return [self._noticed(clause, duty, party, notice, None, min(dones, default=None))]
        return [
            self._noticed(clause, duty, party, in_time[-1], plan.date, done.date if done else None)
            for plan, done in plans
            if (in_time := [n for n in notices if self._notice_ends(duty, n) <= plan.date])
        ]

    def _noticed(
        self, clause: str, duty: rules.Duty, party: str | None, notice: Happening, due: date | None,
        done_on: date | None,
    ) -> DutyRun:  # fmt: skip
        ends = self._notice_ends(duty, notice)
        why = f"{self._happens(notice)}, and {duty.notice} of notice end on {_day(ends)}."
        bearer = party or self._bearer(duty.bearer, notice)
        return self._closed(clause, duty, bearer, notice.date, due or ends, done_on, why)

    def _notice_ends(self, duty: rules.Duty, notice: Happening) -> date:
        assert duty.notice is not None
        return after(duty.notice, notice.date, self.bank_holidays)

    def _made(
        self, clause: str, duty: rules.Duty, bearer: str, begin: date, due: date | None,
        period: Period | None, party: str | None, *, later: bool = False,
    ) -> DutyRun:  # fmt: skip
        dones = [
            h.date
            for h in self._of(duty.act, party)
            if begin <= h.date <= self.on and not (later and h.date == begin) and self._by_bearer(h, bearer)
        ]
        why = self._why(duty, begin, due, period, later=later)
        return self._closed(clause, duty, bearer, begin, due, min(dones, default=None), why)

    def _closed(
        self, clause: str, duty: rules.Duty, bearer: str, begin: date | None, due: date | None,
        done_on: date | None, why: str,
    ) -> DutyRun:  # fmt: skip
        return DutyRun(
            clause=clause,
            bearer=bearer,
            act=duty.act,
            what=self.clocks.events[duty.act].act,
            starts_from=begin,
            due=due,
            done_on=done_on,
            late=due is not None and (done_on or self.on) > due,
            matter=self.matter,
            why=why,
        )

    def _by_bearer(self, done: Happening, bearer: str) -> bool:
        """A doing by another party than the one that bears the duty does not close it; one by nobody named does."""
        return done.party is None or bearer not in self.edition.known.parties or done.party == bearer

    def _bearer(self, bearer: rules.Bearer, start: Happening) -> str:
        if bearer.event is None:
            return bearer.phrase
        if bearer.event == start.event and start.party:
            return start.party
        named = [h.party for h in self._of(bearer.event, None) if h.party]
        return named[-1] if named else bearer.phrase

    def _latest_plan(self, event: str, party: str | None) -> Happening | None:
        """Of several statements about a planned day, the latest counts: the last one stated."""
        plans = [h for h in self.events if h.event == event and _concerns(h, party)]
        return plans[-1] if plans else None

    def _happens(self, happening: Happening) -> str:
        words = self.clocks.events[happening.event].happening
        return f"{words[:1].upper()}{words[1:]} on {_day(happening.date)}"

    def _why_plan(self, plan: Happening) -> str:
        words = self.clocks.events[plan.event].happening
        return f"{words[:1].upper()}{words[1:]} is {_day(plan.date)}."

    def _why(self, duty: rules.Duty, begin: date, due: date | None, period: Period | None, *, later: bool) -> str:
        assert duty.start is not None
        started = "It was last done" if later else self.clocks.events[duty.start].happening
        parts = [f"{started[:1].upper()}{started[1:]} on {_day(begin)}"]
        if period is not None and period.count:
            parts.append(f"{period} from that day end on {_day(after(period, begin, self.bank_holidays))}")
        elif period is not None:
            parts.append("it is due at once")
        if duty.by is not None:
            parts.append(self._why_by(duty.by, due, after(period, begin, self.bank_holidays) if period else None))
        return "; ".join(parts) + "."

    def _why_by(self, by: str, due: date | None, limit: date | None) -> str:
        planned = self.clocks.events[by].happening
        if due is None:
            return f"{planned} is not planned yet"
        if limit is None or due < limit:
            return f"{planned} is {_day(due)}"
        return f"{planned} does not come before then"


def _concerns(happening: Happening, party: str | None) -> bool:
    """An event that names a party concerns only that one; one that names none concerns each."""
    return party is None or happening.party in (None, party)


def _as(happening: Happening, code: str) -> Happening:
    return Happening(event=code, date=happening.date, party=happening.party, matter=happening.matter)


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.day} {day:%B} {day.year}"
