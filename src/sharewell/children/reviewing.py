"""What waits for a person's eyes: pairs of rows that may be of one child, and what was joined."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from sharewell.children import facts
from sharewell.children.models import Child, Joining, Possible
from sharewell.children.queries import indexes
from sharewell.children.scoring import scorer
from sharewell.domain.linkage.compare import Compared, compare
from sharewell.ledger.acts import Entry, about, act, enter
from sharewell.partners.models import Membership, Organisation


def to_review(organisation: Organisation) -> QuerySet[Possible]:
    """Pairs that nobody has decided, and that did not become one child otherwise, the likeliest first."""
    one, other = (Coalesce(F(f"{row}__merged_into"), F(row)) for row in ("one", "other"))
    return pairs(organisation).filter(settled=None).exclude(Exact(one, other))


def pairs(organisation: Organisation) -> QuerySet[Possible]:
    """Pairs that somebody was asked about, decided or not.

    Left out is one whose row has gone from the index, or is shielded: whose record it is tells where a child is.
    """
    there = Q(one__until=None, other__until=None, one__shows=None, other__shows=None)
    rows = Possible.objects.filter(there, index__in=indexes(organisation))
    return rows.select_related("one__organisation", "other__organisation").order_by("-weight", "pk")


def joinings(organisation: Organisation) -> QuerySet[Joining]:
    """What was joined, parted or put back, the latest first."""
    return (
        Joining.objects.filter(index__in=indexes(organisation))
        .select_related("by", "organisation", "into", "undone_by")
        .order_by("-pk")
    )


def taken_for_others(organisation: Organisation) -> QuerySet[Child]:
    """Rows that were taken for a child that was there."""
    return Child.objects.filter(index__in=indexes(organisation), merged_into__isnull=False, until=None).select_related(
        "index"
    )


def weighed(possible: Possible) -> Compared:
    """The two as they are held now: of a shielded one only what stays in sight."""
    return compare(scorer().model, facts.row(possible.one.told), facts.row(possible.other.told))


@act()
def looked_at(*, possible: Possible, by: Membership, at: datetime) -> None:
    """Put on record that somebody saw the two."""
    enter(Entry(act="possible-seen", about=about(possible), at=at, person=by.user_id, organisation=by.organisation_id))
