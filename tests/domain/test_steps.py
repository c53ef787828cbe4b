"""What can happen when, told from a text's own sentences."""

from datetime import date

from sharewell.domain.duties import Clocks
from sharewell.domain.happenings import Happening
from sharewell.domain.steps import Steps
from sharewell.protocols.library import bundled

DAY = date(2007, 3, 1)
STEPS = Steps(Clocks(bundled().edition("haringey/children", on=date(2006, 9, 1))))


def ahead(*events: str) -> list[str]:
    happened = [Happening(event=event, date=DAY) for event in events]
    runs = STEPS.clocks.duties(happened, DAY, frozenset())
    return [step.event.code for step in STEPS.ahead(happened, runs, standing=False)]


def test_a_matter_begins_with_what_follows_nothing() -> None:
    starts = {subject.title: subject.starts for subject in STEPS.subjects}
    assert starts["Breaches"] == ("breach-occurred", "breach-identified")
    assert starts["Disputes"] == ("dispute-raised",)
    assert starts["Signatures"] == ("protocol-signed",)


def test_what_a_clock_waits_for_comes_first() -> None:
    assert ahead("breach-identified")[0] == "breach-reported"


def test_what_has_not_begun_or_is_done_does_not_follow() -> None:
    assert "minutes-circulated" not in ahead("breach-occurred")
    assert "minutes-circulated" in ahead("breach-occurred", "partners-met")
    assert "minutes-circulated" not in ahead("breach-occurred", "partners-met", "minutes-circulated")


def test_what_must_come_first_is_said() -> None:
    happened = [Happening(event="breach-occurred", date=DAY)]
    steps = {s.event.code: s for s in STEPS.ahead(happened, (), standing=False)}
    assert steps["breach-decided"].clause == "6.4"
    assert steps["report-presented"].clause == ""


def test_what_counts_as_another_event_opens_its_section() -> None:
    assert "mediator-asked" not in ahead("indemnity-event")
    assert "mediator-asked" in ahead("indemnity-event", "shares-disputed")


def test_reviews_belong_to_the_protocol_itself() -> None:
    assert {"protocol-in-force", "review-completed", "insurance-renewed"} <= set(STEPS.standing)
    assert not any("review-completed" in subject.events for subject in STEPS.subjects)


def test_a_second_protocol_needs_no_code() -> None:
    steps = Steps(Clocks(bundled().edition("haringey/crime-and-disorder", on=date(2010, 1, 1))))
    assert any(subject.starts for subject in steps.subjects)
    assert "review-completed" in steps.standing
