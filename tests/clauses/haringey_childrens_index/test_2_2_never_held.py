"""
The index must not hold:

- attendance at school: also called attendance, attended, absence, absences, truancy and exclusions
- marks and examinations: also called exams, results, grades, attainment and key stage results
- illnesses: also called illness, diagnosis, diagnoses, condition, conditions, medication, medical notes and
  health
- visits and appointments: also called visit, visits, appointment, appointments, GP visits and admissions
- whether the parents are married: also called marital status, parental marital status, divorced and separated
- what relatives drink or take: also called substance use, substance misuse, alcohol, drugs and parental substance
  misuse
- violence at home: also called domestic violence, domestic abuse and DV flag
- why a service is involved: also called reason, reason for service, reason for referral, referral reason and
  presenting issue
- what an assessment says: also called assessment, assessment content, CAF, CAF form and assessment details
- case notes: also called notes, note, comments, comment, remarks, description, free text, narrative, case
  history, chronology and other information
"""

import pytest

from sharewell.domain.index.held import NotHeld, must_hold

pytestmark = pytest.mark.clause(number="2.2")


NEVER = {
    "attendance at school": "attendance attended absence absences truancy exclusions",
    "marks and examinations": "exams results grades attainment key-stage-results",
    "illnesses": "illness diagnosis diagnoses condition conditions medication medical-notes health",
    "visits and appointments": "visit visits appointment appointments gp-visits admissions",
    "whether the parents are married": "marital-status parental-marital-status divorced separated",
    "what relatives drink or take": "substance-use substance-misuse alcohol drugs parental-substance-misuse",
    "violence at home": "domestic-violence domestic-abuse dv-flag",
    "why a service is involved": "reason reason-for-service reason-for-referral referral-reason presenting-issue",
    "what an assessment says": "assessment assessment-content caf caf-form assessment-details",
    "case notes": "notes note comments comment remarks description free-text narrative case-history chronology "
    "other-information",
}


@pytest.mark.parametrize("what", NEVER)
def test_each_is_refused_by_its_name_whatever_its_column_is_called(index, what):
    for called in (what, *NEVER[what].split()):
        with pytest.raises(NotHeld) as refused:
            must_hold({"name": "Ann", called.replace("-", "_").title(): "x"}, index.policy)
        assert [(each.clause, what in each.said) for each in refused.value.refusals] == [("2.2", True)], called
