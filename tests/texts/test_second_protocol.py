"""A second protocol, with other rules than the first, runs by its own sentences alone."""

from datetime import date
from pathlib import Path

import pytest

from sharewell.domain.examine import check, coverage
from sharewell.domain.sentences import Hold
from tests.clauses.asking import COUNCIL, POLICE, Protocol, bundled

SRC = Path(__file__).parents[2] / "src"
ASKED = {"requester": POLICE, "purpose": "prevent crime", "needed_for_prevention": True}
OFFICERS = {"designated_requester": True, "designated_holder": True}


@pytest.fixture(scope="module")
def crime() -> Protocol:
    return Protocol(bundled(), "haringey/crime-and-disorder", "2009-12-01")


def test_no_code_speaks_of_it():
    named = ("special file", "special-file", "crime-and-disorder", "crime or disorder")
    sources = [p.read_text(encoding="utf-8").lower() for p in SRC.rglob("*.py")]
    assert [words for words in named if any(words in source for source in sources)] == []


def test_a_check_finds_no_error(crime):
    assert check(crime.edition).errors == ()


def test_between_officers_in_writing_it_goes(crime):
    answer = crime.ask("offences", **ASKED, **OFFICERS, in_writing=True)
    assert answer.outcome == "share"
    assert "Crime and Disorder Act 1998, section 115" in answer.law


@pytest.mark.parametrize("nobody", ["designated_requester", "designated_holder"])
def test_where_either_is_no_designated_officer_it_stays(crime, nobody):
    refused = crime.ask("offences", **ASKED, **OFFICERS | {nobody: False}, in_writing=True)
    assert refused.outcome == "refuse"
    assert "4.2" in refused.clauses


@pytest.mark.parametrize(
    ("in_writing", "emergency", "outcome"),
    [(True, False, "share"), (False, True, "share"), (True, True, "share"), (False, False, "return")],
)
def test_in_writing_unless_there_is_an_emergency(crime, in_writing, emergency, outcome):
    said = {"in_writing": in_writing, "emergency": emergency}
    assert crime.outcome("offences", **ASKED, **OFFICERS, **said) == outcome


def test_only_what_can_matter_is_asked(crime):
    unknown = dict.fromkeys((*OFFICERS, "in_writing", "emergency"))
    asked = crime.questions("offences", **ASKED, **unknown)
    assert {q.fact for q in asked} == {"designated-requester", "designated-holder", "in-writing", "emergency"}
    assert crime.questions("offences", **ASKED, **unknown | {"designated_holder": False}) == ()


def test_a_reply_is_done_late_or_open_by_its_days(crime):
    received = ("request-received", "2009-12-18", COUNCIL)
    answered = [
        crime.runs("5.1", received, ("request-answered", day, COUNCIL), on="2010-02-01")[0]
        for day in ("2010-01-06", "2010-01-07")
    ]
    assert [(run.due, run.late, run.state.value) for run in answered] == [
        (date(2010, 1, 6), False, "done"),
        (date(2010, 1, 6), True, "done"),
    ]
    assert [crime.runs("5.1", received, on=day)[0].state.value for day in ("2010-01-06", "2010-01-07")] == [
        "open",
        "late",
    ]


def test_what_is_shared_goes_into_the_special_file(crime):
    shared = crime.ask("offences", **ASKED, **OFFICERS, in_writing=True)
    assert shared.records == ("special-file",)
    assert crime.record_states("special-file")[0] == "the officer who asked"


def test_every_clause_is_covered(crime):
    covered = coverage(crime.edition)
    assert {c.hold for c in covered.clauses} == {Hold.ENFORCED, Hold.TIMED}
    assert [c.clause for c in covered.clauses if c.hold is Hold.TIMED] == ["2.3", "5.1", "5.2", "5.3", "7.1", "7.2"]
    (officers,) = covered.of("2.3").attestations
    assert (officers.who, officers.when) == ("each party", "at all times")
