"""The match keys of a child, written and removed in the transaction that changes what is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from sharewell.children.models import Child, Index
from sharewell.children.records import blinding, facts
from sharewell.domain.linkage.keys.index_keys import SHIFT, STAGES, Stage, keys
from sharewell.domain.linkage.weighing.compare import Row
from sharewell.prepared import tell

_ADD = """
    INSERT INTO children_matchkey (key, child_id, index_id, tags)
    SELECT made.key, made.child, %s::integer, made.tags
    FROM unnest(%s::text::bigint[], %s::text::bigint[], %s::text::integer[]) AS made(key, child, tags)
"""
_REMOVE = "DELETE FROM children_matchkey WHERE child_id = %s AND key = ANY(%s)"
# The keys come in one order for all, so that no two wait for each other.
_TAKE_TURNS = """
    SELECT pg_advisory_xact_lock(turn.key)
    FROM (SELECT pg_advisory_xact_lock_shared(hashtextextended('registering in ' || %s::text, 0))) AS beside_others,
         unnest(%s::bigint[]) AS turn(key)
"""
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('registering in ' || %s::text, 0))"
_alone_in: ContextVar[int | None] = ContextVar("index that nobody else registers in", default=None)
_RARE = frozenset(kind for kind, stage in STAGES.items() if stage is Stage.FIRST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a child is found by, hidden."""

    every: list[int]
    rare: list[int]
    """Those of them that hardly two children share."""
    tags: int


def keys_of(index: int, row: Row) -> Keys:
    """The keys of a record written one way (`facts.row`)."""
    made = keys(row)
    numbers, tags = blinding.hidden(index, made, row)
    rare = [number for key, number in dict(zip(made, numbers, strict=True)).items() if key >> SHIFT in _RARE]
    return Keys(every=sorted(set(numbers)), rare=rare, tags=tags)


def add(index: int, made: Iterable[tuple[Child, Keys]]) -> None:
    """Keys for children who were just made."""
    rows = [(key, child.pk, keys.tags) for child, keys in made for key in keys.every]
    if rows:
        tell(_ADD, [index, *map(as_array, zip(*rows, strict=True))])


def remove(child: Child) -> None:
    """Remove a child's keys, while what they were made of can still be read."""
    tell(_REMOVE, [child.pk, blinding.match_keys(child.index_id, keys(facts.row(child.told)))])


def renew(child: Child, before: Row) -> None:
    """Keys for what is told of a child now, in the place of those for what was told before."""
    tell(_REMOVE, [child.pk, blinding.match_keys(child.index_id, keys(before))])
    add(child.index_id, [(child, keys_of(child.index_id, facts.row(child.told)))])


class Turning(Protocol):
    """A record that is about to be registered: its `blinding.origin`, and its keys."""

    @property
    def origin(self) -> bytes: ...
    @property
    def keys(self) -> Keys: ...


def take_turns(index: Index, records: Iterable[Turning]) -> None:
    """Wait until nobody else is registering these records, or a child that has a rare key of one of them.

    Whoever registers many in one transaction asks for all of them first: asked for one after the other, the turns of
    two who meet the same children in another order would wait for each other. It is what is asked next that waits.
    """
    if _alone_in.get() == index.pk:
        return
    turns = {turn for each in records for turn in (int.from_bytes(each.origin[:8], signed=True), *each.keys.rare)}
    tell(_TAKE_TURNS, [index.pk, sorted(turns)])


@contextmanager
def alone(index: Index) -> Iterator[None]:
    """Hold everybody else's registrations up until the transaction ends.

    For one that registers very many: the database has room for some thousands of turns, all transactions together.
    """
    tell(_ALONE, [index.pk])
    token = _alone_in.set(index.pk)
    try:
        yield
    finally:
        _alone_in.reset(token)


def as_array(numbers: Iterable[float]) -> str:
    """As PostgreSQL writes one: the driver goes through a list number by number, which costs more than the search."""
    return f"{{{','.join(map(str, numbers))}}}"
