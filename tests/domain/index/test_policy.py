"""A text governs an index only where it says all that an index must be told."""

import pytest

from sharewell.domain.index.policy import NotAnIndex, policy_of
from sharewell.domain.library import Library
from tests.clauses.asking import bundled

from .conftest import DAY


def test_another_protocol_governs_no_index():
    with pytest.raises(NotAnIndex, match="haringey/children: no clause says what the index holds"):
        policy_of(Library(bundled()).edition("haringey/children", on=DAY))


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("The index must not hold free text, or a value of more than 100 characters.", "how long a value may be"),
        (
            "An opening of a shielded record ends by itself after 60 minutes.",
            "when an opening of a shielded record ends",
        ),
        ("The index must not be searched for a purpose that is not in 3.1.", "for what the index may be searched"),
    ],
)
def test_a_text_that_leaves_something_out_says_what(policy_with, sentence, missing):
    with pytest.raises(NotAnIndex, match=missing):
        policy_with(sentence, "")


def test_two_clauses_that_say_different_things_are_no_rule(policy_with):
    ends = "An opening of a shielded record ends by itself after {} minutes."
    with pytest.raises(NotAnIndex, match="more than one clause"):
        policy_with(ends.format(60), f"{ends.format(60)} {ends.format(30)}")


def test_a_changed_number_changes_the_rule(policy, policy_with):
    assert policy.longest == 100
    assert policy_with("more than 100 characters", "more than 40 characters").longest == 40


def test_days_are_reckoned_by_the_clause(policy, policy_with):
    assert policy.due("concern-reviewed", DAY, ()).isoformat() == "2027-02-02"
    longer = policy_with("within 3 months of the day a concern is", "within 6 months of the day a concern is")
    assert longer.due("concern-reviewed", DAY, ()).isoformat() == "2027-05-02"
    assert longer.due("concern-reviewed", DAY, (), again=True).isoformat() == "2027-02-02"
