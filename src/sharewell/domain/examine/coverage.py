"""How each clause is held: enforced, timed, recorded, or a note that people read.

A clause has the strongest class of its sentences. A definition is enforced only where some rule turns on a word it
declares. The four are counted apart, since attestations make a high figure cheap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sharewell.domain.examine.uses import declared_words, used_words
from sharewell.domain.reading import Edition, Read
from sharewell.domain.rules import Defines, KeepRecord
from sharewell.domain.sentences import Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What somebody must put on record, who, and when: "at all times", or what happens first."""

    who: str
    what: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One clause and its class. `also` are further classes of its sentences, strongest first."""

    clause: str
    text: str
    title: str
    hold: Hold
    also: tuple[Hold, ...] = ()
    attestations: tuple[Attestation, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    clauses: tuple[Covered, ...]

    @property
    def counts(self) -> dict[Hold, int]:
        """How many clauses have each class, strongest class first; every class is there."""
        counted = Counter(covered.hold for covered in self.clauses)
        return {hold: counted[hold] for hold in Hold}

    def of(self, clause: str) -> Covered | None:
        return next((covered for covered in self.clauses if covered.clause == clause), None)


def coverage(edition: Edition, *, whole: bool = False) -> Coverage:
    """Every clause of the protocol's own text, or of the `whole` bundle, under one class. Raises NotPublishable."""
    edition.whole()
    turned_on = _clauses_turned_on(edition)
    reads: dict[str, list[Read]] = {}
    for read in edition.reads:
        reads.setdefault(read.clause, []).append(read)
    covered = []
    for key, (text, clause) in edition.clauses.items():
        if whole or text is edition.protocol:
            own = reads.get(key, [])
            holds = {_hold(read, turned_on) for read in own} or {Hold.NOTE}
            strongest, *further = (hold for hold in Hold if hold in holds)
            covered.append(
                Covered(
                    clause=key,
                    text=text.id,
                    title=clause.title,
                    hold=strongest,
                    also=tuple(hold for hold in further if hold is not Hold.NOTE),
                    attestations=tuple(_attestations(own, edition)),
                )
            )
    return Coverage(tuple(covered))


def _hold(read: Read, turned_on: frozenset[str]) -> Hold:
    if isinstance(read.rule, Defines):
        return Hold.ENFORCED if read.clause in turned_on else Hold.NOTE
    return read.form.hold


def _clauses_turned_on(edition: Edition) -> frozenset[str]:
    """The clauses that declare a word some rule turns on; parties always are, as holders."""
    used = used_words(edition)
    declaring = {clause for word, clause, _ in declared_words(edition.known) if word in used}
    return frozenset(declaring | set(edition.known.parties.values()))


def _attestations(reads: list[Read], edition: Edition) -> Iterator[Attestation]:
    for rule in (read.rule for read in reads):
        if isinstance(rule, KeepRecord):
            when = "at all times" if rule.when is None else f"when {edition.known.events[rule.when].happening}"
            yield Attestation(who=rule.bearer.phrase, what=edition.known.records[rule.record].phrase, when=when)
