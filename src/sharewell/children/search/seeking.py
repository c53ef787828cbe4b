"""Those who are about to be registered together: asked for at once, and each found by those who come after it.

Many rows are searched for before the first of them is made, so the database does not have those before when the next
asks. They are kept here under the same keys, and put in order among those who are there as the database would do it:
what becomes of a row is the same whether it is taken in with others or alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sharewell.children.models import Child, Index
from sharewell.children.records import keying
from sharewell.children.records.keying import Keys
from sharewell.children.search.asking import BEHIND, YEARS, Asked, sought
from sharewell.children.search.finding import in_stages
from sharewell.children.search.weighing import COLUMNS, Found, Opened, is_likely, opened, weighed
from sharewell.domain.linkage.keys.index_keys import probes
from sharewell.domain.linkage.weighing.compare import Row
from sharewell.prepared import ask

_LIKELY: Final = f"""
    SELECT asked.place, {", ".join(f"likely.{column}" for column in COLUMNS)}, likely.own
    FROM unnest(%s::text[], %s::text[], %s::integer[]) WITH ORDINALITY AS asked(keys, tells, tags, place),
         LATERAL children_likely(asked.keys::bigint[], asked.tells::real[], asked.tags, %s::integer, %s::real) AS likely
"""  # noqa: S608 (our own columns)
_BITS: Final = 0xFFFFFFFF


class Seeking:
    """A search for several rows of an index, one after the other; each is `added` before the next is looked for."""

    def __init__(self, index: Index, rows: Iterable[Row], *, coming: int = 0) -> None:
        self._index = index.pk
        self._sought = [sought(index, row, probes(row, years=YEARS), registered=True, coming=coming) for row in rows]
        self._there: dict[Asked, list[Opened]] = {}
        self._opened: dict[int, Opened] = {}
        self._keys: dict[int, Keys] = {}
        self._added: defaultdict[int, list[Opened]] = defaultdict(list)  # by each of their keys
        self._ask([each.rare for each in self._sought if each.rare.keys])

    def find(self, place: int) -> Found:
        """The children who agree best with the row at a place, those added among them."""

        def likely(asked: Asked) -> Iterable[Opened]:
            if asked not in self._there:
                self._ask_common(place)
            there = self._there[asked]
            near = {each.pk: each for key in asked.keys for each in self._added.get(key, ())}
            return self._first([*there, *near.values()], asked) if near else there

        return in_stages(self._sought[place], likely)

    def add(self, child: Child, row: Row, keys: Keys) -> None:
        """What is about to be made, with its number already."""
        self._keys[child.pk] = keys
        for key in keys.every:
            self._added[key].append(Opened(child.pk, child.first, child.reference, child.told, row, lambda: child))

    def _ask_common(self, place: int) -> None:
        """Of all from this place on who may need it, for there is hardly ever one alone."""
        needed = [self._sought[place]]
        for each in self._sought[place + 1 :]:
            if not is_likely(weighed(each.scorer, each.row, self._there.get(each.rare, ()))) and each.common.keys:
                needed.append(each)
        self._ask([each.common for each in needed])

    def _ask(self, asked: Sequence[Asked]) -> None:
        if not asked:
            return
        keys, tells, tags = zip(*(each.told for each in asked), strict=True)
        for each in asked:
            self._there[each] = []
        found = ask(_LIKELY, [[*keys], [*tells], [*tags], asked[0].most, BEHIND])
        # Each child is opened once, since brothers and sisters come one after the other.
        fresh = {pk: values for _, pk, *values in found if pk not in self._opened}
        self._opened |= {each.pk: each for each in opened((pk, *values) for pk, values in fresh.items())}
        for place, pk, *_ in found:
            self._there[asked[place - 1]].append(self._opened[pk])

    def _first(self, likely: Sequence[Opened], asked: Asked) -> list[Opened]:
        """Those who share most of the keys, as `children_likely` puts them in order."""
        bits = {each.pk: self._bits(each, asked) for each in likely}
        least = max(bits.values()) - BEHIND
        in_order = sorted(likely, key=lambda each: (-bits[each.pk], each.pk))
        return [each for each in in_order[: asked.most] if bits[each.pk] >= least]

    def _bits(self, each: Opened, asked: Asked) -> float:
        pk = each.pk
        keys = self._keys.get(pk) or self._keys.setdefault(pk, keying.keys_of(self._index, each.row))
        shared = sum(asked.keys[key] for key in keys.every if key in asked.keys)
        return shared - 0.5 * ((keys.tags ^ asked.tags) & _BITS).bit_count()
