"""What holds of every answer, whatever the request and the rules."""

import dataclasses
import os
from datetime import date
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharewell.domain.answer import Answer, Outcome, State
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.request import Request
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled

from .generated import a_prohibition, a_request, an_edition, forgetful, requests, shuffled, told

MANY = int(os.environ.get("SHAREWELL_CASES", "100"))
HOLIDAYS = bank_holidays("GB/ENG")
CHILDREN = bundled().edition("haringey/children", on=date(2006, 9, 1))
DECIDER = Decider(CHILDREN)
REQUESTS = 20  # under one edition made for the occasion
anyhow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
many, few = settings(anyhow, max_examples=MANY), settings(anyhow, max_examples=MANY // 15)
chance = st.integers(0, 2**32).map(Random)


def decided(request: Request, decider: Decider = DECIDER) -> Answer:
    answer = decider.decide(request, HOLIDAYS)
    assert not any("could not decide" in warning for warning in answer.warnings)
    return answer


def said(answer: Answer) -> tuple[Any, ...]:
    """What "the same answer" means."""
    return answer.outcome, [(i.state, sorted(i.needs)) for i in answer.items], sorted(answer.records)


@few
@given(chance)
def test_the_order_of_rules_is_irrelevant(random: Random) -> None:
    other = Decider(shuffled(random, CHILDREN))
    for _ in range(REQUESTS):
        request = a_request(random, CHILDREN)
        again, first = decided(request, other), decided(request)
        assert said(again) == said(first), request
        assert (again.level, again.questions, again.clauses) == (first.level, first.questions, first.clauses), request
        assert set(again.follow_up) == set(first.follow_up), request


@many
@given(chance)
def test_knowing_more_never_changes_a_settled_answer(random: Random) -> None:
    truth = a_request(random, CHILDREN, unknown=False)
    answer = decided(forgetful(random, CHILDREN, truth))
    if answer.outcome is not Outcome.ASK:
        assert said(answer) == said(decided(truth))


@many
@given(chance)
def test_a_question_that_is_not_asked_could_not_have_mattered(random: Random) -> None:
    truth = a_request(random, CHILDREN, unknown=False)
    asking = forgetful(random, CHILDREN, truth)
    answer = decided(asking)
    answered = told(asking, truth, [question.fact for question in answer.questions])
    assert said(decided(answered)) == said(decided(truth))


@many
@given(requests(CHILDREN))
def test_an_answer_asks_exactly_where_it_is_not_settled(request: Request) -> None:
    answer = decided(request)
    assert bool(answer.questions) == (answer.outcome is Outcome.ASK)


@few
@given(chance)
def test_one_more_prohibition_never_shares_more(random: Random) -> None:
    edition = an_edition(random, CHILDREN)
    place = random.choice(edition.reads[-20:])
    barred = dataclasses.replace(place, rule=a_prohibition(random, edition))
    stricter = Decider(dataclasses.replace(edition, reads=(*edition.reads, barred)))
    decider = Decider(edition)
    for _ in range(REQUESTS):
        request = a_request(random, edition, unknown=False)
        before, after = decided(request, decider).items, decided(request, stricter).items
        assert all(now.state <= then.state for now, then in zip(after, before, strict=True)), request


@many
@given(requests(CHILDREN))
def test_only_what_a_route_carries_is_shared_and_each_item_says_why(request: Request) -> None:
    for item in decided(request).items:
        assert item.because
        assert (item.state is State.CLOSED) or item.route
