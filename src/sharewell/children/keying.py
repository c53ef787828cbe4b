"""The match keys of a child, written and removed in the transaction that changes what is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

from sharewell.children import blinding, facts
from sharewell.children.models import Child, Index
from sharewell.domain.linkage.compare import Row
from sharewell.domain.linkage.index_keys import Stage, keys, stage

_ADD = """
    INSERT INTO children_matchkey (key, child_id, index_id, tags)
    SELECT DISTINCT made.key, %s::bigint, %s::integer, %s::integer FROM unnest(%s::bigint[]) AS made(key)
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


def add(child: Child, row: Row) -> None:
    made = blinding.match_keys(child.index_id, keys(row))
    _run(_ADD, [child.pk, child.index_id, blinding.tags(child.index_id, row), made])


def remove(child: Child) -> None:
    """Remove a child's keys, while what they were made of can still be read."""
    _run(_REMOVE, [child.pk, blinding.match_keys(child.index_id, keys(facts.row(child.told)))])


def renew(child: Child, before: Row) -> None:
    """Keys for what is told of a child now, in the place of those for what was told before."""
    _run(_REMOVE, [child.pk, blinding.match_keys(child.index_id, keys(before))])
    add(child, facts.row(child.told))


def take_turns(index: Index, records: Iterable[tuple[Row, bytes]]) -> None:
    """Wait until nobody else is registering these records, or a child that has a rare key of one of them.

    Whoever registers many in one transaction asks for all of them first: asked for one after the other, the turns of
    two who meet the same children in another order would wait for each other.

    Args:
        records: what makes the keys of each, and its `blinding.origin`.
    """
    if _alone_in.get() == index.pk:
        return
    turns: list[int] = []
    rare: list[int] = []
    for row, origin in records:
        turns.append(int.from_bytes(origin[:8], signed=True))
        rare += (key for key in keys(row) if stage(key) is Stage.FIRST)
    _run(_TAKE_TURNS, [index.pk, sorted({*turns, *blinding.match_keys(index.pk, rare)})])


@contextmanager
def alone(index: Index) -> Iterator[None]:
    """Hold everybody else's registrations up until the transaction ends.

    For one that registers very many: the database has room for some thousands of turns, all transactions together.
    """
    _run(_ALONE, [index.pk])
    token = _alone_in.set(index.pk)
    try:
        yield
    finally:
        _alone_in.reset(token)


def _run(statement: str, told: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
