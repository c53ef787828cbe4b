"""Two extracts, or one and itself, to links: keys, levels, a model, weights, and who is who."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sharewell.domain.linkage.deciding import counted, guard, resolve
from sharewell.domain.linkage.deciding.decide import REVIEW
from sharewell.domain.linkage.values.fields import UNKNOWN, Kind
from sharewell.domain.linkage.values.table import Table
from sharewell.domain.linkage.weighing import bulk
from sharewell.domain.linkage.weighing.bulk import Flags, Levels, Places
from sharewell.domain.linkage.weighing.model import Model, fitted
from sharewell.linking.candidates import candidates, told_apart_by_nothing
from sharewell.linking.learning.training import train

EVERY_PAIR: Final = 1_000_000
"""With no more pairs than this all are compared, and nothing can be missed for want of a shared key."""
LARGEST: Final = 30
"""Rows that share a key with more others than this do so by chance; a rarer key brings a true pair together."""
CONFLICTS: Final = 0.05
"""With fewer rows than this share linked twice, two extracts are each taken to hold a person once."""


AllLevels = Callable[[Table, Places, Places], Mapping[str, Levels]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    model: Model
    left: Places
    right: Places
    weights: NDArray[np.float64]
    links: NDArray[np.bool_]
    """Which pairs are links; the others are for review."""
    groups: NDArray[np.int64]
    """For each row of both extracts the number of its group."""
    once_each: bool
    """Whether each extract was taken to hold a person once."""
    guarded: bool
    """Whether the guard for families decided too."""
    compared: int


def link(
    table: Table,
    left_rows: int,
    *,
    model: Model | None = None,
    guarded: bool | None = None,
    levels: AllLevels = bulk.all_levels,
    progress: Callable[[str], None] = lambda _: None,
) -> Linked:
    """Link the first `left_rows` rows with the others; with as many as there are rows, an extract with itself.

    Args:
        model: in place of one trained on these rows.
        guarded: whether the guard for families decides too; without it, as the rows themselves show.
        levels: who compares the pairs that share a key; without it, this process.
    """
    linked = _link(table, left_rows, model, guarded, levels, progress)
    if left_rows == len(table) or linked.once_each or linked.guarded or guarded is not None:
        return linked
    progress("Comparing rows of one extract too, since it holds people more than once")
    every = _link(table, len(table), model, guarded, levels, progress)
    across = (every.left < left_rows) & (every.right >= left_rows)
    own = {name: getattr(every, name)[across] for name in ("left", "right", "weights", "links")}
    return replace(every, **own)


def _link(
    table: Table,
    left_rows: int,
    model: Model | None,
    guarded: bool | None,
    levels: AllLevels,
    progress: Callable[[str], None],
) -> Linked:
    used = fitted(model, table.fields) if model else None
    progress("Finding pairs that share a key")
    left, right = _pairs(table, left_rows)
    progress(f"Comparing {len(left):,} pairs")
    found = levels(table, left, right)
    said = partial(_said, table, left, right)
    of = guard.vouched(table.fields, found, said)
    siblings, never = guard.of_siblings(of), np.zeros(len(left), dtype=bool)
    if used is None:
        progress("Learning how records of one person agree")
        used = train(table, left_rows, left, found)
    weights = bulk.weights(used, table, found, left)
    dated = any(field.kind is Kind.BIRTH_DATE for field in table.fields)
    besides_names = of.birth_date if dated else of.household
    if model is None and _are_namesakes(besides_names[(weights >= resolve.EVEN) & ~siblings]):
        progress("Learning it anew, without namesakes")
        never = guard.of_namesakes(of, dated=dated)
        used = train(table, left_rows, left, found, never=never)
        weights = bulk.weights(used, table, found, left)
    asked = guarded is not None
    if guarded is None:
        likely = weights >= resolve.EVEN
        guarded = _has_families(dated, left_rows < len(table), of, likely)
        if left_rows < len(table):
            guarded |= _has_twins(siblings, likely, left, right)
    if guarded and model is None:
        progress("Learning it anew, without brothers and sisters")
        used = train(table, left_rows, left, found, never=siblings | never)
        weights = bulk.weights(used, table, found, left)
    progress("Deciding who is who")
    decide = _across if left_rows < len(table) else _within
    allowed, beyond = np.ones(len(left), dtype=bool), np.zeros(len(left))
    possible = weights >= REVIEW
    if guarded:
        beyond = counted.beyond(used, found, of, said)
        allowed = guard.passes(of) | (guard.passes_by_far(of) & (weights - beyond >= guard.FAR))
        if not asked and left_rows < len(table) and _has_no_twins(of, left, right):
            allowed |= guard.of_one_birth(of) & (of.forename == UNKNOWN)
        named = guard.by_name_alone(of)
        allowed &= ~(guard.by_number_alone(of) & (np.isin(left, left[named]) | np.isin(right, right[named])))
        possible &= ~guard.of_a_family(of) | (of.identifier > 0)
    return decide(table, used, _Weighed(left, right, weights, possible, allowed, beyond, of.forename > 0), guarded)


def _are_namesakes(besides_names: Levels) -> bool:
    """Whether likely pairs, which are no brothers and sisters, mostly differ in birth date, or in home where no date is
    kept. Of two extracts with few people in common more pairs have both names by chance, since some surnames go with
    some forenames."""
    known = besides_names[besides_names != UNKNOWN]
    return bool((known > 0).sum() < 0.5 * len(known))


def _has_families(dated: bool, across: bool, of: guard.Vouched, likely: Flags) -> bool:
    """Whether enough likely pairs are as brothers and sisters are."""
    pairs = guard.of_a_family(of) & likely
    if dated:
        return bool(pairs.sum() > guard.FAMILIES * max(1, int(likely.sum())))
    # One person with a wrong forename looks so too. But two rows of one person seldom differ in sex; brothers and
    # sisters do as often as any two people.
    known = of.sex != UNKNOWN
    unlike = (of.sex[known & ~likely] == 0).mean() if (known & ~likely).any() else 0.0
    if (known & pairs).sum() > 0.5 * pairs.sum() and (of.sex[known & pairs] == 0).mean() < 0.5 * unlike:
        return False
    return bool(pairs.sum() > (guard.UNDATED if across else guard.FAMILIES) * max(1, int(likely.sum())))


def _has_twins(siblings: Flags, likely: Flags, left: Places, right: Places) -> bool:
    """Whether rows that have a partner of their own are often paired with a sibling of that partner too. A row with a
    wrong forename has one likely pair; a row whose child has a twin has two."""
    own = likely & ~siblings
    if not _hardly_twice(left[own], right[own]):
        return False  # of somebody who is there twice, the row with a wrong forename looks like a brother of the other
    contested = siblings & likely & (np.isin(left, left[own]) | np.isin(right, right[own]))
    return bool(contested.sum() > guard.TWINS * max(1, int(likely.sum())))


def _has_no_twins(of: guard.Vouched, left: Places, right: Places) -> bool:
    """Whether two extracts show that a row without a forename has no twin whose row it may be: couples have none."""
    born = guard.of_one_birth(of)
    own, differ = born & (of.forename > 0), born & (of.forename == 0)
    twins = differ & (np.isin(left, left[own]) | np.isin(right, right[own]))
    seen = int(own.sum())
    few = differ.sum() <= guard.WRONG_NAMES * seen and twins.sum() <= guard.NO_TWINS * seen
    return bool(few and seen >= guard.SEEN)


def _hardly_twice(left: Places, right: Places) -> bool:
    """Whether hardly a row is paired twice: then each extract holds a person once."""
    twice = sum(int((np.unique(side, return_counts=True)[1] > 1).sum()) for side in (left, right))
    return twice <= CONFLICTS * max(1, len(left))


def _has_its_own(left: Places, right: Places, weights: NDArray[np.float64], named: Flags) -> bool:
    """Whether of rows that are linked twice each has a partner of its own that is more like it, as twins without
    forenames have. Somebody who is there twice leaves a row alone, or is linked to both by forename or as surely."""
    kept = resolve.partners(left, right, weights)
    of_partner = {row: weight for side in (left, right) for row, weight in zip(side[kept], weights[kept], strict=True)}
    least = [min(of_partner.get(row, -np.inf) for row in pair) for pair in zip(left, right, strict=True)]
    twice = ~kept & (named | (weights > np.array(least) - guard.MARGIN))
    return bool(twice.sum() <= CONFLICTS * len(left))


def _said(table: Table, left: Places, right: Places, field: str, at: Places) -> Iterator[tuple[str, str]]:
    column = table.columns[field]
    values = [*column.values, ""]  # a missing value's code is -1
    one, other = column.codes[left[at]], column.codes[right[at]]
    return ((values[a], values[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Weighed:
    left: Places
    right: Places
    weights: NDArray[np.float64]
    possible: Flags
    """Which pairs a person should look at, unless they are links: brothers and sisters are not."""
    allowed: Flags
    """Which pairs the guard lets pass."""
    beyond: NDArray[np.float64]
    """Bits that do not count when a link is decided on."""
    named: Flags
    """Which pairs agree in forename."""


def _across(table: Table, model: Model, pairs: _Weighed, guarded: bool) -> Linked:
    """Two extracts. Where nobody seems to be there twice, each is taken to hold a person once."""
    possible = pairs.possible
    left, right, weights = pairs.left[possible], pairs.right[possible], pairs.weights[possible]
    bits = weights - pairs.beyond[possible]
    links = (bits >= (guard.SURE if guarded else resolve.EVEN)) & pairs.allowed[possible]
    sure = _hardly_twice(left[links], right[links])
    once_each = sure or _has_its_own(left[links], right[links], weights[links], pairs.named[possible][links])
    if once_each:
        margin = 0.0 if sure and not guarded else guard.MARGIN
        at = np.flatnonzero(links)
        links[at] = resolve.partners(left[at], right[at], weights[at], margin=margin)
    groups = resolve.groups_of_links(len(table), left[links], right[links])
    return Linked(
        model=model, left=left, right=right, weights=weights, links=links, groups=groups,
        once_each=once_each, guarded=guarded, compared=len(pairs.left),
    )  # fmt: skip


def _within(table: Table, model: Model, pairs: _Weighed, guarded: bool) -> Linked:
    """One extract with itself: rows of one group are links, whether or not they share a key themselves."""
    rows = len(table)
    # Among families a link needs as much as it does between two extracts. What the guard stops may not bring groups
    # together, but it may keep them apart.
    bits = pairs.weights - pairs.beyond - guard.SURE if guarded else pairs.weights
    held = np.where(pairs.allowed, bits, np.minimum(pairs.weights, resolve.APART))
    groups = resolve.groups(rows, pairs.left, pairs.right, held)
    together = resolve.pairs_within(groups)
    possible = pairs.possible
    codes = np.union1d(pairs.left[possible] * rows + pairs.right[possible], together[0] * rows + together[1])
    left, right = codes // rows, codes % rows
    weights = bulk.weights(model, table, bulk.all_levels(table, left, right), left)
    return Linked(
        model=model, left=left, right=right, weights=weights, links=groups[left] == groups[right], groups=groups,
        once_each=False, guarded=guarded, compared=len(pairs.left),
    )  # fmt: skip


def unpaired(table: Table, left_rows: int) -> int:
    """How many rows are held beside no other, since too many say the same."""
    return 0 if _are_few(table, left_rows) else told_apart_by_nothing(table)


def _are_few(table: Table, left_rows: int) -> bool:
    rows = len(table)
    return (left_rows * (rows - left_rows) if left_rows < rows else rows * (rows - 1) // 2) <= EVERY_PAIR


def _pairs(table: Table, left_rows: int) -> tuple[Places, Places]:
    rows = len(table)
    if not _are_few(table, left_rows):
        return candidates(table, left_rows, largest=LARGEST)
    if left_rows < rows:
        one, other = np.divmod(np.arange(left_rows * (rows - left_rows)), rows - left_rows)
        return one, other + left_rows
    upper = np.triu_indices(rows, 1)
    return upper[0].astype(np.int64), upper[1].astype(np.int64)
