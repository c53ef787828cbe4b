"""Reads. The database shows an organisation the indexes that it takes part in; whoever asks names the index too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import F, Q, QuerySet

from sharewell.children.models import Child, Ending, Index, Noted, OfferAnswer, Partner
from sharewell.children.models.identity import Acted
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import about
from sharewell.partners.context import seeing
from sharewell.partners.models import Organisation
from sharewell.prepared import Ahead, Given, Prepared

Row = TypeVar("Row", bound=Noted)


class NoSuchChild(BadInput):
    """No child of the index has this reference, or it is gone from it."""


class NotAPartner(BadInput):
    """The organisation takes part in no index, or not in this one."""


class SeveralIndexes(BadInput):
    """An organisation takes part in several, and none is named."""


def indexes(organisation: Organisation) -> QuerySet[Index]:
    """Those that the organisation takes part in."""
    return Index.objects.filter(partners__organisation=organisation)


_TAKES_PART = Prepared(
    lambda: Partner.objects.filter(organisation=Given("organisation"), index=Given("index")).values_list("pk")[:1]
)


def takes_part(organisation: int, index: Index) -> Ahead[tuple[int]]:
    """Ask whether an organisation takes part in an index, for `must_take_part`."""
    return _TAKES_PART.ahead(organisation=organisation, index=index.pk)


def must_take_part(partner: Ahead[tuple[int]]) -> None:
    """Raises NotAPartner where the organisation that was asked about does not take part."""
    if partner.row() is None:
        raise NotAPartner("Your organisation does not take part in this index.")


def index_of(organisation: Organisation, name: str = "") -> Index:
    """The one that is named, or the only one there is. Raises NotAPartner and SeveralIndexes."""
    found = list(indexes(organisation).filter(Q(name=name) if name else Q())[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralIndexes("Your organisation takes part in several indexes. Say which.")
    raise NotAPartner(f"Your organisation takes part in no index{f' “{name}”' if name else ''}.")


def child_of(index: Index, reference: str) -> Child:
    """The child's own row, also where it is asked for by a row that was merged into it. Raises NoSuchChild."""
    rows = Child.objects.filter(index=index, until=None).select_related("merged_into", "organisation")
    row = rows.filter(reference=reference.strip().upper()).first()
    if row is None:
        raise NoSuchChild("There is no child with this reference. Check it, and enter it again.")
    return row.merged_into or row


def own_row(pk: int) -> Child:
    """The child's own row, as it stands now, by the number of any row of the child."""
    now = Child.objects.select_related("merged_into").get(pk=pk)
    return now.merged_into or now


def rows_of(child: Child, *, gone: bool = False) -> QuerySet[Child]:
    """What each organisation says of a child, its own row first; `gone`: also what went from the index."""
    there = Q() if gone else Q(until=None)
    rows = Child.objects.filter(Q(pk=child.first) | Q(merged_into=child.first), there)
    return rows.select_related("organisation").order_by(F("merged_into").asc(nulls_first=True), "pk")


def told_to_all(own: Child) -> list[dict[str, str]]:
    """What anybody may be told of a child by its own row: of a shielded one what stays in sight, as on its page."""
    return [own.told] if own.shows is not None else [row.details for row in rows_of(own)]


def still_hold(rows: Iterable[Row]) -> list[Row]:
    """Those rows about a child that have not ended, in their order."""
    found = list(rows)
    ended = set(Ending.objects.filter(what__in=[about(row) for row in found]).values_list("what", flat=True))
    return [row for row in found if about(row) not in ended]


def entered_about(child: Child, organisation: Organisation) -> list[str]:
    """What an organisation did about a child, as the ledger names it; for the index's keeper, what anybody did.

    Every kind of row that a member made of one child is asked, so that none is left out that is added later.
    """
    mine = Q() if child.index.keeper_id == organisation.pk else Q(organisation=organisation)
    theirs = rows_of(child).values_list("pk", flat=True)
    kinds = [kind for kind in apps.get_app_config("children").get_models() if issubclass(kind, Acted)]
    rows: list[tuple[Any, Q]] = [(Child, Q(pk__in=theirs))]
    rows += [(kind, Q(child__in=theirs)) for kind in kinds if hasattr(kind, "child")]
    rows += [(OfferAnswer, Q(became__in=theirs))]  # how it came here
    return [
        f"{kind._meta.label_lower}:{pk}"
        for kind, of_child in rows
        for pk in kind.objects.filter(mine, of_child).values_list("pk", flat=True)
    ]


def all_indexes() -> list[Index]:
    """For jobs and commands, which work for everybody: each organisation's own, as it sees them itself."""
    found: list[Index] = []
    for organisation in Organisation.objects.values_list("pk", flat=True):
        with seeing(organisation=organisation):
            found += Index.objects.filter(keeper=organisation).select_related("keeper")
    return found
