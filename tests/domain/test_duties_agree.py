"""The fast reckoning of duties and the slow one agree on invented matters of the bundled protocol."""

import os
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharewell.domain.calendar import Period, Unit, after
from sharewell.domain.duties import Clocks
from sharewell.domain.happenings import Happening
from sharewell.domain.reference.duties import reckon, walk
from sharewell.domain.rules import Duty
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled

MANY = int(os.environ.get("SHAREWELL_CASES", "500"))
HOLIDAYS = bank_holidays("GB/ENG")
EDITION = bundled().edition("haringey/children", on=date(2006, 9, 1))
CLOCKS = Clocks(EDITION)
PARTIES = [None, *EDITION.known.parties]
EVENTS = list(EDITION.known.events)
FIRST = date(2006, 12, 1)  # the busiest weeks of the calendar: two bank holidays, a month's end, a year's end


def families() -> list[list[str]]:
    """The events that one duty turns on, and those of its neighbours: so that most generated matters start clocks."""
    found = []
    for _, duty in EDITION.rules(Duty):
        named = [duty.start, duty.by, duty.notice_event, duty.act, duty.bearer.event]
        family = {event for event in named if event}
        for _, other in EDITION.rules(Duty):
            if other.start in family or other.act in family:
                family |= {event for event in (other.start, other.by, other.act) if event}
        found.append(sorted(family))
    return found


@st.composite
def matters(draw: st.DrawFn) -> list[Happening]:
    events = draw(st.sampled_from([*families(), EVENTS]))
    return draw(
        st.lists(
            st.builds(
                Happening,
                event=st.sampled_from(events),
                date=st.integers(0, 420).map(lambda n: FIRST + timedelta(days=n // 6)),
                party=st.sampled_from(PARTIES),
                matter=st.sampled_from([None, None, "one"]),
            ),
            max_size=9,
        )
    )


@settings(max_examples=MANY, deadline=None)
@given(matters(), st.integers(-5, 500))
def test_both_reckonings_agree(happenings: list[Happening], later: int) -> None:
    on = FIRST + timedelta(days=later)
    fast = [
        (r.clause, r.bearer, r.act, r.starts_from, r.due, r.done_on, r.late, r.matter)
        for r in CLOCKS.duties(happenings, on, HOLIDAYS)
    ]
    assert sorted(fast, key=str) == sorted(reckon(EDITION, happenings, on, HOLIDAYS), key=str)


@settings(max_examples=MANY, deadline=None)
@given(
    st.builds(Period, st.integers(0, 40), st.sampled_from(Unit)),
    st.dates(date(2000, 1, 1), date(2035, 12, 31)),
)
def test_both_calendars_agree(period: Period, day: date) -> None:
    assert after(period, day, HOLIDAYS) == walk(period, day, HOLIDAYS)


@pytest.mark.parametrize("day", [date(2006, 12, 22), date(2012, 5, 31), date(2022, 9, 15), date(2024, 2, 29)])
def test_the_slow_calendar_is_itself_right_about_one_working_day(day: date) -> None:
    nexts = {
        date(2006, 12, 22): date(2006, 12, 27),
        date(2012, 5, 31): date(2012, 6, 1),
        date(2022, 9, 15): date(2022, 9, 16),
        date(2024, 2, 29): date(2024, 3, 1),
    }
    assert walk(Period(1, Unit.WORKING_DAY), day, HOLIDAYS) == nexts[day]
