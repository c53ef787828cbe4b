"""Proof that a record was destroyed, which tells nobody whose it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sharewell.children.models import Child, Destruction, Index, MatchKey
from sharewell.children.records.queries import all_indexes
from sharewell.domain.errors import BadInput
from sharewell.ledger.acts import about
from sharewell.ledger.checking import check_row
from sharewell.ledger.queries import entered_about
from sharewell.partners.context import seeing


class NotDestroyed(BadInput):
    """No such record was destroyed, or something of it is there still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What anybody may be shown of a destruction: it tells nothing of whose record it was."""

    reference: str
    on: date
    clause: str
    rows: int
    about: str
    """What the leaf is about."""
    leaf: int
    """The index of the leaf in the ledger, whose receipt proves it to anybody."""

    def said(self) -> dict[str, object]:
        return {
            "reference": self.reference,
            "on": self.on.isoformat(),
            "clause": self.clause,
            "rows": self.rows,
            "leaf": self.leaf,
        }


def proof_of(reference: str) -> Proof:
    """Look for a destroyed record in every index, and prove that it is gone. Raises NotDestroyed."""
    for index in all_indexes():
        with seeing(organisation=index.keeper_id):
            if Child.objects.filter(index=index, reference=reference.strip().upper()).exists():
                return prove(index, reference)
    raise NotDestroyed("No index has had a record of this reference. Check the reference.")


def prove(index: Index, reference: str) -> Proof:
    """Look at every row, key and leaf of a destroyed record. Raises NotDestroyed where one is not as it must be."""
    found = Destruction.objects.select_related("child").filter(index=index)
    made = found.filter(child__reference=reference.strip().upper()).first()
    if made is None:
        raise NotDestroyed("No record of this reference was destroyed. Check the reference.")
    pks = [made.child_id, *Child.objects.filter(merged_into=made.child_id).values_list("pk", flat=True)]
    for row in Child.objects.filter(pk__in=pks):
        if not row.is_destroyed:
            raise NotDestroyed(f"{row.reference} can still be opened: the destruction is not whole.")
    if MatchKey.objects.filter(index=index, child__in=pks).exists():
        raise NotDestroyed("Match keys of it are there still: the destruction is not whole.")
    wrong = check_row(made)
    if wrong is not None:
        raise NotDestroyed(f"The ledger does not hold this destruction as it is here: {wrong}")
    return Proof(
        reference=made.child.reference,
        on=made.on,
        clause=made.clause,
        rows=made.rows,
        about=about(made),
        leaf=entered_about([about(made)])[0].index,
    )
