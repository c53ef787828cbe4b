"""What a text says of an index, gathered from its sentences, so that each question finds its answer and its clause."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharewell.domain import calendar
from sharewell.domain.errors import BadInput
from sharewell.domain.index import rules
from sharewell.domain.reading import Edition
from sharewell.domain.rules import Condition, Duty, MustState, covers
from sharewell.domain.words import code_of


class NotAnIndex(BadInput):
    """A text that does not say what an index must be told, such as which fields it may hold."""


class Against(BadInput):
    """Something that a clause of the index's text forbids. `clause` is its number."""

    def __init__(self, said: str, *, clause: str) -> None:
        super().__init__(f"{said} (Clause {clause}.)")
        self.clause = clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one edition, made by `policy_of`.

    A clause is its number in the edition. Fields and services are the codes of the words that the text uses for them.
    """

    edition: Edition
    holds: frozenset[str]
    holds_clause: str
    refused: Mapping[str, tuple[str, str]]  # code of what extracts call it -> (what it is, clause)
    longest: int  # characters
    free_text_clause: str
    purposes: tuple[str, ...]
    purposes_clause: str
    shows: frozenset[str]  # of a shielded record
    shows_clause: str
    opening_minutes: int
    opening_clause: str
    sensitive: frozenset[str]
    sensitive_clause: str
    sensitive_if: tuple[tuple[str, Condition], ...]
    sensitive_shows: frozenset[str]
    sensitive_shows_clause: str
    ends: tuple[tuple[str, rules.DestroyedAt], ...]
    archived: tuple[str, rules.ArchivedAt] | None
    watched: tuple[tuple[str, rules.Watch], ...]
    accredited: Mapping[str, str]  # act -> clause
    stated: Mapping[str, tuple[str, tuple[str, ...]]]  # act -> (clause, what must be stated)
    clocks: Mapping[str, tuple[str, Duty]]  # act that closes it -> (clause, the duty)

    def due(self, act: str, started: date, holidays: Container[date], *, again: bool = False) -> date:
        """The last day in time for an act, such as "concern-reviewed"; `again` after it was done once. KeyError."""
        _, duty = self.clocks[act]
        period = duty.renewed if again and duty.renewed else duty.within
        if period is None:
            raise NotAnIndex(f"{self.edition.protocol.id}: nothing says within how long to {act}.")
        return calendar.after(period, started, holidays)

    def check_stated(self, act: str, stated: Mapping[str, str]) -> None:
        """Raises Against where an act leaves out what must be stated with it; keys are the text's words, or codes."""
        clause, wanted = self.stated.get(act, ("", ()))
        given = {code_of(name) for name, words in stated.items() if words.strip()}
        missing = [name for name in wanted if code_of(name) not in given]
        if missing:
            raise Against(f"State {' and '.join(missing)}.", clause=clause)

    def check_purpose(self, purpose: str) -> None:
        """Raises Against where the text lets nobody look for this purpose."""
        if purpose not in self.purposes:
            raise Against(f"State for what you look: {'; '.join(self.purposes)}.", clause=self.purposes_clause)

    def check_accredited(self, act: str, lapsed: Iterable[object]) -> None:
        """`lapsed` is what of vetting and training does not hold today: anything in it refuses the act."""
        if act in self.accredited and any(True for _ in lapsed):
            raise Against("Your vetting or your training does not hold today.", clause=self.accredited[act])


def policy_of(edition: Edition) -> Policy:
    """Raises NotPublishable and NotAnIndex."""
    edition.whole()
    holds_clause, holds = _the_one(edition, rules.IndexHolds)
    text_clause, text = _the_one(edition, rules.NoFreeText)
    _, search = _the_one(edition, rules.SearchFor)
    shows_clause, shows = _the_one(edition, rules.ShieldedShows)
    opening_clause, opening = _the_one(edition, rules.OpeningEnds)
    sensitive_clause, sensitive = _the_one(edition, rules.Sensitive)
    sensitive_shows_clause, sensitive_shows = _the_one(edition, rules.SensitiveShows)
    ends = tuple(edition.rules(rules.DestroyedAt))
    archived = next(edition.rules(rules.ArchivedAt), None)
    if not ends and archived is None:
        raise NotAnIndex(f"{edition.protocol.id}: no clause says when a record ends, so it cannot govern an index.")
    purposes = edition.known.purposes
    return Policy(
        edition=edition,
        holds=frozenset(holds.fields),
        holds_clause=holds_clause,
        refused={
            code: (each.what, clause)
            for clause, rule in edition.rules(rules.IndexRefuses)
            for each in rule.refused
            for code in each.called
        },
        longest=text.most,
        free_text_clause=text_clause,
        purposes=tuple(p for p, clause in purposes.items() if covers(search.purposes_of, clause)),
        purposes_clause=search.purposes_of,
        shows=frozenset(shows.fields),
        shows_clause=shows_clause,
        opening_minutes=opening.minutes,
        opening_clause=opening_clause,
        sensitive=frozenset(sensitive.fields),
        sensitive_clause=sensitive_clause,
        sensitive_if=tuple((clause, rule.condition) for clause, rule in edition.rules(rules.SensitiveHeld)),
        sensitive_shows=frozenset(sensitive_shows.fields),
        sensitive_shows_clause=sensitive_shows_clause,
        ends=ends,
        archived=archived,
        watched=tuple(edition.rules(rules.Watch)),
        accredited={rule.act: clause for clause, rule in edition.rules(rules.MustBeAccredited)},
        stated={rule.act: (clause, rule.fields) for clause, rule in edition.rules(MustState)},
        clocks={rule.act: (clause, rule) for clause, rule in edition.rules(Duty)},
    )


def _the_one(edition: Edition, kind: type[Any]) -> tuple[str, Any]:
    found = list(edition.rules(kind))
    if len(found) != 1:
        said = "no clause says" if not found else "more than one clause says"
        raise NotAnIndex(f"{edition.protocol.id}: {said} {_SAYS[kind]}, so it cannot govern an index.")
    return found[0]


_SAYS = {
    rules.IndexHolds: "what the index holds",
    rules.NoFreeText: "how long a value may be",
    rules.SearchFor: "for what the index may be searched",
    rules.ShieldedShows: "what a shielded record shows",
    rules.OpeningEnds: "when an opening of a shielded record ends",
    rules.Sensitive: "which services are sensitive",
    rules.SensitiveShows: "what is shown of a sensitive service",
}
