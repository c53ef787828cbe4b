"""What may not happen: both sides of each guard, on a text of a few sentences."""

from datetime import date

import pytest

from sharewell.domain.duties import Clocks
from sharewell.domain.happenings import Happening
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled

EDITION = bundled().edition("haringey/children", on=date(2006, 9, 1))
CLOCKS = Clocks(EDITION)
COUNCIL, TRUST, POLICE = EDITION.known.parties
DAY = date(2007, 3, 1)


def objections(proposed: Happening, *happened: Happening) -> list[str]:
    return [o.clause for o in CLOCKS.objections(happened, proposed, bank_holidays("GB/ENG"))]


BREACH = Happening(event="breach-occurred", date=DAY, party=TRUST)
PRESENTED = Happening(event="report-presented", date=DAY)


def decided(*taking_part: str, on: date = DAY) -> Happening:
    return Happening(event="breach-decided", date=on, taking_part=taking_part)


def test_the_party_in_breach_takes_no_part() -> None:
    assert objections(decided(COUNCIL, TRUST), BREACH, PRESENTED) == ["6.4"]
    assert objections(decided(COUNCIL, POLICE), BREACH, PRESENTED) == []


def test_a_breach_of_another_matter_bars_nobody() -> None:
    elsewhere = Happening(event="breach-occurred", date=DAY, party=TRUST, matter="another")
    assert objections(decided(COUNCIL, TRUST), elsewhere, PRESENTED) == []


def test_what_must_come_first_must_be_on_record_by_that_day() -> None:
    assert objections(decided(COUNCIL), BREACH) == ["6.4"]
    assert objections(decided(COUNCIL, on=date(2007, 2, 28)), PRESENTED) == ["6.4"]
    assert objections(decided(COUNCIL), BREACH, PRESENTED) == []


@pytest.mark.parametrize(("scope", "refused"), [("", ["5.9"]), ("  ", ["5.9"]), ("Case notes of one team", [])])
def test_what_must_be_stated_must_be_stated(scope: str, refused: list[str]) -> None:
    (field,) = CLOCKS.fields("audit-notice-given")
    notice = Happening(event="audit-notice-given", date=DAY, party=POLICE, details={field: scope})
    assert objections(notice) == refused


@pytest.mark.parametrize("rank", [None, "unheard-of", *EDITION.known.ranks])
def test_a_rank_below_the_one_asked_for_is_refused(rank: str | None) -> None:
    raised = Happening(event="dispute-raised", date=DAY, party=COUNCIL)
    enough = list(EDITION.known.ranks)[2:]
    asked = Happening(event="mediator-asked", date=DAY, rank=rank)
    assert objections(asked, raised) == ([] if rank in enough else ["12.2"])


@pytest.mark.parametrize(
    ("shares", "refused"),
    [
        ({}, True),
        ({COUNCIL: 60, TRUST: 39.99}, True),
        ({COUNCIL: 60, TRUST: 40.01}, True),
        ({COUNCIL: 120, TRUST: -20}, True),
        ({COUNCIL: 33.33, TRUST: 33.33, POLICE: 33.34}, False),
        ({COUNCIL: 100}, False),
    ],
)
def test_shares_add_up(shares: dict[str, float], refused: bool) -> None:
    agreed = Happening(event="shares-agreed", date=DAY, shares=shares)
    assert objections(agreed) == (["11.1(e)"] if refused else [])


def test_shares_that_cannot_be_agreed_count_as_a_dispute() -> None:
    failed = Happening(event="shares-disputed", date=DAY)
    ranks = [code for code, named in EDITION.known.ranks.items() if "director" in named.phrase]
    asked = Happening(event="mediator-asked", date=DAY, rank=ranks[0])
    assert objections(asked) == ["12.2"]
    assert objections(asked, failed) == []
