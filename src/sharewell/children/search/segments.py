"""The segment of an index: built of the rows that its keeper sees, and before each look-up as new as the database.

What was put on record since is told by `Changed`: a look-up first reads the children of every transaction that could
not be seen the last time. So it misses nobody who was registered, keeps nothing that was corrected, hidden or
destroyed, and knows of a shielded child what stays in sight alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from django.db import connection

from sharewell.children.models import Child, Index
from sharewell.children.records import facts
from sharewell.children.records.scoring import scorer
from sharewell.children.search.asking import YEARS
from sharewell.children.search.weighing import COLUMNS, opened
from sharewell.domain.linkage.millions.rows import no_names, rows, stacked
from sharewell.domain.linkage.weighing.compare import Row
from sharewell.linking.segments.segment import Near, Segment
from sharewell.partners.context import seeing
from sharewell.prepared import ask

TOGETHER: Final = 50_000
"""Children that are read at once."""
SOON: Final = 20_000
"""Newer children from which a small segment is built anew; a large one with a fiftieth of its own."""
LATE: Final = 5_000
"""Children that changed since the look-up before: with more, as after a load, it is built anew before it answers."""
# Out of a query of their own, the values do not call for a plan made anew each time.
# A snapshot does not say of the transaction that asks whether it has ended; what that changed itself is always new.
_CHANGED: Final = f"""
    WITH asked AS MATERIALIZED (SELECT %s::integer AS index, %s::pg_snapshot AS seen)
    SELECT pg_current_snapshot()::text, ARRAY(
        SELECT DISTINCT changed.child_id FROM children_changed AS changed
        WHERE changed.index_id = (SELECT index FROM asked)
              AND changed.during >= (SELECT pg_snapshot_xmin(seen)::text::bigint FROM asked)
              AND (NOT pg_visible_in_snapshot(changed.during::text::xid8, (SELECT seen FROM asked))
                   OR changed.during = pg_current_xact_id_if_assigned()::text::bigint)
        LIMIT {LATE + 1}
    )
"""  # noqa: S608 (our own number)
_EVERY: Final = f"""
    SELECT {", ".join(COLUMNS)}, reference FROM children_child
    WHERE index_id = %s::integer AND until IS NULL AND id > %s::bigint ORDER BY id LIMIT {TOGETHER}
"""  # noqa: S608 (our own columns)


class Living:
    """A segment that is kept up. One look-up at a time."""

    def __init__(self, index: Index, segment: Segment, *, seen: str) -> None:
        """
        Args:
            seen: the snapshot of the database whose children the segment knows at least.
        """
        self.index, self.segment, self._seen, self._late = index, segment, seen, False

    @property
    def is_old(self) -> bool:
        """Whether it should be built anew."""
        return self._late or self.segment.newer > max(SOON, len(self.segment) // 50)

    def find(self, row: Row, *, most: int) -> list[Near]:
        """Who agrees best with a record written one way, as of when it was last kept up."""
        return self.segment.find(row, most=most)

    def keep_up(self) -> bool:
        """Take in what changed; False where that is too much now, or was."""
        if self._late:
            return False
        with seeing(organisation=self.index.keeper_id):
            ((seen, changed),) = ask(_CHANGED, [self.index.pk, self._seen])
            self._late = len(changed) > LATE
            if changed and not self._late:
                self._take_in(changed)
        self._seen = seen
        return not self._late

    def _take_in(self, changed: list[int]) -> None:
        there = {child.pk: child for child in Child.objects.filter(pk__in=changed, until=None)}
        for pk in changed:
            if pk in there:
                self.segment.put(pk, facts.row(there[pk].told))
            else:
                self.segment.forget(pk)


def build(index: Index, *, progress: Callable[[int], None] = lambda _: None) -> Living:
    """Read every child of an index as its keeper, some at a time: what changes meanwhile is taken in afterwards."""
    with seeing(organisation=index.keeper_id), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        (seen,) = cursor.fetchone()
    fields = facts.FIELDS
    parts, names, numbers = [rows(fields, [])], no_names(), [0]
    while True:
        with seeing(organisation=index.keeper_id):
            read = [(child.pk, child.row) for child in opened(ask(_EVERY, [index.pk, numbers[-1]]))]
        if not read:
            break
        numbers += [pk for pk, _ in read]
        part = rows(fields, [row for _, row in read], names)
        names = part.names
        parts.append(replace(part, names=no_names()))  # or each part would keep all the names before it
        progress(len(read))
    every, children = stacked(parts, names), np.array(numbers[1:], dtype=np.int64)
    parts.clear()  # or their memory would be needed beside that of the segment
    return Living(index, Segment(scorer(index).model, every, children, years=YEARS), seen=seen)
