"""What a page tells of one child: what each organisation says, who works with it, what is marked, and who looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from sharewell.children.around import doubting, involving
from sharewell.children.models import (
    Assessment,
    Child,
    Concern,
    Doubt,
    Ending,
    Involvement,
    LeadProfessional,
    LookUp,
    Noted,
)
from sharewell.children.records.queries import rows_of
from sharewell.ledger.acts import about

Row = TypeVar("Row", bound=Noted)
LATEST = 10  # look-ups that a page tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    rows: tuple[Child, ...]
    lead: LeadProfessional | None = None
    involved: tuple[Involvement, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    concerns: tuple[Concern, ...] = ()
    looked: tuple[LookUp, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    hidden: bool = False


def overview(child: Child, *, opened: bool = False) -> Overview:
    """Of a child's own row. What has ended is left out; of a shielded child all but what stays in sight.

    Who works with it, delivered it and looked it up would tell where it is as well as an address does. `opened` is for
    whoever opened it in an emergency: they see all of it.
    """
    if child.shows is not None and not opened:
        return Overview(rows=(child,), hidden=True)
    rows = tuple(rows_of(child))
    for row in rows:
        row.shows = None  # in memory alone
    ids = [row.pk for row in rows]
    ended = set(Ending.objects.filter(child__in=ids).values_list("what", flat=True))

    # One question for all kinds of row, where `queries.still_hold` would ask for each.
    def still(noted: QuerySet[Row]) -> tuple[Row, ...]:
        found = noted.filter(child__in=ids).select_related("child", "organisation")
        return tuple(row for row in found if about(row) not in ended)

    lead, until = involving.latest_lead(rows) or (None, None)
    looked = LookUp.objects.filter(child__in=ids).select_related("by", "organisation").order_by("-at")[:LATEST]
    return Overview(
        rows=rows,
        lead=lead if until is None else None,
        involved=still(Involvement.objects.all()),
        assessments=still(Assessment.objects.all()),
        concerns=still(Concern.objects.all()),
        looked=tuple(looked),
        doubts=tuple(doubting.open_about(ids)),
    )
