from datetime import UTC, date, datetime

import pytest

from sharewell.ui.words import counted, day, listed, moment, read_date, rounded


def test_a_date_is_written_with_the_month_in_words() -> None:
    assert day(date(2006, 10, 2)) == "2 October 2006"


def test_a_moment_is_written_in_local_time() -> None:
    assert moment(datetime(2026, 6, 30, 23, 40, tzinfo=UTC)) == "1 July 2026 at 12:40am"
    assert moment(datetime(2026, 1, 30, 21, 40, tzinfo=UTC)) == "30 January 2026 at 9:40pm"
    assert day(datetime(2026, 6, 30, 23, 40, tzinfo=UTC)) == "1 July 2026"


def test_noon_and_midnight_are_words() -> None:
    assert moment(datetime(2026, 1, 30, 12, 0, tzinfo=UTC)) == "30 January 2026 at midday"
    assert moment(datetime(2026, 1, 30, 0, 0, tzinfo=UTC)) == "30 January 2026 at midnight"
    assert moment(datetime(2026, 1, 30, 12, 1, tzinfo=UTC)) == "30 January 2026 at 12:01pm"


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_reads_as_part_of_a_sentence(words: list[str], sentence: str) -> None:
    assert listed(words) == sentence


@pytest.mark.parametrize(
    "typed",
    [
        ("2", "10", "2006"),
        ("02", "october", "2006"),
        ("2", "Oct", "2006"),
        ("2 October 2006", "", ""),
        ("2/10/2006", "", ""),
        ("2006-10-02", "", ""),
    ],
)
def test_a_date_may_be_typed_in_many_ways(typed: tuple[str, str, str]) -> None:
    assert read_date(*typed) == date(2006, 10, 2)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (("2", "", "2006"), ("incomplete", ("month",))),
        (("2", "", ""), ("incomplete", ("month", "year"))),
        (("2", "10", "06"), ("year", ("year",))),
        (("2", "10", "0000"), ("invalid", ("day", "month", "year"))),
        (("29", "2", "2023"), ("invalid", ("day", "month", "year"))),
        (("2", "Oc", "2006"), ("invalid", ("day", "month", "year"))),
        (("1_0", "10", "2006"), ("invalid", ("day", "month", "year"))),
        (("٢", "10", "2006"), ("invalid", ("day", "month", "year"))),
    ],
)
def test_what_is_no_date_is_said_to_be_wrong_and_where(typed, problem) -> None:
    assert read_date(*typed) == problem


@pytest.mark.parametrize(
    ("number", "exactly", "about"),
    [
        (0, "Fewer than 5", "Fewer than 5"),
        (4, "Fewer than 5", "Fewer than 5"),
        (5, "5", "5"),
        (7, "7", "5"),
        (8, "8", "10"),
        (1_241, "1,241", "1,240"),
    ],
)
def test_a_number_so_small_that_it_could_tell_of_a_person_is_not_told(number, exactly, about) -> None:
    assert (counted(number), rounded(number)) == (exactly, about)


def test_the_last_day_of_february_is_a_date_in_a_leap_year_only() -> None:
    assert read_date("29", "2", "2024") == date(2024, 2, 29)
    assert read_date("29", "2", "2025") == ("invalid", ("day", "month", "year"))
