"""What every emergency shares: the grounds on which somebody opens what is not theirs to see, and who is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sharewell.partners.models import Capacity, Membership, Organisation
from sharewell.partners.roles import Action, may


@dataclass(frozen=True, slots=True)
class Ground:
    words: str
    hint: str


# What protocols and the law name as reasons that do not wait: not one of them is mere convenience.
GROUNDS = {
    "significant-harm": Ground("A child is at risk of significant harm", "Now, or before a colleague can be reached."),
    "vital-interest": Ground("Somebody’s life or health is in danger", "Such as urgent medical treatment."),
    "serious-crime": Ground("To prevent a serious crime against a person", "Before anybody else can act."),
    "court-order": Ground("A court orders it now", "And the colleague whose record it is cannot be reached in time."),
}


def guardians(organisation: Organisation, *, on: date) -> list[Membership]:
    """Whom an opening is told to: the guardians or, where there is none, whoever reviews; each person once."""
    held = Membership.objects.filter(organisation=organisation).on(on).order_by("pk")
    reviewers = [membership for membership in held if may(membership, Action.REVIEW_BREAK_GLASS)]
    found = [each for each in reviewers if each.capacity == Capacity.CALDICOTT_GUARDIAN]
    return list({each.user_id: each for each in found or reviewers}.values())
