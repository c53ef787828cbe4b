"""Our own scenarios of the children protocol, with answers derived by hand from the clauses and the readings of them.

Each is also an interview: asked anew with no fact, consent or paper stated, how many questions lead to the answer?
"""

import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from sharewell.domain.answer import Answer, Outcome, to_json
from sharewell.domain.deciding.decide import Decider
from sharewell.domain.request import Request, read_request
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled

from ..scenarios.expecting import scenarios, unmet
from .generated import told

HOLIDAYS = bank_holidays("GB/ENG")
LIBRARY = bundled()
SCENARIOS = scenarios()
MOST_QUESTIONS = 6

each = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())


def asked(scenario: dict[str, Any]) -> tuple[Request, Decider]:
    body = scenario["request"]
    decider = LIBRARY.decider(body["protocol"], on=date.fromisoformat(body["date"]))
    return read_request(body, decider.edition)[0], decider


@each
def test_the_answer_is_the_expected_one(scenario: dict[str, Any]) -> None:
    request, decider = asked(scenario)
    assert not list(unmet(to_json(decider.decide(request, HOLIDAYS)), scenario["expected"]))


@each
def test_six_questions_at_most_lead_to_the_answer(scenario: dict[str, Any]) -> None:
    """`pytest -rP` prints the questions of each."""
    request, decider = asked(scenario)
    # Whatever the scenario leaves unknown is not so, once somebody asks.
    truth = dataclasses.replace(
        request,
        facts=dict.fromkeys(decider.edition.known.facts, False) | dict(request.facts),
        consents=request.consents or (),
        papers=request.papers or (),
        date_of_birth=request.date_of_birth or date(1995, 1, 1),
        items=tuple(
            dataclasses.replace(item, smallest_count=0) if item.smallest_count is None else item
            for item in request.items
        ),
    )
    interview = list(interviewed(truth, decider))
    print(f"{len(interview) - 1} {scenario['request']['title']}: {' · '.join(_first(a) for a in interview[:-1])}")
    assert len(interview) - 1 <= MOST_QUESTIONS
    known, answered = decider.decide(truth, HOLIDAYS), interview[-1]
    assert [(i.state, i.needs) for i in answered.items] == [(i.state, i.needs) for i in known.items]
    assert (answered.outcome, answered.records) == (known.outcome, known.records)


def interviewed(truth: Request, decider: Decider) -> Iterator[Answer]:
    """The answers of an interview that begins with who asks, about whom, for what and for which items."""
    request = dataclasses.replace(truth, facts={}, consents=None, papers=None)
    answer = decider.decide(request, HOLIDAYS)
    yield answer
    while answer.outcome is Outcome.ASK:
        request = told(request, truth, [_first(answer)])
        answer = decider.decide(request, HOLIDAYS)
        yield answer


def _first(answer: Answer) -> str:
    return answer.questions[0].fact
