"""Who was not delivered before: searched for, and made as a row of a child who is there, or as a new child.

Many rows go together: they share the questions to the database, and each finds those before it. What becomes of them
is what would become of them one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from sharewell.children.guarding import shielding
from sharewell.children.intake.delivering import Delivering, Outcome, Record, Registered, again, there
from sharewell.children.matches.joining import Link, ask, joined
from sharewell.children.models import Child
from sharewell.children.records import keying
from sharewell.children.records.holding import hold
from sharewell.children.records.policies import last_day
from sharewell.children.records.signed import entered
from sharewell.children.search.seeking import Seeking
from sharewell.children.search.weighing import Candidate
from sharewell.domain.errors import BadInput
from sharewell.domain.linkage.deciding.decide import Outcome as Decided
from sharewell.domain.linkage.deciding.guard import vouches
from sharewell.domain.linkage.values import normalise
from sharewell.domain.linkage.values.fields import Kind
from sharewell.domain.linkage.values.given_names import are_two
from sharewell.prepared import insert_all, numbers


def take_in(to: Delivering, record: Record) -> Registered:
    """Take in a record whose turn was taken, in the act that is open.

    Raises Gone; Against where the record would have ended by now. Nothing is written then.
    """
    if (child := there(record)) is not None:
        return again(to, record, child)
    (made,) = make(to, [record])
    if isinstance(made, BadInput):
        raise made
    return made


def make(to: Delivering, records: Sequence[Record]) -> list[Registered | BadInput]:
    """Take in records that are not there, whose turns were taken, in the act that is open.

    Returns what became of each, or Against where the record would have ended by now: nothing is written of that one.
    """
    done: dict[bytes, Registered | BadInput] = {}
    sound = list[tuple[Record, Child]]()
    for record in records:
        try:
            sound.append((record, _row_of(to, record)))
        except BadInput as error:
            done[record.origin] = error
    while sound:
        made = _make_some(to, sound)
        done |= {bytes(each.child.origin): each for each in made}
        sound = sound[len(made) :]
    return [done[record.origin] for record in records]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    record: Record
    child: Child
    outcome: Outcome
    best: Candidate | None


def _row_of(to: Delivering, record: Record) -> Child:
    today = timezone.localdate(to.at)
    ends = last_day(to.index, record.told, to.policy, on=today)
    child = Child(index=to.index, organisation=to.by.organisation, origin=record.origin, source=to.source, since=today)
    child.details, child.content, child.last_day = dict(record.told), record.content, ends
    child.give_key()
    return child


def _make_some(to: Delivering, told: Sequence[tuple[Record, Child]]) -> list[Registered]:
    """Make rows, the first of them at least: what may be a shielded child's is hidden before another is sought."""
    making = _decided(to, told)
    numbered = {each.child.pk for each in making}
    firsts = [each.best.child.first if each.best else None for each in making]
    into = hold(first for first in firsts if first is not None and first not in numbered)
    for at, (each, first) in enumerate(zip(making, firsts, strict=True)):
        if first is None or first in numbered:
            continue
        own = into.get(first)
        if each.outcome is Outcome.LINKED:
            each.child.merged_into_id = own.pk if own else None
            if own is None:  # it went to another area this moment
                making[at] = replace(each, outcome=Outcome.POSSIBLE)
        if own is not None and own.shielded:
            del making[at + 1 :]
            _write(to, making)
            shielding.hide_with(each.child.pk, own.pk)
            break
    else:
        _write(to, making)
    return [Registered(child=each.child, outcome=each.outcome) for each in making]


def _decided(to: Delivering, told: Sequence[tuple[Record, Child]]) -> list[_Making]:
    """What becomes of each, those before it being there; a row that is linked has the child's own row in it."""
    numbered = numbers(Child, len(told))
    seeking, making = Seeking(to.index, [record.row for record, _ in told], coming=to.coming), list[_Making]()
    for (_, child), (number,) in zip(told, numbered.rows(), strict=True):
        child.pk = number
    for at, (record, child) in enumerate(told):
        found = seeking.find(at)
        decided = found.decision.outcome
        best = None if decided is Decided.NEW else found.candidates[0]
        apart = best and (_named_apart(child, best) or _listed_apart(child, best, making))
        linked = best if decided is Decided.LINK and not apart else None
        child.merged_into_id = linked.child.first if linked else None
        outcome = Outcome.LINKED if linked else Outcome.POSSIBLE if best else Outcome.NEW
        making.append(_Making(record=record, child=child, outcome=outcome, best=best))
        seeking.add(child, record.row, record.keys)
    return making


def _write(to: Delivering, making: Sequence[_Making]) -> None:
    made = insert_all([each.child for each in making])
    keying.add(to.index.pk, [(each.child, each.record.keys) for each in making])
    for each in making:
        entered("child-registered", each.child, by=to.by, at=to.at)
    for outcome, put_on_record in ((Outcome.LINKED, joined), (Outcome.POSSIBLE, ask)):
        links = [
            Link(row=each.child, into=each.child.merged_into_id or each.best.child.first, why=each.best)
            for each in making
            if each.outcome is outcome and each.best
        ]
        if links:
            put_on_record(links=links, by=to.by, at=to.at)
    made.rows()  # with all of the above: what the database refuses is known before anybody says that it was done


def _named_apart(child: Child, best: Candidate) -> bool:
    """Whether their middle names are those of two children, and no number says that they are one: some families give
    all their sons one first name, and tell Muhammad Hassan from his twin Muhammad Hussain by the second."""
    if any(s.field.kind is Kind.IDENTIFIER and vouches(s.field.kind, s.level) > 0 for s in best.compared.steps):
        return False
    one, other = (normalise.name(told.get("middle_names", "")) for told in (child.details, best.told))
    return bool(one and other) and are_two(f"x {one}", f"x {other}")


def _listed_apart(child: Child, best: Candidate, making: Sequence[_Making]) -> bool:
    """Whether the very source that delivers this child lists the other too, under a first name that is only alike or
    with another surname.

    Ella and Bella, born on one day in one house, weigh as much as one girl who is misspelt; and so do Kim and Shauna
    Carey where both have their names exchanged. But a school that has two such pupils has twins: a person must look.
    """
    steps = best.compared.steps
    alike = any(s.field.kind is Kind.FORENAME and vouches(Kind.FORENAME, s.level) == 1 for s in steps)
    renamed = any(s.field.kind is Kind.SURNAME and s.level == 0 for s in steps)
    if not (alike or renamed) or any(s.field.kind is Kind.IDENTIFIER and s.level > 0 for s in steps):
        return False
    own = best.child.first
    theirs = Child.objects.filter(Q(pk=own) | Q(merged_into=own), organisation=child.organisation, until=None)
    return any(each.child.first == own for each in making) or theirs.filter(source=child.source).exists()
