"""The compiled evaluator, the slow one, Cedar and Rego agree on generated requests, whatever the rules."""

import dataclasses
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from sharewell.domain import rules
from sharewell.domain.answer import Answer, Outcome, State
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.reading import Edition
from sharewell.domain.reference.decisions import Reference
from sharewell.domain.request import Asked, Consent, Named, Request
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled

from .agreement import differences
from .cedar import Cedar
from .generated import a_request, an_edition
from .rego import Rego

MANY = int(os.environ.get("SHAREWELL_CASES", "500"))
HOLIDAYS = bank_holidays("GB/ENG")
CHILDREN = bundled().edition("haringey/children", on=date(2006, 9, 1))
CRIME = bundled().edition("haringey/crime-and-disorder", on=date(2009, 12, 1))


def editions_with_more_rules(random: Random, count: int) -> Iterator[Edition]:
    return (an_edition(random, CHILDREN) for _ in range(count))


def with_rule(edition: Edition, clause: str, rule: rules.Rule) -> Edition:
    """The edition with one rule more where it already has one of that clause."""
    place = next(read for read in edition.reads if read.clause == clause)
    return dataclasses.replace(edition, reads=(*edition.reads, dataclasses.replace(place, rule=rule)))


def is_open(answer: Answer) -> tuple[bool, ...]:
    return tuple(item.state is State.OPEN for item in answer.items)


@pytest.mark.parametrize("edition", [CHILDREN, CRIME], ids=lambda edition: edition.protocol.id)
def test_compiled_and_reference_agree(edition: Edition) -> None:
    random, decider, reference = Random(1), Decider(edition), Reference(edition)
    for at in range(MANY):
        request = a_request(random, edition)
        answer = decider.decide(request, HOLIDAYS)
        assert not list(differences(answer, reference.decide(request, HOLIDAYS))), request
        if at % 5 == 0:
            assert answer.level == reference.level(request, answer.outcome), request


def test_compiled_and_reference_agree_on_rules_that_no_bundled_text_has() -> None:
    random = Random(2)
    for edition in editions_with_more_rules(random, MANY // 20):
        decider, reference = Decider(edition), Reference(edition)
        for _ in range(10):
            request = a_request(random, edition)
            found = reference.decide(request, HOLIDAYS)
            assert not list(differences(decider.decide(request, HOLIDAYS), found)), told(edition, request)


@pytest.mark.parametrize("edition", [CHILDREN, CRIME], ids=lambda edition: edition.protocol.id)
def test_cedar_agrees(edition: Edition) -> None:
    random, decider, cedar = Random(3), Decider(edition), Cedar(edition)
    for _ in range(MANY):
        request = a_request(random, edition, unknown=False)
        assert cedar.open(request) == is_open(decider.decide(request, HOLIDAYS)), request


def test_cedar_and_rego_agree_on_rules_that_no_bundled_text_has() -> None:
    random = Random(4)
    for edition in editions_with_more_rules(random, MANY // 100):
        decider, cedar, rego = Decider(edition), Cedar(edition), Rego(edition)
        for _ in range(10):
            request = a_request(random, edition, unknown=False)
            expected = is_open(decider.decide(request, HOLIDAYS))
            assert cedar.open(request) == rego.open(request) == expected, told(edition, request)


def test_generated_requests_open_every_route_and_come_to_every_outcome() -> None:
    """Of requests that nothing ever opens, agreement would say nothing."""
    random, decider = Random(5), Decider(CHILDREN)
    outcomes: Counter[Outcome] = Counter()
    carried: Counter[str | None] = Counter()
    for _ in range(3_000):
        answer = decider.decide(a_request(random, CHILDREN), HOLIDAYS)
        outcomes[answer.outcome] += 1
        carried.update({item.route for item in answer.of(State.OPEN)})
    assert min(outcomes[outcome] for outcome in Outcome) > 30, outcomes
    assert min(carried[clause] for clause, _ in CHILDREN.rules(rules.Permission)) > 10, carried


def told(edition: Edition, request: Request) -> str:
    return f"{[read.rule for read in edition.reads[len(CHILDREN.reads) :]]}\n{request}"


@pytest.mark.parametrize(("given_for", "opens"), [("case-notes", True), ("address", False)])
def test_an_age_that_consent_brings_in_is_in_for_what_the_consent_names(given_for: str, opens: bool) -> None:
    born_1976 = rules.Scope(
        levels=("minimum", "detailed"),
        least=26,
        most=40,
        condition=rules.Condition((rules.Consented(giver="child", phrase="the child has consented"),)),
    )
    edition = with_rule(CHILDREN, "2.1", born_1976)
    request = Request(
        date=date(2006, 10, 2),
        holder="Haringey Council",
        requester="Haringey Teaching Primary Care Trust",
        purpose="safeguarding",
        items=(Asked(item="case-notes"),),
        person_named=True,
        date_of_birth=date(1976, 5, 1),
        facts=dict.fromkeys(edition.known.facts, False) | {"told": True, "competent": True},
        consents=(Consent(by="child", state="given", explicit=True, items=(Named(given_for),)),),
        papers=(),
    )
    answer, found = Decider(edition).decide(request, HOLIDAYS), Reference(edition).decide(request, HOLIDAYS)
    assert is_open(answer) == (opens,)
    assert not list(differences(answer, found))
