"""The slow, obvious reckoning of duties that `duties` must agree with: it walks the calendar one day at a time.

Written from the rules alone. It shares no code with `duties` or `calendar`; only the values they speak of.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date, timedelta

from sharewell.domain import rules
from sharewell.domain.calendar import Period, Unit
from sharewell.domain.happenings import Happening
from sharewell.domain.reading import Edition
from sharewell.domain.rules import Duty

# clause, bearer, act, the day it starts from, the day it is due, the day it was done, late, matter
Reckoned = tuple[str, str, str, date | None, date | None, date | None, bool, str | None]


def reckon(
    edition: Edition, happenings: Iterable[Happening], on: date, bank_holidays: Container[date]
) -> list[Reckoned]:
    """Every run of every clock, in no order."""
    stated = list(happenings)
    found = []
    for matter in dict.fromkeys(h.matter for h in stated):
        own = [h for h in stated if h.matter == matter]
        known = [h for h in own if h.date <= on or edition.known.events[h.event].planned]
        events = list(_counted(edition, known))
        for clause, duty in edition.rules(Duty):
            for party in edition.known.parties if duty.bearer.each else [None]:
                concerned = [h for h in events if party is None or h.party is None or h.party == party]
                for bearer, begin, due, done in _runs(edition, duty, party, concerned, events, on, bank_holidays):
                    late = due is not None and due < (done or on)
                    found.append((clause, bearer, duty.act, begin, due, done, late, matter))
    return found


Run = tuple[str, date | None, date | None, date | None]  # bearer, begin, due, done


def _runs(
    edition: Edition, duty: Duty, party: str | None, concerned: list[Happening], everything: list[Happening],
    on: date, bank_holidays: Container[date],
) -> Iterator[Run]:  # fmt: skip
    def bearer(start: Happening) -> str:
        return party or _named(duty, start, everything)

    if duty.start is None:
        plans = _plans_and_doings(edition, duty, party, concerned, everything, on)
        if duty.notice is None:
            yield from ((bearer(plan), None, plan.date, done) for plan, done in plans)
        else:
            yield from _noticed(duty, bearer, plans, concerned, everything, on, bank_holidays)
        return

    starts = {(h.date, h.party or ""): h for h in concerned if h.event == duty.start}
    in_order = [starts[key] for key in sorted(starts)]
    if duty.renewed is not None and in_order:
        first = in_order[0]
        begin, period, again = first.date, duty.within, False
        while period is not None:
            done = _first_doing(edition, duty, bearer(first), concerned, begin + timedelta(days=again), on)
            yield bearer(first), begin, walk(period, begin, bank_holidays), done
            if done is None:
                return
            begin, period, again = done, duty.renewed, True
        return
    for start in in_order:
        limits = [walk(duty.within, start.date, bank_holidays)] if duty.within else []
        planned = [h.date for h in concerned if h.event == duty.by]
        if planned and planned[-1] > start.date:
            limits.append(planned[-1])
        done = _first_doing(edition, duty, bearer(start), concerned, start.date, on)
        yield bearer(start), start.date, min(limits) if limits else None, done


def _noticed(duty, bearer, plans, concerned, everything, on, bank_holidays) -> Iterator[Run]:  # type: ignore[no-untyped-def]
    notices = sorted((h for h in everything if h.event == duty.notice_event), key=lambda h: (h.date, h.party or ""))
    if notices and not plans:
        last = notices[-1]
        doings = [h.date for h in concerned if h.event == duty.act and last.date <= h.date <= on]
        yield bearer(last), last.date, walk(duty.notice, last.date, bank_holidays), min(doings, default=None)
    for plan, done in plans:
        in_time = [n for n in notices if walk(duty.notice, n.date, bank_holidays) <= plan.date]
        if in_time:
            yield bearer(in_time[-1]), in_time[-1].date, plan.date, done


def _plans_and_doings(
    edition: Edition, duty: Duty, party: str | None, concerned: list[Happening], everything: list[Happening], on: date
) -> list[tuple[Happening, date | None]]:
    """Each plan that stood, with the day it was carried out: restated while open, followed once done."""
    plans: list[tuple[Happening, date | None]] = []
    for happening in concerned:
        is_open = bool(plans) and plans[-1][1] is None
        if happening.event == duty.by:
            plans = [*(plans[:-1] if is_open else plans), (happening, None)]
        elif happening.event == duty.act and happening.date <= on and is_open:
            plan = plans[-1][0]
            if _counts_for(edition, happening, party or _named(duty, plan, everything)):
                plans[-1] = (plan, happening.date)
    return plans


def _first_doing(
    edition: Edition, duty: Duty, bearer: str, concerned: list[Happening], begin: date, on: date
) -> date | None:
    doings = {h.date for h in concerned if h.event == duty.act and _counts_for(edition, h, bearer)}
    day = begin
    while day <= on:
        if day in doings:
            return day
        day += timedelta(days=1)
    return None


def _counts_for(edition: Edition, doing: Happening, bearer: str) -> bool:
    """Nobody named, or nobody in particular bound, or the very one that is bound."""
    return doing.party is None or bearer not in edition.known.parties or doing.party == bearer


def _named(duty: Duty, start: Happening, everything: list[Happening]) -> str:
    if duty.bearer.event is None:
        return duty.bearer.phrase
    if start.event == duty.bearer.event and start.party:
        return start.party
    known = [h for h in everything if h.event == duty.bearer.event and h.party]
    known.sort(key=lambda h: (h.date, h.party or ""))
    return known[-1].party or "" if known else duty.bearer.phrase


def _counted(edition: Edition, happenings: list[Happening]) -> Iterator[Happening]:
    for happening in happenings:
        yield happening
        for _, rule in edition.rules(rules.CountsAs):
            if rule.event == happening.event:
                yield Happening(
                    event=rule.counts_as, date=happening.date, party=happening.party, matter=happening.matter
                )


def walk(period: Period, day: date, bank_holidays: Container[date]) -> date:
    """The last day within a period of a day, found by taking one step after another."""
    begin, left = day, period.count
    if period.unit is Unit.WORKING_DAY:
        while left:
            day += timedelta(days=1)
            if day.isoweekday() not in (6, 7) and day not in bank_holidays:
                left -= 1
        return day
    if period.unit in (Unit.DAY, Unit.WEEK):
        for _ in range(left * (7 if period.unit is Unit.WEEK else 1)):
            day += timedelta(days=1)
        return day
    for _ in range(left * (12 if period.unit is Unit.YEAR else 1)):
        day = _first_of_next_month(day)
    # On the first of the month that the period ends in, or on the begin day itself if it is no period at all.
    if not left:
        return begin
    while day.day < begin.day and (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


def _first_of_next_month(day: date) -> date:
    month = day.month
    while day.month == month:
        day += timedelta(days=1)
    return day
