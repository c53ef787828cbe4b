"""Who works with a child is put on record with whom to call, never why; what is looked at again has its day."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from sharewell.children.around import involving
from sharewell.children.around.involving import CannotNote, Contact
from sharewell.children.around.overviews import overview
from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from sharewell.children.matches import joining
from sharewell.children.models import Child, Concern, Ending, Involvement, LeadProfessional
from sharewell.domain.index.held import NotHeld
from sharewell.domain.index.policy import Against
from sharewell.domain.index.shown import Grounds
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db

ANN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01"}


@pytest.fixture
def ann(index, members):
    return register(index=index, details=ANN, source="roll", record="1", by=members[TRUST], at=now()).child


def told(by, **more):
    return {"by": by, "at": now(), "key": uuid4()} | more


def involve(child, by, service="speech therapy", name="Bo Hill", phone="020 7946 0000", **more):
    stated = {"contact": Contact(name, phone), "since": date(2025, 1, 6)} | more
    return involving.involve(child=child, service=service, **told(by), **stated)


def test_a_service_says_that_it_works_with_the_child(members, ann):
    row = involve(ann, members[TRUST])
    assert row.details == {"service": "speech therapy", "contact": "Bo Hill", "contact_phone": "020 7946 0000"}
    assert not row.sensitive


def test_the_same_form_is_one_involvement(members, ann):
    sent = told(members[TRUST])
    for _ in range(2):
        involving.involve(child=ann, service="x", contact=Contact("y"), since=today(), **sent)
    assert Involvement.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"service": "speech therapy because she was hit. It is urgent"},
        {"name": "Bo Hill; ask about the bruises"},
        {"phone": "only after school"},
    ],
)
def test_why_is_refused(members, ann, changed):
    with pytest.raises(NotHeld, match=r"Clause 2\.3"):
        involve(ann, members[TRUST], **changed)
    assert not Involvement.objects.exists()


def test_what_is_not_whole_is_refused(members, ann):
    for changed in ({"service": " "}, {"name": ""}, {"since": today() + timedelta(days=1)}):
        with pytest.raises(CannotNote):
            involve(ann, members[TRUST], **changed)


def test_a_sensitive_service_needs_consent_or_suspected_harm(members, ann):
    with pytest.raises(Against, match=r"Clause 5\.2"):
        involve(ann, members[TRUST], "mental health")
    consent = Grounds(consents=frozenset({"child"}), facts={"competent": True})
    assert involve(ann, members[TRUST], "Mental Health", grounds=consent).sensitive
    assert involve(ann, members[TRUST], "sexual health", grounds=Grounds(facts={"risk-of-significant-harm": True}))


def test_an_involvement_ends_once_and_by_whose_it_is(members, ann):
    row = involve(ann, members[TRUST])
    with pytest.raises(CannotNote, match="Another organisation"):
        involving.end(row=row, on=today(), **told(members[COUNCIL]))
    with pytest.raises(CannotNote, match="before it began"):
        involving.end(row=row, on=date(2025, 1, 5), **told(members[TRUST]))
    involving.end(row=row, on=date(2025, 1, 6), **told(members[TRUST]))
    with pytest.raises(CannotNote, match="already"):
        involving.end(row=row, on=today(), **told(members[TRUST]))
    assert Ending.objects.get().what == f"children.involvement:{row.pk}"


def test_who_leads_changes_and_never_backwards(members, ann):
    involving.lead(child=ann, who=Contact("Bo Hill"), since=date(2025, 3, 1), **told(members[TRUST]))
    with pytest.raises(CannotNote, match="1 March 2025"):
        involving.lead(child=ann, who=Contact("Cy Lane"), since=date(2025, 2, 28), **told(members[COUNCIL]))
    involving.lead(child=ann, who=Contact("Cy Lane"), since=date(2025, 3, 1), **told(members[COUNCIL]))
    assert LeadProfessional.objects.count() == 2


def test_that_an_assessment_exists_is_held_and_nothing_of_it(members, ann):
    row = involving.mark_assessment(child=ann, holder="Early Help Team", since=today(), **told(members[TRUST]))
    assert row.details == {"holder": "Early Help Team"}
    with pytest.raises(NotHeld):
        involving.mark_assessment(child=ann, holder="x. Found neglect. Severe", since=today(), **told(members[TRUST]))


def raise_concern(child, by, **more):
    return involving.raise_concern(child=child, **told(by), **({"contact": "Bo Hill", "told": True} | more))


def latest():
    month = today().month + 2
    year, month = today().year + month // 12, month % 12 + 1
    return next(day for back in range(4) if (day := _day(year, month, today().day - back)))


def _day(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


@pytest.mark.parametrize(("days", "holds"), [(-1, False), ("today", False), ("tomorrow", True), (0, True), (1, False)])
def test_a_concern_is_reviewed_within_three_months_whatever_is_asked(members, ann, days, holds):
    near = {"today": today(), "tomorrow": today() + timedelta(days=1), -1: today() - timedelta(days=1)}
    day = near.get(days) or latest() + timedelta(days=days)
    if holds:
        assert raise_concern(ann, members[TRUST], review_by=day).review_by == day
    else:
        with pytest.raises(CannotNote, match="day of review"):
            raise_concern(ann, members[TRUST], review_by=day)


def test_a_concern_says_whether_the_family_was_told_and_when_it_is_reviewed(members, ann):
    for left_out in ({"told": None, "review_by": today()}, {"review_by": None}):
        with pytest.raises(Against, match=r"Clause 6\.1"):
            raise_concern(ann, members[TRUST], **left_out)
    assert not Concern.objects.exists()


def test_what_waits_for_review_is_told_by_its_dates(index, members, ann):
    by, soon = members[TRUST], today() + timedelta(days=7)
    row = raise_concern(ann, by, review_by=soon)
    assert involving.to_review(index, by=by) == [(soon, row)]
    assert involving.to_review(index, by=members[COUNCIL]) == []
    involving.review(row=row, next_by=soon + timedelta(days=7), **told(by))
    assert involving.to_review(index, by=by) == [(soon + timedelta(days=7), row)]
    involving.end(row=row, on=today(), **told(by))
    assert involving.to_review(index, by=by) == []


def test_who_led_before_does_not_lead_again_once_the_last_has_ended(members, ann):
    by, day = members[TRUST], today()
    for name, days in (("Cy Lane", 90), ("Di Orr", 30)):
        last = involving.lead(child=ann, who=Contact(name), since=day - timedelta(days=days), **told(by))
    assert overview(ann).lead == last
    involving.end(row=last, on=day, **told(by))
    assert overview(ann).lead is None


def test_a_lead_who_was_put_on_record_by_mistake_never_led(members, ann):
    by, day = members[TRUST], today()
    first = involving.lead(child=ann, who=Contact("Cy Lane"), since=day - timedelta(days=90), **told(by))
    mistaken = involving.lead(child=ann, who=Contact("Di Orr"), since=day, **told(by))
    involving.end(row=mistaken, on=day, **told(by))
    assert overview(ann).lead == first
    right = involving.lead(child=ann, who=Contact("Di Orr"), since=day - timedelta(days=30), **told(by))
    assert overview(ann).lead == right


def test_a_change_of_lead_cannot_lie_before_one_that_came_with_a_joined_row(index, members, ann):
    by, day = members[TRUST], today()
    details = {"forename": "Bo", "surname": "Zennor", "birth_date": "2015-11-21"}
    bo = register(index=index, details=details, source="roll", record="2", by=by, at=now()).child
    involving.lead(child=bo, who=Contact("Cy Lane"), since=day - timedelta(days=30), **told(by))
    joining.join(rows=[bo], into=ann, **told(by))
    with pytest.raises(CannotNote, match="cannot lie before"):
        involving.lead(child=ann, who=Contact("Di Orr"), since=day - timedelta(days=90), **told(by))


def test_what_has_ended_is_not_reviewed_and_nothing_ends_ahead(members, ann):
    by = members[TRUST]
    soon = today() + timedelta(days=20)
    row = involving.raise_concern(child=ann, contact="Di Orr", told=True, review_by=soon, **told(by))
    with pytest.raises(CannotNote, match="lies ahead"):
        involving.end(row=row, on=today() + timedelta(days=1), **told(by))
    involving.end(row=row, on=today(), **told(by))
    with pytest.raises(CannotNote, match="ended already"):
        involving.review(row=row, next_by=soon, **told(by))


@pytest.mark.parametrize(("born", "first"), [("2015-05-01", date(2014, 7, 5)), ("2015", date(2014, 3, 7))])
def test_a_service_may_begin_before_the_birth_and_not_long_before(index, members, born, first):
    by = members[TRUST]
    row = register(index=index, details=ANN | {"birth_date": born}, source="roll", record="2", by=by, at=now()).child
    with pytest.raises(CannotNote, match="before the child was born"):
        involve(row, by, since=first - timedelta(days=1))
    assert involve(row, by, since=first)


def test_of_a_shielded_child_no_day_is_refused_by_a_birth_date_that_is_hidden(index, members, ann):
    earlier = ANN | {"birth_date": "2012-05-01"}
    register(index=index, details=earlier, source="roll", record="2", by=members[COUNCIL], at=now())  # and joined
    involve(ann, members[TRUST], since=date(2012, 6, 1))  # by what the other says of the child it was born by then
    shielding.shield(child=ann, ground="danger", views="child", **told(members[COUNCIL]))
    with pytest.raises(CannotNote, match="before the child was born"):
        involve(ann, members[TRUST], since=date(2012, 6, 2))
    Child.objects.update(shows=["forename", "surname"])  # as another text may have it
    involve(ann, members[TRUST], since=date(1999, 6, 2))
