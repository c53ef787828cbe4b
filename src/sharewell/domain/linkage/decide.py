"""What to do with the best of several records: link, let a person look, or take the child for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sharewell.domain.linkage import given_names, guard
from sharewell.domain.linkage.compare import UNKNOWN, Compared
from sharewell.domain.linkage.fields import Kind
from sharewell.domain.linkage.guard import ALIKE, EXCHANGED, MARGIN, SURE, Vouched
from sharewell.domain.linkage.resolve import EVEN

REVIEW: Final = -4.0
"""Bits from which a person should look: about one in seventeen of such pairs is one person."""


class Outcome(StrEnum):
    LINK = "link"
    REVIEW = "review"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    outcome: Outcome
    because: str
    margin: float | None
    """Bits ahead of the next best; None where there is no other."""


def decide(best: Compared | None, *, next_best: float | None = None, guarded: bool = True) -> Decision:
    """The decision on a record, given how it compares with the best one found and the weight of the next best.

    Args:
        guarded: whether the guard for families decides too, as it always does in the children's index.
    """
    if best is None or best.weight < REVIEW:
        return Decision(outcome=Outcome.NEW, because="no record is enough like this one", margin=None)
    margin = None if next_best is None else best.weight - next_best
    of = vouched(best)
    least, bits = (SURE, best.weight - _not_counted(best, of)) if guarded else (EVEN, best.weight)
    if bits < least:
        why = f"{bits:.1f} bits are fewer than the {least:.0f} that a link needs"
    elif guarded and guard.of_a_family(of) and of.identifier <= 0:
        why = "forename and birth date both differ: it is a brother or sister"
        return Decision(outcome=Outcome.NEW, because=why, margin=margin)
    elif guarded and not guard.passes(of):
        why = "forename, birth date and sex do not agree as they would for one child: it may be a brother or sister"
        if guard.no_sibling(of):
            why = "names and birth date are not all the same, and nothing of the household is: it may be somebody else"
    elif margin is not None and margin < MARGIN:
        why = f"another record is only {margin:.1f} bits behind, and {MARGIN:.0f} are needed to tell them apart"
    else:
        return Decision(outcome=Outcome.LINK, because="the agreement is beyond reasonable doubt", margin=margin)
    return Decision(outcome=Outcome.REVIEW, because=why, margin=margin)


def _not_counted(compared: Compared, of: Vouched) -> float:
    """The bits of the weight that come from a household and do not count."""
    household = sum(step.bits for step in compared.steps if step.field.kind in guard.HOUSEHOLD)
    return household - float(guard.that_count(household, of.household))


def vouched(compared: Compared) -> Vouched:
    """`guard.vouched`, for one pair."""
    most = dict.fromkeys(Vouched._fields, UNKNOWN)
    for step in compared.steps:
        kind, vouches = step.field.kind, guard.vouches(step.field.kind, step.level)
        if kind is Kind.FORENAME:
            if step.level == EXCHANGED:
                most["surname"] = 2
            if step.level in ALIKE and given_names.are_two(step.left, step.right):
                vouches = 0
        if part := guard.PARTS.get(kind):
            most[part] = max(most[part], vouches)
    return Vouched(**most)
