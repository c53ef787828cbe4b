"""
Each party must help with the audit by the planned day of the audit if written notice of an audit is given
at least 1 month before it. To give written notice of an audit, a party must state:

- the scope of the audit
"""

import pytest

from ..asking import COUNCIL, POLICE, TRUST, happening

pytestmark = pytest.mark.clause(number="5.9")


NOTICE = ("audit-notice-given", "2006-10-02", TRUST)


def test_help_is_owed_on_a_month_of_notice_and_not_on_a_day_less(children):
    assert children.last_day("5.9", NOTICE, ("audit-planned", "2006-11-02"), bearer=COUNCIL) == "2006-11-02"
    assert children.bearers("5.9", NOTICE, ("audit-planned", "2006-11-01")) == []


def test_each_party_helps(children):
    assert children.bearers("5.9", NOTICE, ("audit-planned", "2006-11-02")) == [COUNCIL, TRUST, POLICE]


def test_notice_states_the_scope(children):
    assert children.must_state("audit-notice-given") == ("the scope of the audit",)
    stated = happening("audit-notice-given", "2006-10-02", TRUST, details={"the scope of the audit": "consents"})
    assert children.objections(stated) == []
    assert children.objections(happening("audit-notice-given", "2006-10-02", TRUST)) == ["5.9"]
