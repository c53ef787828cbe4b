"""A request with some of its unknowns filled in: what conditions are asked of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharewell.domain.calendar import age_on
from sharewell.domain.reading import Edition
from sharewell.domain.request import Asked, Consent, Named, Paper, Request, normal
from sharewell.domain.rules import (
    Atom,
    Condition,
    Consented,
    ConsentedToRecipient,
    ExceptionRecorded,
    FactIs,
    HolderIs,
    ManagerHas,
    RequesterIs,
)

# An unknown is named by the question that settles it and, where one question settles several (consents, papers),
# by its part: ("consents", "child").
Unknown = tuple[str, str]


class Touched(Exception):
    """The evaluation turns on something nobody has filled in; `values` are all it can be."""

    def __init__(self, unknown: Unknown, values: tuple[Any, ...]) -> None:
        self.unknown, self.values = unknown, values


_YES_NO = (True, False)
_BORN = ("date_of_birth", "")


@dataclass(frozen=True, slots=True)
class Stretches:
    """One age, and one smallest count of a table, for each stretch of them that the text tells apart."""

    ages: tuple[int, ...]
    counts: tuple[int, ...]


class Situation:
    __slots__ = ("_age", "edition", "filled", "holder_kinds", "request", "requester_kinds", "stretches")

    def __init__(self, request: Request, edition: Edition, filled: dict[Unknown, Any], stretches: Stretches) -> None:
        self.request, self.edition, self.filled, self.stretches = request, edition, filled, stretches
        self._age: int | None = None
        self.holder_kinds = self._kinds(request.holder, request.holder_kinds)
        self.requester_kinds = self._kinds(request.requester, request.requester_kinds)

    def _kinds(self, organisation: str, registered: frozenset[str] | None) -> Collection[str]:
        """What an organisation is: as the register has it, else as the texts say."""
        return self.edition.known.organisations.get(organisation, ()) if registered is None else registered

    def _filled(self, unknown: Unknown, values: tuple[Any, ...]) -> Any:
        try:
            return self.filled[unknown]
        except KeyError:
            raise Touched(unknown, values) from None

    def fact(self, code: str) -> bool:
        stated = self.request.facts.get(code)
        return bool(self._filled((code, ""), _YES_NO)) if stated is None else stated

    def age(self) -> int:
        """The person's age; where nobody is named, one that no range of ages holds."""
        if self._age is None:
            born = self.request.date_of_birth
            if born is not None:
                self._age = age_on(born, self.request.date)
            else:
                self._age = self._filled(_BORN, self.stretches.ages) if self.request.person_named else -1
        return self._age

    def smallest_count(self, asked: Asked) -> int:
        if asked.smallest_count is None:
            return int(self._filled(("smallest_count", ""), self.stretches.counts))
        return asked.smallest_count

    def is_party(self) -> bool:
        return self.request.requester in self.edition.known.parties

    def consented(self, giver: str, item: str, what: str | None) -> bool:
        """Whether this giver's word, taken together, opens this item to this requester on this day."""
        if self.request.consents is None:
            return bool(self._filled(("consents", giver), _YES_NO))
        words = [c for c in self.request.consents if c.by == giver and self._counts(c, item, what)]
        if giver in self.edition.known.several and any(c.state == "refused" for c in words):
            return False
        if not words:
            return False
        return max(words, key=_later).state == "given"

    def _counts(self, consent: Consent, item: str, what: str | None) -> bool:
        if consent.date is not None and consent.date > self.request.date:
            return False
        if consent.recipients is not None and self.request.requester not in consent.recipients:
            return False
        if consent.state == "given":
            return consent.explicit and names(consent.items, item, what)
        # A refusal or withdrawal of a part holds up a request for the whole.
        return consent.items is None or any(
            n.item == item and (n.what is None or what is None or n.what == normal(what)) for n in consent.items
        )

    def consented_to_recipient(self, givers: tuple[str, ...]) -> bool:
        """Whether somebody consented to this very recipient, by name: they have been told that it receives."""
        if self.request.consents is None:
            return any(self._filled(("consents", giver), _YES_NO) for giver in givers)
        return any(
            c.by in givers
            and c.state == "given"
            and c.explicit
            and (c.date is None or c.date <= self.request.date)
            and c.recipients is not None
            and self.request.requester in c.recipients
            for c in self.request.consents
        )

    def papers(self, kind: str) -> list[Paper] | None:
        """The complete papers of a kind that are papers here; None where a filling supplies one that names all."""
        if self.request.papers is None:
            return None if self._filled(("evidence", kind), _YES_NO) else []
        return [p for p in self.request.papers if p.kind == kind and self._holds(p)]

    def _holds(self, paper: Paper) -> bool:
        request = self.request
        return (
            paper.complete
            and (paper.date is None or paper.date <= request.date)
            and (paper.addressed_to is None or paper.addressed_to == request.holder)
            and (paper.recipient is None or paper.recipient == request.requester)
        )

    def holds(self, atom: Atom, item: str = "", what: str | None = None) -> bool:
        return bool(_HOLDS[type(atom)](self, atom, item, what))

    def true_atoms(self, condition: Condition, item: str = "", what: str | None = None) -> tuple[Atom, ...]:
        """The atoms that make the condition hold; none where it does not. An "or" stops at the first."""
        for atom in condition.atoms:
            if self.holds(atom, item, what) is condition.any:
                return (atom,) if condition.any else ()
        return () if condition.any else condition.atoms


def _later(consent: Consent) -> tuple[date, bool]:
    """Which of one person's words counts. Where the order is unknown, the one that does not consent comes last."""
    refuses = consent.state != "given"
    return consent.date or (date.max if refuses else date.min), refuses


def names(named: tuple[Named, ...] | None, item: str, what: str | None) -> bool:
    """Whether a list of items covers one: both code and `what` agree, or the list names all of that item."""
    return named is None or any(n.item == item and (n.what is None or n.what == normal(what)) for n in named)


def _manager_has(situation: Situation, atom: Any, item: str, what: str | None) -> bool:
    return situation.request.manager.decision in atom.decisions


_HOLDS: dict[type, Any] = {
    FactIs: lambda s, a, i, w: s.fact(a.fact) == a.value,
    Consented: lambda s, a, i, w: s.consented(a.giver, i, w),
    ConsentedToRecipient: lambda s, a, i, w: s.consented_to_recipient(a.givers),
    HolderIs: lambda s, a, i, w: a.kind in s.holder_kinds,
    RequesterIs: lambda s, a, i, w: a.kind in s.requester_kinds,
    ManagerHas: _manager_has,
    ExceptionRecorded: lambda s, a, i, w: bool(s.request.manager.exceptional_reason),
}
