"""Rows that stay as they are until the transaction ends: nobody joins, corrects, shields or ends one of them meanwhile.

Whoever changes a row writes what it is found by too, made of what they have read of it. So it is held first, and read
then: else match keys of what was hidden or destroyed in between would come back.

They are held against change alone (`no_key`): whoever opens or notes something of the child meanwhile waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from sharewell.children.models import Child
from sharewell.children.records.queries import rows_of
from sharewell.prepared import Given, Prepared, ask
from sharewell.protocols.locked import take_turns

_THERE: Final = Q(until=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A child's own row."""

    pk: int
    shielded: bool


_HELD = Prepared(
    lambda: (
        Child.objects.select_for_update(no_key=True)
        .filter(pk=Given("pk"), until=None)
        .values_list("pk", "merged_into_id", "shows")
    )
)
_HELD_ALL = """
    SELECT id, merged_into_id, shows FROM children_child
    WHERE id = ANY(%s::bigint[]) AND until IS NULL ORDER BY id FOR NO KEY UPDATE
"""


def hold(rows: Iterable[int]) -> dict[int, Own]:
    """The own row of each of these rows, by the row's id. Until the transaction ends nobody joins or shields it.

    Rows that have left the index since they were found are left out.
    """
    wanted = sorted(set(rows))
    found = {pk: _held(pk, into, shows) for pk, into, shows in ask(_HELD_ALL, [wanted])} if wanted else {}
    return {pk: own for pk, own in found.items() if own is not None}


def _held(pk: int, into: int | None, shows: list[str] | None) -> Own | None:
    while into is not None:
        found = _HELD.row(pk=into)
        if found is None:
            return None
        pk, into, shows = found
    return Own(pk=pk, shielded=shows is not None)


def in_turn(child: Child) -> Child:
    """The child's own row, as it is once nobody else acts on the child; nobody else does until the transaction ends.

    Somebody may join it to another all the same: whoever changes rows has `held` them.
    """
    own = Child(pk=child.first)
    take_turns(own)
    return Child.objects.select_related("index").get(pk=own.pk)


def held(child: Child, among: Q = _THERE) -> list[Child]:
    """Every row of a child, its own first; those that went from the index where they are `among` those asked for."""
    # First its own, which whoever joins a row to it, or it to another, holds: what they did is there to be asked for.
    into: int | None = child.first
    while into is not None:
        own = Child(pk=into)
        into = Child.objects.select_for_update(no_key=True).values_list("merged_into_id", flat=True).get(pk=into)
    return list(rows_of(own, gone=True).filter(among).select_for_update(of=("self",), no_key=True))
