"""What goes with a child who moves: taken out of the index where it was, and put into that of the new area.

What several organisations said stays several rows, of which the new keeper answers for each. Shielding, the later end,
assessments, concerns and a report that the child may be taught nowhere go along, so that nothing is forgotten on the
way; who worked with the child in the old area does not. There the record is found by nobody any more, and is destroyed
on its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from sharewell.children.around import involving, missing
from sharewell.children.guarding import shielding
from sharewell.children.intake.delivering import Record, delivering, record_of, there
from sharewell.children.intake.making import take_in
from sharewell.children.matches import joining
from sharewell.children.models import (
    Assessment,
    Child,
    Concern,
    Doubt,
    Ending,
    Index,
    Involvement,
    LeadProfessional,
    Noted,
)
from sharewell.children.records import ending, facts, keying
from sharewell.children.records.holding import held, hold
from sharewell.children.records.policies import due, is_kept_longer
from sharewell.children.records.queries import own_row, rows_of, still_hold
from sharewell.children.search.seeking import Seeking
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import field_refused, refusals
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import is_sensitive
from sharewell.ledger.acts import about
from sharewell.partners.models import Membership
from sharewell.protocols.locked import take_turns


class NothingToMove(BadInput):
    """The record has ended where it was, or went to another area before; or nothing of it may be held where it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What was held of a child when it left."""

    rows: Mapping[str, Mapping[str, str]]
    """Details by the reference of the row."""
    kept_longer: bool
    shielded: Mapping[str, str] | None
    """On what ground, and whose views were heard."""
    assessments: tuple[Mapping[str, Any], ...]
    concerns: tuple[Mapping[str, Any], ...]
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    child: Child
    """Its own row."""
    left: tuple[str, ...]
    """What the new index's text does not hold, by name: it stays behind."""


# --- leaving --------------------------------------------------------------------------------------------

_ENDS: tuple[type[Noted], ...] = (Involvement, LeadProfessional, Assessment, Concern, Doubt)


def take_out(child: Child, *, for_whom: Mapping[str, Any], at: datetime) -> Moving:
    """Within an act, and in the sight of the old index's keeper. Raises NothingToMove.

    Args:
        for_whom: organisation and person in whose name what was put on record of the child ends.
    """
    take_turns(Child(pk=child.first))
    now, today = hold([child.first]).get(child.first), timezone.localdate(at)
    if now is None:
        raise NothingToMove("This record has ended, or is in another index by now. There is nothing to accept.")
    own = Child.objects.select_related("index").get(pk=now.pk)
    rows = held(own)
    noted: dict[type[Noted], list[Any]] = {kind: _still(kind, rows) for kind in _ENDS}
    moving = Moving(
        rows={row.reference: dict(row.details) for row in rows},
        kept_longer=any(is_kept_longer(row.index, row.details, row.last_day, on=today) for row in rows),
        shielded=_shielded(own),
        assessments=tuple({"holder": row.details["holder"], "since": row.since} for row in noted[Assessment]),
        concerns=tuple(
            {"contact": row.details["contact"], "told": row.told, "review_by": involving.review_day(row)}
            for row in noted[Concern]
        ),
        is_missing=missing.is_waiting(rows),
    )
    for row in (each for found in noted.values() for each in found):
        told = {"index": own.index, "child": row.child, "at": at, "key": uuid4(), **for_whom}
        Ending(what=about(row), on=today, **told).save(by_action=True)
    for row in rows:
        keying.remove(row)
        Child.objects.filter(pk=row.pk).update(until=today)
    return moving


def _still(kind: type[Noted], rows: list[Child]) -> list[Noted]:
    return still_hold(kind._default_manager.filter(child__in=rows).select_related("child"))


def _shielded(own: Child) -> Mapping[str, str] | None:
    if own.shows is None:
        return None
    row = shielding.shielding_of(own)
    said = row.details if row else {}
    return {name: said.get(name) or "said where the record was" for name in ("ground", "views")}


# --- arriving -------------------------------------------------------------------------------------------


def put_in(moving: Moving, *, index: Index, source: str, before: Child | None, by: Membership, at: datetime) -> Arrived:
    """Within an act: through the door of every delivery, which looks for the child before it makes one.

    Raises NothingToMove, and what `actions.register` raises.

    Args:
        before: a row of the child in this index from before it left for the other: it has come back.
    """
    to = delivering(index=index, source=source, by=by, at=at)
    allowed = {which: _allowed(details, to.policy) for which, details in moving.rows.items()}
    left = {name for which, details in moving.rows.items() for name in details if name not in allowed[which]}
    records = [record_of(to, details, record=which) for which, details in allowed.items() if details]
    if not records:
        raise NothingToMove(f"Nothing of this record may be held in {index}.")
    keying.take_turns(index, records)
    _wait_for_whom_they_are(index, records, [row for row in (before, *map(there, records)) if row is not None])
    for row in (before, *map(there, records)):
        _bring_back(row)
    taken = [take_in(to, record).child for record in records]
    child = own_row((before or taken[0]).pk)
    for row in taken:
        if own_row(row.pk) != child:
            joining.join(rows=[row], into=child, by=by, at=at, key=uuid4())
    left |= _with_it(moving, own_row(child.pk), to.policy, by, at)
    return Arrived(child=child, left=tuple(sorted(left)))


def _wait_for_whom_they_are(index: Index, records: Sequence[Record], rows: Sequence[Child]) -> None:
    """Take the turns of the children who are meant: whoever acts on a child takes its turn before its rows."""
    seeking = Seeking(index, [record.row for record in records])
    found = {best.child.first for at in range(len(records)) for best in seeking.find(at).candidates[:1]}
    for pk in sorted(found | {row.first for row in rows}):
        take_turns(Child(pk=pk))


def _with_it(moving: Moving, child: Child, policy: Policy, by: Membership, at: datetime) -> set[str]:
    """Put on record what goes along, in the new keeper's name; returns what the text does not hold."""
    signed: dict[str, Any] = {"child": child, "by": by, "at": at}
    left: set[str] = set()
    if moving.shielded is not None and not shielding.is_shielded_by(by.organisation, child):
        shielding.shield(key=uuid4(), **signed | dict(moving.shielded))
    if moving.kept_longer:
        ending.keep(longer=True, **signed)
    for told in moving.assessments:
        if _may_be_noted("assessment_exists", told["holder"], policy):
            involving.mark_assessment(key=uuid4(), **told, **signed)
        else:
            left.add("assessment_exists")
    for told in moving.concerns:
        if _may_be_noted("concern", told["contact"], policy):
            soon = {"review_by": _soon(told["review_by"], policy, at)}
            involving.raise_concern(key=uuid4(), **signed | dict(told) | soon)
        else:
            left.add("concern")
    if moving.is_missing:
        with suppress(missing.CannotReport):  # it is on this list already, or is of school age no longer
            missing.report(key=uuid4(), **signed)
    return left


def _may_be_noted(name: str, contact: str, policy: Policy) -> bool:
    is_written = field_refused(name, policy) is None and not any(refusals({"contact": contact}, policy))
    return is_written and not is_sensitive(contact, policy)


def _soon(day: date, policy: Policy, at: datetime) -> date:
    """A day of review that this text allows: what is late already is looked at tomorrow."""
    today = timezone.localdate(at)
    latest = due(policy, "concern-reviewed", today)
    return min(max(day, today + timedelta(days=1)), latest)


def _allowed(details: Mapping[str, str], policy: Policy) -> dict[str, str]:
    return {name: value for name, value in details.items() if not any(refusals({name: value}, policy))}


def _bring_back(row: Child | None) -> None:
    """A record that was here before, and went: its rows are found again."""
    if row is None or row.until is None or row.is_destroyed:
        return
    for each in rows_of(row, gone=True).exclude(until=None).exclude(wrapped=None):
        each.until = None
        each.save(update_fields=["until"])
        keying.add(each.index_id, [(each, keying.keys_of(each.index_id, facts.row(each.told)))])
