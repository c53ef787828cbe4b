"""Children missing education: who is on the list, what is next for each and by which day."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sharewell.children.around import missing
from sharewell.children.around.missing import CannotReport
from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from sharewell.children.matches import joining
from sharewell.children.models import Child
from sharewell.partners.models import Membership
from tests.sharing.cast import COUNCIL, TRUST, at, now, today

pytestmark = pytest.mark.django_db


def child(index, by, record, age):
    born = today().replace(day=1) - timedelta(days=365 * age + 40)
    details = {"forename": "Ann", "surname": f"Quintrell{record}", "birth_date": born.isoformat()}
    return register(index=index, details=details, source="roll", record=record, by=by, at=now()).child


def told(by, **more):
    return {"by": by, "at": now(), "key": uuid4()} | more


@pytest.mark.parametrize(("age", "is_reported"), [(2, False), (9, True), (17, False)])
def test_a_child_of_school_age_is_put_on_the_list_and_nobody_else(index, members, age, is_reported):
    row = child(index, members[TRUST], "a", age)
    if is_reported:
        missing.report(child=row, **told(members[TRUST]))
    else:
        with pytest.raises(CannotReport, match="school age"):
            missing.report(child=row, **told(members[TRUST]))
    assert len(missing.cases(index, viewer=members[COUNCIL].organisation)) is int(is_reported)


def test_enquiries_come_first_then_teaching_and_then_the_list_is_empty(index, members):
    by = members[COUNCIL]
    start = today() - timedelta(days=30)
    row = missing.report(child=child(index, by, "a", 9), by=by, at=at(start), key=uuid4())
    (case,) = missing.cases(index, viewer=members[COUNCIL].organisation)
    assert (case.next_step, case.clause) == ("enquiries-made", "8.1")
    assert not case.is_late(case.due)
    assert case.is_late(case.due + timedelta(days=1))
    with pytest.raises(CannotReport, match="another comes before"):
        missing.step(row=row, event="education-arranged", on=today(), **told(by))
    missing.step(row=row, event="enquiries-made", on=start, **told(by))
    (case,) = missing.cases(index, viewer=members[COUNCIL].organisation)
    assert (case.next_step, case.clause) == ("education-arranged", "8.2")
    for day in (start - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(CannotReport, match="The day"):
            missing.step(row=row, event="education-arranged", on=day, **told(by))
    missing.step(row=row, event="education-arranged", on=today(), **told(by))
    assert missing.cases(index, viewer=members[COUNCIL].organisation) == []


def test_a_child_is_on_the_list_once_and_whoever_took_the_report_goes_on_with_it(index, members):
    row = child(index, members[COUNCIL], "a", 9)
    reported = missing.report(child=row, **told(members[COUNCIL]))
    with pytest.raises(CannotReport, match="already"):
        missing.report(child=row, **told(members[TRUST]))
    with pytest.raises(CannotReport, match="Another organisation"):
        missing.step(row=reported, event="enquiries-made", on=today(), **told(members[TRUST]))


def test_a_shielded_child_is_on_the_list_of_whoever_took_the_report_alone(index, members):
    manager = Membership.objects.get(user__email="council.manager@example.org")
    row = child(index, members[COUNCIL], "a", 9)
    missing.report(child=row, **told(members[COUNCIL]))
    shielding.shield(child=row, ground="danger", views="child", **told(manager))
    seen = {name: len(missing.cases(index, viewer=members[name].organisation)) for name in (COUNCIL, TRUST)}
    assert seen == {COUNCIL: 1, TRUST: 0}
    missing.report(child=row, **told(members[TRUST]))  # else its refusal would tell


def test_of_rows_that_became_one_child_the_list_has_one(index, members):
    by, theirs = members[COUNCIL], members[TRUST]
    one, other = child(index, by, "a", 9), child(index, by, "b", 12)
    first, second = missing.report(child=one, **told(by)), missing.report(child=other, **told(theirs))
    missing.step(row=second, event="enquiries-made", on=today(), **told(theirs))
    joined = joining.join(rows=[other], into=one, **told(by))
    (case,) = missing.cases(index, viewer=by.organisation)
    assert case.report == second  # which has gone further
    with pytest.raises(CannotReport, match="already"):
        missing.report(child=one, **told(by))
    joining.undo(joining=joined, **told(by))
    assert {case.report for case in missing.cases(index, viewer=by.organisation)} == {first, second}


def test_once_the_child_is_taught_no_earlier_report_of_it_waits_and_a_later_one_does(index, members):
    by, theirs = members[COUNCIL], members[TRUST]
    one, other = child(index, by, "a", 9), child(index, by, "b", 12)
    row, _ = missing.report(child=one, **told(by)), missing.report(child=other, **told(theirs))
    joining.join(rows=[other], into=one, **told(by))
    for event in missing.STEPS:
        missing.step(row=row, event=event, on=today(), **told(by))
    assert not missing.cases(index, viewer=by.organisation)
    again = missing.report(child=one, **told(by))
    assert [case.report for case in missing.cases(index, viewer=by.organisation)] == [again]


def test_a_birth_date_that_another_organisation_told_is_enough(index, members):
    by = members[COUNCIL]
    named = register(
        index=index, details={"forename": "Ann", "surname": "Zennor"}, source="roll", record="z", by=by, at=now()
    )
    joining.join(rows=[child(index, by, "a", 9)], into=named.child, **told(by))
    assert missing.report(child=named.child, **told(by))


@pytest.mark.parametrize("age", [2, 9])
def test_of_a_child_whose_birth_date_is_hidden_nobody_learns_whether_it_is_of_school_age(index, members, age):
    row = child(index, members[TRUST], "a", age)
    Child.objects.filter(pk=row.pk).update(shows=["forename", "surname"])  # as another text may have it
    missing.report(child=row, **told(members[TRUST]))
    assert len(missing.cases(index, viewer=members[TRUST].organisation)) == 1
