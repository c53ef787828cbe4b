"""Every way to fill in what a request leaves unknown, and which of its questions matter."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sharewell.domain import rules
from sharewell.domain.reading import Edition
from sharewell.domain.request import Asked, Consent, Named, Paper, Request

MOST_FILLINGS = 100_000


class TooMuchUnknownError(ValueError):
    """A request leaves so much unknown that trying all of it would take too long."""


def every_filling(edition: Edition, request: Request) -> Iterator[tuple[dict[str, Any], Request]]:
    """The answers, by question, and the request they make; it leaves nothing unknown."""
    unknown = dict(_unknown(edition, request))
    count = math.prod(len(values) for values in unknown.values())
    if count > MOST_FILLINGS:
        raise TooMuchUnknownError(f"{', '.join(unknown)}: {count} ways to fill them in are too many to try them all.")
    for values in itertools.product(*unknown.values()):
        answers = dict(zip(unknown, values, strict=True))
        yield answers, _filled(edition, request, answers)


def that_matter(answers: list[dict[str, Any]], comes_to: list[Any]) -> frozenset[str]:
    """The questions whose answer, with all the others kept, can change what the request comes to."""
    matter = set()
    for question in answers[0]:
        seen: dict[Any, Any] = {}
        for given, one in zip(answers, comes_to, strict=True):
            rest = tuple(answer for asked, answer in given.items() if asked != question)
            if seen.setdefault(rest, one) != one:
                matter.add(question)
    return frozenset(matter)


def level_of(edition: Edition, item: str) -> str:
    """The level of an item; of one that the text does not name, a level that no rule speaks of."""
    return edition.known.items[item].level if item in edition.known.items else ""


def _unknown(edition: Edition, request: Request) -> Iterator[tuple[str, list[Any]]]:
    """Each question that the request leaves open, and all the answers that the text can tell apart."""
    for code in edition.known.facts:
        if code not in request.facts:
            yield code, [True, False]
    if request.consents is None:
        yield "consents", list(_subsets(edition.known.givers))
    if request.papers is None:
        yield "evidence", list(_subsets(edition.known.papers))
    if request.person_named and request.date_of_birth is None:
        scopes = [scope for _, scope in edition.rules(rules.Scope)]
        yield "date_of_birth", sorted({0} | {age for s in scopes for age in (s.least, s.most + 1)})
    if any(_uncounted(edition, asked) for asked in request.items):
        counts = [count for _, count in edition.rules(rules.SmallCount)]
        yield "smallest_count", sorted({0} | {n for c in counts for n in (c.least, c.most + 1)})


def _uncounted(edition: Edition, asked: Asked) -> bool:
    counted = any(level_of(edition, asked.item) in count.levels for _, count in edition.rules(rules.SmallCount))
    return asked.smallest_count is None and counted


def _filled(edition: Edition, request: Request, answers: Mapping[str, Any]) -> Request:
    known = edition.known
    filled = replace(request, facts={**request.facts, **{c: answers[c] for c in known.facts if c in answers}})
    if "consents" in answers:
        consents = [_consent_to_all(giver, request) for giver in answers["consents"]]
        filled = replace(filled, consents=tuple(consents))
    if "evidence" in answers:
        all_items = tuple(Named(code) for code in known.items)
        papers = [Paper(kind=kind, complete=True, items=all_items) for kind in answers["evidence"]]
        filled = replace(filled, papers=tuple(papers))
    if "date_of_birth" in answers:
        # Nobody's age is reckoned from 29 February here: the first of January is as good a birthday.
        filled = replace(filled, date_of_birth=date(request.date.year - answers["date_of_birth"], 1, 1))
    if "smallest_count" in answers:
        count = answers["smallest_count"]
        items = [replace(a, smallest_count=count) if _uncounted(edition, a) else a for a in request.items]
        filled = replace(filled, items=tuple(items))
    return filled


def _subsets(names: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    return itertools.chain.from_iterable(itertools.combinations(names, size) for size in range(len(names) + 1))


def _consent_to_all(giver: str, request: Request) -> Consent:
    """Consent to everything asked for, and to this very recipient."""
    return Consent(by=giver, state="given", explicit=True, recipients=(request.requester,))
