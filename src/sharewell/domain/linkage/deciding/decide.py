"""What to do with the best of several records: link, let a person look, or take the child for a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sharewell.domain.linkage.deciding import counted, guard
from sharewell.domain.linkage.deciding.guard import CALLED, MARGIN, SURE, SURELY, Vouched
from sharewell.domain.linkage.deciding.resolve import EVEN
from sharewell.domain.linkage.values.fields import EXCHANGED, NAME_KINDS, UNKNOWN, Kind, other_name
from sharewell.domain.linkage.weighing.compare import Compared, Step

REVIEW: Final = -4.0
"""Bits from which a person should look: about one in seventeen of such pairs is one person."""
LIKELY: Final = 6.0
"""Bits from which a child is likely, so that the common keys are not tried."""
LEAST: Final = -20.0
"""Bits below which a child is not even told of: a million to one against."""
SHOWN: Final = 0.05
"""Bits that are told of: a tenth, rounded."""


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


def decide(
    best: Compared | None,
    *,
    next_best: float | None = None,
    others: Iterable[Compared] = (),
    guarded: bool = True,
    of_extracts: bool = False,
) -> Decision:
    """The decision on a record, given how it compares with the best one found and the weight of the next best.

    Args:
        others: how it compares with all others, of which none is looked at unless it matters.
        guarded: whether the guard for families decides too, as it always does in the children's index.
        of_extracts: whether both are rows of extracts, which hold fewer people who are alike than an index does.
    """
    if best is None or best.weight < REVIEW:
        return Decision(outcome=Outcome.NEW, because="no record is enough like this one", margin=None)
    margin = None if next_best is None else best.weight - next_best
    of = vouched(best)
    least, bits = (SURE, best.weight - not_counted(best, of)) if guarded else (EVEN, best.weight)
    by_far = of_extracts and bits >= guard.FAR and guard.passes_by_far(of)
    if guarded and guard.is_sibling(of):  # first: there are many, and nobody need look at them
        why = "first name and date of birth both differ: it is a brother or sister"
        return Decision(outcome=Outcome.NEW, because=why, margin=margin)
    if guarded and not (guard.passes(of) or by_far):
        why = "first name, date of birth and gender do not show that it is one child: it may be a brother or sister"
        if guard.no_sibling(of) and guard.two_numbers(of):
            why = "each has an NHS number of its own, and both numbers are sound: they may be two of one name"
        elif guard.no_sibling(of):
            why = "names and date of birth are not all the same, nor is anything of the home: it may be somebody else"
    elif guarded and guard.by_number_alone(of) and any(guard.by_name_alone(vouched(each)) for each in others):
        why = "another record has the first name and date of birth: the number may be a twin's"
    elif bits < least:
        why = f"{bits:.1f} bits are fewer than the {least:.0f} that a link needs"
        if bits < best.weight - SHOWN:
            why = (
                f"of its {best.weight:.1f} bits only {bits:.1f} count, and a link needs {least:.0f}: "
                "a shared home or a common name tells little of which child it is"
            )
    elif margin is not None and margin < MARGIN:
        why = f"another record is only {margin:.1f} bits behind, and {MARGIN:.0f} are needed to tell them apart"
    else:
        return Decision(outcome=Outcome.LINK, because="the agreement is beyond reasonable doubt", margin=margin)
    return Decision(outcome=Outcome.REVIEW, because=why, margin=margin)


def not_counted(compared: Compared, of: Vouched) -> float:
    """`counted.beyond`, for one pair."""
    household = sum(step.bits for step in compared.steps if step.field.kind in guard.HOUSEHOLD)
    total = household - float(counted.of_a_household(household, of.household))
    for step in compared.steps:
        if step.field.kind in NAME_KINDS and step.level > 0:
            surname = _exchanged_with(step, compared)
            rarity = step.rarity + surname.rarity if surname else step.rarity
            total += step.bits - float(counted.of_a_name(step.bits, rarity))
    return total


def _exchanged_with(step: Step, compared: Compared) -> Step | None:
    """The surname, of a forename that stands in its place."""
    if step.field.kind is not Kind.FORENAME or step.level != EXCHANGED:
        return None
    surname = other_name(step.field, tuple(each.field for each in compared.steps))
    return next(each for each in compared.steps if each.field.name == surname)


def vouched(compared: Compared) -> Vouched:
    """`guard.vouched`, for one pair."""
    most = dict.fromkeys(Vouched._fields, UNKNOWN)
    for step in compared.steps:
        if part := guard.PARTS.get(step.field.kind):
            most[part] = max(most[part], guard.vouched_by(step.field.kind, step.level, step.left, step.right))
        if _exchanged_with(step, compared):
            most["surname"] = guard.vouches(Kind.FORENAME, EXCHANGED)
        if step.field.kind is Kind.FORENAME and step.level in CALLED:
            most["called"] = SURELY
    return guard.of_fields(Vouched(**most), [step.field for step in compared.steps])
