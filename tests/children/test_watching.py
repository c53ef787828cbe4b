"""The auditor is shown who looked too much, at what hour and how often at what may be their family: never at whom."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sharewell.children import watching
from sharewell.children.actions import register
from sharewell.children.models import LookUp
from sharewell.domain.index.rules import WatchKind
from sharewell.ledger.acts import act
from sharewell.partners.models import Capacity, Membership
from tests.sharing.cast import TRUST, now, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(members):
    member = members[TRUST]
    Membership.objects.filter(pk=member.pk).update(capacity=Capacity.AUDITOR)
    return Membership.objects.select_related("organisation", "user").get(pk=member.pk)


def look(index, by, *, at, child=None, kin=False):
    told = {"index": index, "organisation": by.organisation, "by": by.user, "at": at, "key": uuid4()}
    with act():
        LookUp(reason="safeguarding", ground="K-1", answered=1, child=child, kin=kin, **told).save(by_action=True)


def workday(hour):
    day = today() - timedelta(days=7)
    day -= timedelta(days=max(0, day.weekday() - 3))  # a Thursday at the latest
    return timezone.make_aware(datetime.combine(day, time(hour)))


def test_signs_are_told_in_numbers_with_their_clause(index, members, auditor):
    for number in range(41):
        details = {"forename": "Ann", "surname": f"Quin{number}trell", "birth_date": "2015-05-01"}
        row = register(index=index, details=details, source="roll", record=str(number), by=members[TRUST], at=now())
        look(index, members[TRUST], at=workday(10), child=row.child, kin=number == 0)
    found = {sign.kind: (sign.count, sign.of, sign.clause) for sign in watching.signs_of(index, auditor, on=today())}
    assert found[WatchKind.MANY] == (41, 41, "3.5")
    assert found[WatchKind.FISHING] == (41, 41, "3.6")
    assert found[WatchKind.KIN] == (1, 41, "3.8")
    assert watching.counted(index, auditor, on=today()) == {members[TRUST].user_id: 41}


def test_nobody_but_an_auditor_is_shown_them(index, members):
    look(index, members[TRUST], at=workday(3))
    assert watching.signs_of(index, members[TRUST], on=today()) == []
    assert not watching.counted(index, members[TRUST], on=today())


def test_everybody_who_opened_a_record_is_told_to_whoever_answers_the_child(index, members):
    details = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01"}
    child = register(index=index, details=details, source="roll", record="1", by=members[TRUST], at=now()).child
    look(index, members[TRUST], at=workday(10), child=child)
    look(index, members[TRUST], at=workday(11))
    assert [each.reason for each in watching.looks_at(child)] == ["safeguarding"]
