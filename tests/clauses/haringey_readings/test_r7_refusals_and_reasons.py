"""
Sharing under 4.5(i), 4.5(ii) and 4.5(iv)(b) must not go ahead if a designated manager has refused it,
unless the child needs urgent medical treatment. When 4.6 is met because exceptional circumstances are
recorded, the holder must tell the designated manager within 1 working day of the disclosure.
"""

import pytest

from ..asking import POLICE, paper

pytestmark = pytest.mark.clause(number="R7")


FORM = {
    "requester": POLICE,
    "purpose": "legal proceedings or requirement",
    "police_investigation": True,
    "papers": [paper("section-29-form", "case-notes")],
}
REASON = "no manager could be reached"


@pytest.mark.parametrize("ground", [{"risk_of_significant_harm": True}, FORM])
def test_a_managers_refusal_stops_it_whatever_the_reason(children, ground):
    assert children.outcome("case-notes", **ground, manager="refused") == "refuse"
    assert children.outcome("case-notes", **ground, manager="refused", reason=REASON) == "refuse"
    assert children.outcome("case-notes", **ground, manager="none", reason=REASON) == "share"


@pytest.mark.parametrize("ground", [{"risk_of_significant_harm": True}, FORM, {}])
def test_it_does_not_stop_urgent_treatment(children, ground):
    assert children.outcome("case-notes", **ground, urgent_medical_treatment=True, manager="refused") == "share"


@pytest.mark.parametrize(
    "days",
    [("2006-10-02", "2006-10-03"), ("2006-10-06", "2006-10-09"), ("2006-12-22", "2006-12-27")],
)
def test_after_a_recorded_reason_the_manager_is_told_on_the_next_working_day(children, days):
    on, due = days
    (told,) = children.ask("case-notes", on=on, risk_of_significant_harm=True, reason=REASON).follow_up
    assert (told.what, told.due.isoformat(), told.clause) == ("tell the designated manager", due, "R7")


def test_after_approval_or_urgent_treatment_nobody_need_be_told(children):
    assert children.ask("case-notes", risk_of_significant_harm=True, manager="approved").follow_up == ()
    assert children.ask("case-notes", urgent_medical_treatment=True, reason=REASON).follow_up == ()
