"""The auditor is shown who looked too much, at what hour and how often at what may be their family: never at whom."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sharewell.children.guarding import shielding, watching
from sharewell.children.guarding.kin import declare_home
from sharewell.children.intake.actions import register
from sharewell.children.models import LookUp
from sharewell.children.search import look_ups
from sharewell.domain.index.held import NotHeld
from sharewell.domain.index.rules import WatchKind
from sharewell.partners.models import Capacity, Membership
from tests.children.cast import look
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(members):
    member = members[TRUST]
    Membership.objects.filter(pk=member.pk).update(capacity=Capacity.AUDITOR)
    return Membership.objects.select_related("organisation", "user").get(pk=member.pk)


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


ANN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01", "nhs_number": "943 476 5919"}
WHY = {"purpose": "safeguarding", "reason": "K-1"}


def put(index, by, **details):
    told = {"index": index, "source": "roll", "record": "1", "by": by, "at": now()}
    return register(details=ANN | details, **told).child


def marked():
    return LookUp.objects.latest("pk").kin


@pytest.mark.parametrize("postcode", ["TQ13 8DF", "N17 8HG"])
def test_a_home_is_known_in_what_any_organisation_says_of_the_child_and_in_what_a_search_shows(
    index, members, postcode
):
    child = put(index, members[TRUST], postcode="TQ13 8DF")
    put(index, members[COUNCIL], postcode="N17 8HG")
    signed = {"by": members[COUNCIL], "at": now()} | WHY
    asked = {"forename": "Ann", "birth_date": "2015-05-01", "nhs_number": "943 476 5919"}
    look_ups.open_child(child=child, **signed)
    assert not marked()
    declare_home(postcode=postcode, by=members[COUNCIL])
    look_ups.open_child(child=child, **signed)
    assert marked()
    shown = look_ups.search(index=index, asked=asked, **signed).candidates[0].told["postcode"]
    assert marked() is (shown == postcode)


def test_the_home_of_a_shielded_child_is_a_mark_for_whoever_opened_it_and_tells_nobody_else(index, members):
    child = put(index, members[TRUST], postcode="TQ13 8DF")
    shielding.shield(child=child, ground="d", views="v", by=members[TRUST], at=now(), key=uuid4())
    child.refresh_from_db()
    declare_home(postcode="TQ13 8DF", by=members[COUNCIL])
    look_ups.open_child(child=child, by=members[COUNCIL], at=now(), **WHY)
    assert not marked()
    look_ups.open_child(child=child, by=members[COUNCIL], at=now(), whole=True, **WHY)
    assert marked()


@pytest.mark.parametrize("reason", ["father hits the child", "K-117, she is hurt", "K" * 41, "K-117\n"])
def test_a_reason_is_a_reference_and_no_case_note_at_whatever_door(index, members, reason):
    child, signed = put(index, members[TRUST]), {"by": members[COUNCIL], "at": now(), "purpose": "safeguarding"}
    with pytest.raises(look_ups.NoReference):
        look_ups.search(index=index, asked=ANN, reason=reason, **signed)
    with pytest.raises(look_ups.NoReference):
        look_ups.open_child(child=child, reason=reason, **signed)
    assert not LookUp.objects.exists()


@pytest.mark.parametrize(
    ("reason", "clause"),
    [("she-was-beaten-by-her-father", "2.3"), ("because_he/hits.her.daily", "2.3"), ("Domestic violence", "2.2")],
)
def test_a_reason_says_nothing_of_the_case_whatever_stands_between_its_words(index, members, reason, clause):
    child, signed = put(index, members[TRUST]), {"by": members[COUNCIL], "at": now(), "purpose": "safeguarding"}
    for looking in (
        lambda: look_ups.search(index=index, asked=ANN, reason=reason, **signed),
        lambda: look_ups.open_child(child=child, reason=reason, **signed),
    ):
        with pytest.raises(NotHeld, match=f"Clause {clause}"):
            looking()
    assert not LookUp.objects.exists()


def test_whoever_reads_answers_and_opens_nobody_is_shown_to_the_auditor(index, members, auditor):
    put(index, members[TRUST])
    for _ in range(41):
        look_ups.search(index=index, asked=ANN, by=members[TRUST], at=workday(10), **WHY)
    kinds = {sign.kind: sign.count for sign in watching.signs_of(index, auditor, on=today())}
    assert (kinds[WatchKind.MANY], kinds[WatchKind.FISHING]) == (41, 41)
