"""How an index goes, for the board that asks: what it holds and from whom, what waits, and what it was used for.

Numbers alone, counted from what is on record when somebody asks: every row of the children is read once, which takes
three seconds for twelve million.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from sharewell.children.around import missing
from sharewell.children.matches.reviewing import to_review
from sharewell.children.models import Child, Index, Joining, LookUp, Override, Partner
from sharewell.partners.models import Organisation
from sharewell.ui.words import nearest

LATELY: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a partner has on the index."""

    organisation: Organisation
    records: int
    lately: int
    """Those that are new since `Progress.since`."""
    latest: date | None
    """When the last of them was new; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    since: date
    """From when on what is said to have happened is counted."""
    children: int
    ended: int
    """Records that were destroyed or went to another area."""
    brought: tuple[Brought, ...]
    """Of every partner, also of one that has brought nothing; in an order that tells no more than the page does."""
    matches: int
    """Pairs that wait for somebody to look."""
    missing: int
    """Children who may be taught nowhere."""
    late: int
    """Those of them whose next step is late."""
    joined: int
    parted: int
    """Joinings that were taken back, and rows that were parted."""
    searches: int
    opened: Mapping[str, int]
    """Records that were opened, by the purpose for which."""
    emergencies: int
    """Shielded records that were opened in an emergency."""


def kept_by(keeper: Organisation) -> QuerySet[Index]:
    return Index.objects.filter(keeper=keeper)


def progress_of(index: Index, *, on: date) -> Progress:
    """For whoever keeps the index: the database shows nobody else all of it."""
    since = on - LATELY
    here = Q(until=None)
    counted = {
        row["organisation"]: row
        for row in Child.objects.filter(index=index)
        .values("organisation")
        .annotate(
            records=Count("pk", filter=here),
            own=Count("pk", filter=here & Q(merged_into=None)),
            lately=Count("pk", filter=here & Q(since__gt=since)),
            ended=Count("pk", filter=Q(until__gt=since)),
            latest=Max("since", filter=here),
        )
    }
    nothing = {"records": 0, "lately": 0, "latest": None}
    partners = Partner.objects.filter(index=index).select_related("organisation")
    told = [(row.organisation, counted.get(row.organisation_id, nothing)) for row in partners]
    brought = [Brought(organisation=each, **{name: row[name] for name in nothing}) for each, row in told]
    waiting = missing.cases(index, viewer=index.keeper)
    joinings = Joining.objects.filter(index=index, at__date__gt=since)
    joined = joinings.filter(into__isnull=False, undoes=None).count()
    looks = LookUp.objects.filter(index=index, at__date__gt=since)
    opened = looks.exclude(child=None).values_list("reason").annotate(Count("pk")).order_by("reason")
    return Progress(
        since=since,
        children=sum(row["own"] for row in counted.values()),
        ended=sum(row["ended"] for row in counted.values()),
        brought=tuple(sorted(brought, key=lambda each: (-nearest(each.records), each.organisation.name))),
        matches=to_review(index.keeper).filter(index=index).count(),
        missing=len(waiting),
        late=sum(case.is_late(on) for case in waiting),
        joined=joined,
        parted=joinings.count() - joined,
        searches=looks.filter(child=None).count(),
        opened=dict(opened),
        emergencies=Override.objects.filter(index=index, confirms__isnull=False, at__date__gt=since).count(),
    )
