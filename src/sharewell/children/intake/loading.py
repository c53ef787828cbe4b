"""Extracts taken in whole. Every row goes the way of a child entered by hand: looked for before it is made.

What is written of a row is final when its transaction is, so that a load may be killed at any moment: begun again it
passes over what is there already, and does the rest. The same rows delivered again change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Final
from uuid import UUID

from django.db import IntegrityError
from psycopg import errors

from sharewell.children.intake.delivering import (
    Delivering,
    Outcome,
    Record,
    Registered,
    again,
    delivering,
    must_be_a_source,
    record_of,
    there_of,
)
from sharewell.children.intake.making import make
from sharewell.children.intake.reading import MOST_TOLD, Fault, Read, Told
from sharewell.children.models import Child, Delivery, Index, Source
from sharewell.children.records import blinding, facts, keying
from sharewell.children.records.scoring import scorer
from sharewell.database.beside import beside
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import is_sentence
from sharewell.domain.linkage.deciding.decide import vouched
from sharewell.domain.linkage.deciding.guard import is_sibling
from sharewell.domain.linkage.weighing.compare import compare
from sharewell.ledger.acts import act, gathered, no_act
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership

TOGETHER: Final = 50
"""Rows of one transaction: they share the wait for the disk, and are lost together when it fails."""
TRIES: Final = 5
REFUSED: Final = "refused"


class AnotherChild(BadInput):
    """The id of a record that was delivered before, with details of somebody else."""


class NothingLoaded(BadInput):
    """A row is at fault, and all were to be taken in or none."""

    def __init__(self, said: str, *, faults: Sequence[Fault] = ()) -> None:
        super().__init__(said)
        self.faults = faults


def columns_so_far(index: Index, source: str, *, by: Membership) -> dict[str, str]:
    """What the columns of a source were last taken to hold; nothing for a new one."""
    kept = Source.objects.filter(index=index, organisation=by.organisation, name=source).first()
    return dict(kept.columns) if kept else {}


@no_act("how columns are read tells of nobody, and is no act until rows are taken in")
def keep_columns(index: Index, source: str, columns: Mapping[str, str], *, by: Membership) -> None:
    """Have the columns of a source taken to hold the same next time (`Columns.said`).

    Of a column that is called by a whole sentence nothing is kept: it might be one about a child.
    """
    named = {column: field for column, field in columns.items() if not is_sentence(column)}
    Source.objects.update_or_create(index=index, organisation=by.organisation, name=source, defaults={"columns": named})


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is loaded: by whom, into which index, and as which of their sources."""

    read: Read
    index: Index
    source: str
    by: Membership
    at: datetime


@dataclass(frozen=True, slots=True)
class Loaded:
    delivery: Delivery
    faults: tuple[Fault, ...]
    """Of the rows that were not taken in, with the ids of their records, which no delivery keeps."""


def load(
    told: Load, *, key: UUID, all_or_nothing: bool = False, progress: Callable[[int], None] = lambda _: None
) -> Loaded:
    """Take in a file that was read: each sound row for itself, or all of them or none.

    Args:
        progress: called with how many further rows were taken in, or refused.

    Raises NothingLoaded where all or nothing was asked for and a row is at fault: then nothing is written. Nobody else
    registers in the index until all is there, so it is for a file of some thousands of rows.
    """
    faults = list(told.read.faults)
    outcomes = Counter({REFUSED: told.read.rows - told.read.sound})
    # Leaves wait for the end, because the ledger is locked from its first leaf on and everybody acts in it.
    with ExitStack() as whole:
        if all_or_nothing:
            whole.enter_context(_seeing(told.by))
            whole.enter_context(gathered())
            whole.enter_context(keying.alone(told.index))
        with _seeing(told.by):
            to = _delivering(told)
            keep_columns(told.index, told.source, told.read.columns.said(), by=told.by)
        rows = iter(told.read.again())
        some = [*_ready(to, islice(rows, TOGETHER), new=False)]
        while True:
            if all_or_nothing and faults:
                raise NothingLoaded(_nothing_loaded(faults), faults=faults)
            if not some:
                break
            # Of the next all is made ready only where they are likely to be new too.
            new = outcomes[Outcome.UNCHANGED] * 2 < outcomes.total()
            with beside(_ready(to, islice(rows, TOGETHER), new=new)) as following:
                counted, wrong = _insist(told, to, some)
            outcomes += counted
            faults += wrong
            progress(len(some))
            some = following.all()
        with _seeing(told.by):
            return Loaded(_delivered(told, outcomes, faults, key=key), tuple(faults))


def refused(told: Load, nothing: NothingLoaded, *, key: UUID) -> Delivery:
    """Put on record that no row of a file was taken in, and what is wrong with those at fault."""
    with _seeing(told.by):
        return _delivered(told, Counter({REFUSED: told.read.rows}), nothing.faults, key=key)


def _seeing(by: Membership) -> AbstractContextManager[None]:
    return seeing(organisation=by.organisation_id, person=by.user_id)


Taken = tuple[Counter[str], list[Fault]]
_Ready = tuple[Told, Record | BadInput | None]
"""A row with what was made of it without the database: a record, why it is refused, or nothing yet."""


def _ready(to: Delivering, rows: Iterable[Told], *, new: bool) -> Iterator[_Ready]:
    return ((row, _record(to, row) if new else None) for row in rows)


def _record(to: Delivering, row: Told) -> Record | BadInput:
    try:
        return record_of(to, row.details, record=row.record)
    except BadInput as error:
        return error


def _delivering(told: Load) -> Delivering:
    to = delivering(index=told.index, source=told.source, by=told.by, at=told.at)
    return replace(must_be_a_source(to), coming=told.read.sound)


def _insist(told: Load, to: Delivering, rows: Sequence[_Ready]) -> Taken:
    """Take rows in, again where somebody else registered one of the same records meanwhile."""
    for left in reversed(range(TRIES)):
        try:
            with _seeing(told.by):
                return _take_in(told, to, rows)
        except IntegrityError as error:
            if not left or not isinstance(error.__cause__, errors.UniqueViolation):
                raise
    raise AssertionError


@act()
def _take_in(told: Load, began: Delivering, rows: Sequence[_Ready]) -> Taken:
    to = _delivering(told)
    if to != began:  # the text changed meanwhile
        rows = [(row, None) for row, _ in rows]
    changed, faults = _changed(to, rows), list[Fault]()
    outcomes = Counter[str]({Outcome.UNCHANGED: len(rows) - len(changed)})
    records = list[tuple[Told, Record]]()

    def refuse(row: Told, error: BadInput) -> None:
        outcomes[REFUSED] += 1
        faults.append(Fault(line=row.line, record=row.record, field="", said=str(error)))

    for row, made in changed:
        made = made or _record(to, row)
        if isinstance(made, BadInput):
            refuse(row, made)
        else:
            records.append((row, made))
    if not records:
        return outcomes, faults
    keying.take_turns(told.index, [record for _, record in records])
    there = there_of([record for _, record in records])
    # In their order, for a correction changes who is found by those after it; all of a kind that follow together.
    for delivered_before, some in groupby(records, key=lambda each: each[1].origin in there):
        of_a_kind = list(some)
        if delivered_before:
            became = [_again(to, record, there[record.origin]) for _, record in of_a_kind]
        else:
            became = make(to, [record for _, record in of_a_kind])
        for (row, _), done in zip(of_a_kind, became, strict=True):
            if isinstance(done, BadInput):
                refuse(row, done)
            else:
                outcomes[done.outcome] += 1
    return outcomes, faults


def _again(to: Delivering, record: Record, child: Child) -> Registered | BadInput:
    try:
        _refuse_another_child(child, record)
        return again(to, record, child)
    except BadInput as error:  # which comes before anything is written
        return error


def _changed(to: Delivering, rows: Sequence[_Ready]) -> list[_Ready]:
    """The rows that are not there as they are now. Asked for all at once, since most of a delivery is as it was."""

    def mark(row: Told, made: Record | BadInput | None) -> tuple[bytes, bytes]:
        if isinstance(made, Record):
            return made.origin, made.content
        origin = blinding.origin(to.index.pk, to.by.organisation_id, to.source, row.record)
        return origin, blinding.content(to.index.pk, row.details)

    marks = [mark(*each) for each in rows]
    kept = Child.objects.filter(origin__in=[origin for origin, _ in marks], until=None).values_list("origin", "content")
    there = {(bytes(origin), bytes(content)) for origin, content in kept}
    return [each for each, marked in zip(rows, marks, strict=True) if marked not in there]


def _refuse_another_child(there: Child, record: Record) -> None:
    """An id that was given to another child would otherwise put one child's details in the place of another's."""
    if there.is_destroyed:
        return  # for `again` to refuse
    # By all that they said themselves, also of a shielded child: else the answer would tell them that it is.
    compared = compare(scorer(there.index).model, facts.row(there.details), record.row)
    if compared.weight < compared.start or is_sibling(vouched(compared)):
        raise AnotherChild(
            "The record of this id was of another child in the delivery before. Correct the id; or if the file is of "
            "another system, give that a name with --source."
        )


@act()
def _delivered(told: Load, outcomes: Counter[str], faults: Sequence[Fault], *, key: UUID) -> Delivery:
    delivery = Delivery(
        index=told.index,
        organisation=told.by.organisation,
        source=told.source,
        content=told.read.content,
        outcomes={str(what): count for what, count in outcomes.items() if count},
        faults=[[fault.line, fault.field, fault.said] for fault in faults[:MOST_TOLD]],
        by=told.by.user,
        at=told.at,
        key=key,
    )
    delivery.save(by_action=True)
    return delivery


def _nothing_loaded(faults: Sequence[Fault]) -> str:
    rows = len({fault.line for fault in faults})
    many = "A row is" if rows == 1 else f"{rows:,} rows are"
    return f"Nothing was loaded: {many} at fault. Line {faults[0].line:,}: {faults[0].said}"
