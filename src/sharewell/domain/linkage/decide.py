"""What to do with the best of several records: link, let a person look, or take the child for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sharewell.domain.linkage.compare import Compared
from sharewell.domain.linkage.fields import Kind
from sharewell.domain.linkage.guard import ASKED, ENOUGH, HOUSEHOLD, MARGIN, OF_A_HOUSEHOLD, SURE, vouched
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
    least, bits = (SURE, best.weight - _too_much(best)) if guarded else (EVEN, best.weight)
    if bits < least:
        why = f"{bits:.1f} bits are fewer than the {least:.0f} that a link needs"
    elif guarded and _of_a_family(best):
        why = "forename and birth date both differ: it is a brother or sister"
        return Decision(outcome=Outcome.NEW, because=why, margin=margin)
    elif guarded and not _passes(best):
        why = "forename, birth date and sex do not agree as they would for one child: it may be a brother or sister"
    elif margin is not None and margin < MARGIN:
        why = f"another record is only {margin:.1f} bits behind, and {MARGIN:.0f} are needed to tell them apart"
    else:
        return Decision(outcome=Outcome.LINK, because="the agreement is beyond reasonable doubt", margin=margin)
    return Decision(outcome=Outcome.REVIEW, because=why, margin=margin)


def _too_much(compared: Compared) -> float:
    """The bits that come from a household beyond those that may."""
    return max(0.0, sum(step.bits for step in compared.steps if step.field.kind in HOUSEHOLD) - OF_A_HOUSEHOLD)


def _of_a_family(compared: Compared) -> bool:
    """Whether forename and birth date are known, and neither agrees even nearly: nobody need look at all brothers."""
    known = {step.field.kind for step in compared.steps if step.level >= 0}
    return known >= {Kind.FORENAME, Kind.BIRTH_DATE} and not any(_vouches(compared))


def _vouches(compared: Compared) -> tuple[int, int, int]:
    """How far forename, birth date and identifier say that it is one child."""
    most = dict.fromkeys(ASKED, 0)
    for step in compared.steps:
        if step.field.kind in most:
            most[step.field.kind] = max(most[step.field.kind], vouched(step.field.kind, step.level))
    forename, birth_date, identifier = most.values()
    return forename, birth_date, identifier


def _passes(compared: Compared) -> bool:
    """`guard.passes`, for one pair."""
    forename, birth_date, identifier = _vouches(compared)
    differ = any(step.field.kind is Kind.SEX and step.level == 0 for step in compared.steps)
    return bool(identifier) or (min(forename, birth_date) > 0 and forename + birth_date >= ENOUGH and not differ)
