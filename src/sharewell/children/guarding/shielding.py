"""A child whom somebody must not find: few details stay in sight, and by the others nobody finds it.

Match keys of the hidden details are removed and `Child.told` leaves them out, so that no search has anything to find,
weigh, count or wait for. What an `emergency` opens is another matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from sharewell.children.models import Child, Ending, Index, Possible, Shielding
from sharewell.children.records import facts, keying
from sharewell.children.records.holding import held, in_turn
from sharewell.children.records.policies import policy_at
from sharewell.children.records.queries import own_row, rows_of, still_hold
from sharewell.children.records.signed import sent_before, signed
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import FIELDS, must_be_a_few_words
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import stays
from sharewell.ledger.acts import about, act
from sharewell.partners.models import Membership, Organisation


class CannotShield(BadInput):
    """It is shielded already, or not shielded at all, or has ended; or it is not this person's to do."""


@act()
def shield(*, child: Child, ground: str, views: str, by: Membership, at: datetime, key: UUID) -> Shielding:
    """Hide all of a child but the fields that the text leaves in sight.

    What another organisation shielded is shielded too: neither then brings it into sight alone.
    Raises CannotShield, Against, and NotHeld where ground or views are more than a few words.
    """
    own = in_turn(child)
    if found := sent_before(Shielding, key, by):
        return found
    policy = policy_at(own.index, at)
    policy.check_stated("shielded", {"the ground": ground, "the views heard": views})
    for name, words in (("ground", ground), ("views", views)):
        must_be_a_few_words(name, words, policy)
    if own.until is not None:  # what is shielded where nobody finds it would stay in sight where it is
        raise CannotShield("This record has ended, or is in another index by now.")
    if is_shielded_by(by.organisation, own):
        raise CannotShield("This record is shielded already.")
    shown = fields_in_sight(policy)
    _show(own, shown)
    rows = [row.pk for row in rows_of(own)]
    for pair in _waiting().filter(Q(one__in=rows) | Q(other__in=rows)):
        for pk in {pair.one.first, pair.other.first} - {own.pk}:
            hide_with(pk, own.pk)
    row = Shielding(
        child=own, since=timezone.localdate(at), details={"ground": ground, "views": views}, visible=shown,
        clause=policy.shows_clause, **signed(own.index_id, by, at, key),
    )  # fmt: skip
    row.save(by_action=True)
    return row


@act()
def unshield(*, child: Child, by: Membership, at: datetime, key: UUID) -> Ending:
    """Bring everything back into sight, also what others shielded of it, which the keeper alone may.

    Raises CannotShield.
    """
    own = in_turn(child)
    if found := sent_before(Ending, key, by):
        return found
    if own.shows is None:
        raise CannotShield("This record is not shielded.")
    holding = _shieldings_of(own)
    if by.organisation_id != own.index.keeper_id and {row.organisation_id for row in holding} != {by.organisation_id}:
        raise CannotShield("Only who shielded this record, or the keeper of the index, ends it.")
    _show(own, None)
    # A row that was parted from a shielded child is hidden without a shielding of its own.
    what, *others = list(map(about, holding)) or [f"children.child:{own.pk}:{key}"]
    for each in others:
        _end(each, own, by, at, uuid4())
    return _end(what, own, by, at, key)


def _end(what: str, own: Child, by: Membership, at: datetime, key: UUID) -> Ending:
    ending = Ending(what=what, child=own, on=timezone.localdate(at), **signed(own.index_id, by, at, key))
    ending.save(by_action=True)
    return ending


def hide_with(row: int, shielded: int) -> None:
    """A row that is of a shielded child, or may be: where it is one, its address would tell where the child is.

    What only may be stays hidden until the keeper of the index says that it is another child's.
    """
    _show(own_row(row), Child.objects.get(pk=shielded).shows)


def perhaps_shielded(index: Index) -> list[Child]:
    """Children who are hidden because they may be a shielded one, and not for their own sake."""
    pairs = _waiting().filter(index=index)
    hidden = {row.first for pair in pairs for row in (pair.one, pair.other) if row.shows is not None}
    theirs = Shielding.objects.filter(Q(child__in=hidden) | Q(child__merged_into__in=hidden)).select_related("child")
    hidden -= {each.child.first for each in still_hold(theirs)}
    return list(Child.objects.filter(pk__in=hidden).order_by("pk"))


def _waiting() -> QuerySet[Possible]:
    """Pairs of which nobody has decided whether they are one child, where a row is shielded."""
    is_hidden = Q(one__shows__isnull=False) | Q(other__shows__isnull=False)
    rows = Possible.objects.filter(is_hidden, settled=None, one__until=None, other__until=None)
    return rows.select_related("one", "other").order_by("pk")


def settle(rows: Iterable[Child]) -> None:
    """After rows were joined or parted: what is joined to a shielded child is hidden too. What was parted stays so."""
    firsts = {row.first for row in rows}
    theirs = Child.objects.filter(Q(pk__in=firsts) | Q(merged_into__in=firsts), until=None)
    for pk in sorted({row.first for row in theirs.exclude(shows=None).only("merged_into")}):
        own = Child.objects.get(pk=pk)
        _show(own, next(row.shows for row in rows_of(own) if row.shows is not None))


def fields_in_sight(policy: Policy) -> list[str]:
    """Every name of ours for a field that the text leaves in sight, as details are named."""
    return [name.replace("-", "_") for name in FIELDS if stays(name, policy)]


def shielding_of(child: Child) -> Shielding | None:
    """The latest that holds, of any row of the child."""
    return next(iter(_shieldings_of(child)), None)


def is_shielded_by(organisation: Organisation, child: Child) -> bool:
    """Whether what an organisation shielded of the child is hidden still, whoever else shielded it."""
    return any(each.organisation_id == organisation.pk for each in _shieldings_of(child))


def _shieldings_of(child: Child) -> list[Shielding]:
    """Those that hold, the latest first: rows that became one child may each have been shielded."""
    return still_hold(Shielding.objects.filter(child__in=rows_of(child)).order_by("-at"))


def _show(own: Child, shown: list[str] | None) -> None:
    for row in held(own):
        if row.shows == shown:  # so that joining one more takes no longer the more organisations have a record
            continue
        before = facts.row(row.told)
        row.shows = shown
        row.save(update_fields=["shows"])
        keying.renew(row, before)
