"""
Personal information must not be shared before the child or guardian has been told who receives information.
Each party must keep on record how families were told.
"""

import pytest

from ..asking import consent

pytestmark = pytest.mark.clause(number="4.3")


def test_personal_information_waits_until_the_family_is_told(children):
    assert children.outcome("name", told=True) == "share"
    returned = children.ask("name", told=False)
    assert (returned.outcome, returned.needs) == ("return", ("told",))
    assert [q.fact for q in children.questions("name", told=None)] == ["told"]


def test_detailed_information_waits_too(children):
    agreed = [consent("parental-responsibility")]
    assert children.outcome("case-notes", consents=agreed, told=True) == "share"
    assert children.outcome("case-notes", consents=agreed, told=False) == "return"


def test_aggregate_information_does_not(children):
    assert children.outcome({"item": "aggregate", "smallest_count": 6}, named=False, told=False) == "share"


def test_how_families_were_told_is_on_record(children):
    assert children.attested("4.3") == ("each party", "how families were told", "at all times")
