"""How common names are in an index, counted among its own children.

A name that is common in the area and stands in no list would be taken for a rare one, and strangers who bear it for one
child. Only a large index is counted: in a small one namesakes are few, and a count could tell of one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.db.models.functions import Mod

from sharewell.children.models import Child, Index, Tally
from sharewell.children.records import facts
from sharewell.ledger.acts import no_act
from sharewell.linking.learning.children_model import NAMED, Shares, shares_of
from sharewell.partners.context import seeing

FEWEST: Final = 10_000
"""Children from which an index is counted."""
LEAST: Final = 20
"""Children who bear a name that is listed."""
GROWN: Final = 1.1
"""How many times as many children there are when they are counted anew."""
LASTS: Final = timedelta(days=90)
ENOUGH: Final = 1_000_000
"""Children whose names tell how common each is: of an index twice as large, every second one is asked."""
TOGETHER: Final = 20_000
"""Children that are read at once."""


def is_due(index: Index, *, at: datetime) -> bool:
    """Whether an index is large and was never counted, or has grown since, or was counted long ago."""
    with seeing(organisation=index.keeper_id):
        children = _own(index).count()
        last = Tally.objects.filter(index=index).first()
    if children < FEWEST or last is None or index.counted_at is None:
        return children >= FEWEST
    return children >= GROWN * last.children or at >= index.counted_at + LASTS


def count_names(index: Index, *, at: datetime, progress: Callable[[int], None] = lambda _: None) -> None:
    """Count the names of the children, of a shielded one what stays in sight, and weigh by them from now on."""
    borne, last = {field.name: Counter[str]() for field in NAMED}, 0
    with seeing(organisation=index.keeper_id):
        children = _own(index).count()
    asked = _own(index).annotate(turn=Mod("pk", max(children // ENOUGH, 1))).filter(turn=0).order_by("pk")
    while True:
        with seeing(organisation=index.keeper_id):
            read = list(asked.filter(pk__gt=last)[:TOGETHER])
            # Opened before the transaction ends: a rotation of keys waits for that, and then the old key is gone.
            told = [facts.row(child.told) for child in read]
        if not read:
            break
        for name, counts in borne.items():
            counts.update(row[name] for row in told if name in row)
        last = read[-1].pk
        progress(len(read))
    with seeing(organisation=index.keeper_id):
        _keep(index, children, shares_of(borne, least=LEAST), at)


@no_act("how common names are tells of nobody")
def _keep(index: Index, children: int, names: Mapping[str, Shares], at: datetime) -> None:
    tally = Tally.objects.filter(index=index).first() or _new(index)
    tally.children, tally.names = children, {name: asdict(shares) for name, shares in names.items()}
    tally.save()
    Index.objects.filter(pk=index.pk).update(counted_at=at)


def _own(index: Index) -> QuerySet[Child]:
    """Each child once."""
    return Child.objects.filter(index=index, until=None, merged_into=None)


def _new(index: Index) -> Tally:
    tally = Tally(index=index, organisation_id=index.keeper_id)
    tally.give_key()
    return tally
