"""Children missing education: those of school age of whom somebody reports that they may be taught nowhere.

Their list is its own process: enquiries by a day, then teaching by a day, both of the text. It says nothing of why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sharewell.children.models import Child, Index, Missing, MissingStep
from sharewell.children.records.holding import in_turn
from sharewell.children.records.policies import born, due, policy_of_index
from sharewell.children.records.queries import must_take_part, takes_part, told_to_all
from sharewell.children.records.signed import sent_before, signed
from sharewell.domain.errors import BadInput
from sharewell.domain.index.ending import last_possible
from sharewell.domain.index.schooling import is_of_school_age
from sharewell.ledger.acts import act
from sharewell.partners.models import Membership, Organisation
from sharewell.protocols.locked import take_turns

# The steps in their order, each an event of the text, with what people call it.
TAUGHT: Final = "education-arranged"
STEPS = {"enquiries-made": "Enquiries", TAUGHT: "Teaching"}


class CannotReport(BadInput):
    """The child is not of school age, is reported already, or a step is out of its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A child on the list: what is to be done next, and by when."""

    report: Missing
    next_step: str
    due: date
    clause: str

    def is_late(self, on: date) -> bool:
        return on > self.due


@act()
def report(*, child: Child, by: Membership, at: datetime, key: UUID) -> Missing:
    """Put a child on the list. Raises CannotReport."""
    own = in_turn(child)
    must_take_part(takes_part(by.organisation_id, own.index))
    if found := sent_before(Missing, key, by):
        return found
    today = timezone.localdate(at)
    day = next((day for told in told_to_all(own) if (day := last_possible(born(told)))), None)
    is_hidden = own.shows is not None and "birth_date" not in own.shows  # a refusal would tell how old the child is
    if not is_hidden and (day is None or not is_of_school_age(day, today)):
        raise CannotReport("By the date of birth the child is not of compulsory school age. Check the date of birth.")
    if any(case.report.child.first == own.pk for case in cases(own.index, viewer=by.organisation)):
        raise CannotReport("This child is on the list already.")
    row = Missing(child=own, since=today, details={}, **signed(own.index_id, by, at, key))
    row.save(by_action=True)
    return row


@act()
def step(*, row: Missing, event: str, on: date, by: Membership, at: datetime, key: UUID) -> MissingStep:
    """Put on record that enquiries were made, or that the child is taught again. Raises CannotReport."""
    take_turns(row.child)
    if found := sent_before(MissingStep, key, by):
        return found
    if row.organisation_id != by.organisation_id:
        raise CannotReport("Another organisation took this report. Ask them.")
    taken = _taken(row)
    if event != next_step(row):
        raise CannotReport("This step was taken already, or another comes before it.")
    if not max([row.since, *taken.values()]) <= on <= timezone.localdate(at):
        raise CannotReport("The day lies before the last step, or ahead: enter the day on which it was done.")
    made = MissingStep(child=row.child, missing=row, event=event, on=on, **signed(row.index_id, by, at, key))
    made.save(by_action=True)
    return made


def next_step(row: Missing) -> str | None:
    """The event that a report waits for; none where the child is taught again."""
    taken = _taken(row)
    return next((name for name in STEPS if name not in taken), None)


def cases(index: Index, *, viewer: Organisation) -> list[Case]:
    """The list: every child who was reported and is not taught yet, the most urgent first.

    A shielded child is on it for whoever took the report alone: that it is there tells something, and who took it more.
    """
    seen = Q(child__shows=None) | Q(organisation=viewer)
    rows = Missing.objects.filter(seen, index=index, child__until=None)
    rows = rows.select_related("child", "organisation", "index")
    found = map(_case, _waiting(rows))
    return sorted(found, key=lambda case: (case.due, case.report.pk))


def is_waiting(rows: Iterable[Child]) -> bool:
    """Whether the child of these rows was reported, and is not taught yet."""
    return bool(_waiting(Missing.objects.filter(child__in=rows).select_related("child")))


def _waiting(reports: QuerySet[Missing]) -> list[Missing]:
    """Of each child the report that has gone furthest: rows that became one child may each have been reported.

    Once it is put on record that the child is taught, all that was reported before is over.
    """
    of_a_child: dict[int, list[Missing]] = {}
    for row in reports.order_by("pk").prefetch_related("steps"):
        of_a_child.setdefault(row.child.first, []).append(row)
    found = []
    for rows in of_a_child.values():
        taught = max((step.at for row in rows for step in row.steps.all() if step.event == TAUGHT), default=None)
        waiting = [row for row in rows if next_step(row) and (taught is None or row.at > taught)]
        found += sorted(waiting, key=lambda row: -len(_taken(row)))[:1]
    return found


def _case(row: Missing) -> Case:
    wanted = next_step(row) or TAUGHT
    policy = policy_of_index(row.index, on=row.since)
    by = due(policy, wanted, max([row.since, *_taken(row).values()]))
    return Case(report=row, next_step=wanted, due=by, clause=policy.clocks[wanted][0])


def _taken(row: Missing) -> dict[str, date]:
    return {each.event: each.on for each in row.steps.all()}
