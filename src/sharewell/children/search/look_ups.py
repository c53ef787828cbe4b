"""Look-ups: searching an index, and opening what is held of a child. Each is an act on record, with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.utils import timezone

from sharewell.children.guarding.kin import may_be
from sharewell.children.models import Child, Index, LookUp
from sharewell.children.records.policies import policy_of_index
from sharewell.children.records.queries import rows_of, told_to_all
from sharewell.children.search.finding import find
from sharewell.children.search.weighing import Found
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import must_be_called
from sharewell.domain.index.policy import Policy
from sharewell.domain.linkage.deciding.decide import REVIEW
from sharewell.ledger.acts import act
from sharewell.partners.models import Membership
from sharewell.partners.queries import lapsed

BEHIND: Final = 12.0
"""Bits: who is farther behind the first, some four thousand times less likely, is not shown."""
REASON: Final = r"^[\w./-]+( [\w./-]+){0,2}$"
"""How a reason is written: a reference, which has no room for what the case is about."""
LONGEST: Final = 40
"""Characters of a reason."""


class NoReference(BadInput):
    """A reason for looking that is more than a reference to somebody's work."""


@act()
def search(*, index: Index, asked: Mapping[str, str], purpose: str, reason: str, by: Membership, at: datetime) -> Found:
    """Who of an index may be meant. Raises Against where the text does not let them look for this purpose, TooLittle,
    and what `must_be_a_reference` raises."""
    look = _look_up(index, purpose, reason, by, at)
    found = _worth_showing(find(index, asked))
    look.asked, look.answered = sorted(asked), len(found.candidates)
    look.kin = may_be(by, [asked, *(each.told for each in found.candidates)])
    look.save(by_action=True)
    return found


@act()
def open_child(*, child: Child, purpose: str, reason: str, by: Membership, at: datetime, whole: bool = False) -> None:
    """Put on record that somebody opened what is held of a child. Raises what `search` raises, but TooLittle.

    Args:
        whole: it is shielded, and they see all of it all the same.
    """
    look = _look_up(child.index, purpose, reason, by, at)
    seen = [row.details for row in rows_of(child)] if whole else told_to_all(child)
    look.asked, look.answered, look.child, look.kin = ["reference"], 1, child, may_be(by, seen)
    look.save(by_action=True)


def must_be_a_reference(reason: str, policy: Policy) -> None:
    """Raises NoReference; and NotHeld for what the case is about, whatever stands between its words."""
    if len(reason) > LONGEST or not re.fullmatch(REASON, reason):
        raise NoReference("State as the reason your case or referral: a number or a word or two, and name nobody.")
    must_be_called("reason", reason, policy)


def _worth_showing(found: Found) -> Found:
    """Without those of whom so much less agrees that nobody would look twice: they are shown for nothing."""
    if not found.candidates:
        return found
    least = min(REVIEW, found.candidates[0].weight - BEHIND)
    return Found(candidates=tuple(each for each in found.candidates if each.weight >= least))


def _look_up(index: Index, purpose: str, reason: str, by: Membership, at: datetime) -> LookUp:
    """What is to be put on record of a look-up, if they may look: what was asked and shown is still to be filled in."""
    today = timezone.localdate(at)
    policy = policy_of_index(index, on=today)
    policy.check_accredited("looked-up", lapsed(by, on=today))
    policy.check_purpose(purpose)
    policy.check_stated("looked-up", {"the purpose": purpose, "the reason": reason})
    must_be_a_reference(reason, policy)
    # A key of its own: each look is one more, whichever form it came from.
    return LookUp(
        index=index, organisation=by.organisation, by=by.user, at=at, key=uuid4(), reason=purpose, ground=reason
    )
