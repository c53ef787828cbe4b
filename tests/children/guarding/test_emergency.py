"""What an emergency opens takes two steps and a ground, shuts by itself, is told to the guardian and reviewed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from sharewell.children.guarding import emergency, shielding
from sharewell.children.guarding.emergency import CannotOverride
from sharewell.children.jobs import tell_guardian
from sharewell.children.models import Child, LookUp, Override
from sharewell.domain.index.policy import Against
from sharewell.partners.emergencies import guardians
from tests.children.guarding.cast import shield
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db


def ask(child, by, *, at=None, ground="significant-harm", why="She is on the phone"):
    return emergency.ask_to_open(child=child, ground=ground, why=why, by=by, at=at or now(), key=uuid4())


def confirm(asked, by, *, at=None):
    return emergency.confirm(asked=asked, by=by, at=at or now(), key=uuid4())


def test_it_opens_in_two_steps_and_not_in_one(index, members, ann):
    by, start = members[TRUST], now()
    asked = ask(ann, by, at=start)
    assert emergency.is_open_to(ann, by, at=start) is None
    opened = confirm(asked, by, at=start)
    assert emergency.is_open_to(ann, by, at=start) == opened
    assert emergency.is_open_to(ann, members[COUNCIL], at=start) is None


@pytest.mark.parametrize(("after", "is_open"), [(0, True), (60 * 60 - 1, True), (60 * 60, False)])
def test_it_shuts_by_itself_after_the_text_s_sixty_minutes(index, members, ann, after, is_open):
    by, start = members[TRUST], now()
    confirm(ask(ann, by, at=start), by, at=start)
    assert bool(emergency.is_open_to(ann, by, at=start + timedelta(seconds=after))) is is_open


@pytest.mark.parametrize(("after", "may"), [(-1, False), (0, True), (599, True), (600, False)])
def test_the_second_step_follows_soon(index, members, ann, after, may):
    by, start = members[TRUST], now()
    asked, later = ask(ann, by, at=start), start + timedelta(seconds=after)
    if may:
        assert confirm(asked, by, at=later).until == later + timedelta(minutes=60)
    else:
        with pytest.raises(CannotOverride, match="too long ago"):
            confirm(asked, by, at=later)


def test_nobody_confirms_for_another_or_twice(index, members, ann):
    asked = ask(ann, members[TRUST])
    with pytest.raises(CannotOverride, match="Only who asked"):
        confirm(asked, members[COUNCIL])
    opened = confirm(asked, members[TRUST])
    for again in (asked, opened):
        with pytest.raises(CannotOverride):
            confirm(again, members[TRUST])


@pytest.mark.parametrize(("ground", "why"), [("", "x"), ("significant-harm", " "), ("curiosity", "x")])
def test_it_takes_a_ground_of_the_table_and_a_reason(index, members, ann, ground, why):
    with pytest.raises((CannotOverride, Against)):
        ask(ann, members[TRUST], ground=ground, why=why)


def test_the_same_form_opens_once(index, members, ann):
    asked, key, at = ask(ann, members[TRUST]), uuid4(), now()
    first, second = (emergency.confirm(asked=asked, by=members[TRUST], at=at, key=key) for _ in range(2))
    assert first == second
    assert Override.objects.filter(confirms__isnull=False).count() == 1


def test_the_guardian_is_told_and_the_letter_names_nobody(index, members, ann):
    opened = confirm(ask(ann, members[TRUST]), members[TRUST])
    for reader in guardians(opened.organisation, on=today()):
        tell_guardian(organisation=opened.organisation_id, opening=opened.pk, membership=reader.pk)
    assert mail.outbox
    for letter in mail.outbox:
        said = letter.subject + letter.body
        assert ann.reference in said
        assert not any(word in said for word in ("Ann", "Quintrell", "phone"))


def test_a_second_person_reviews_it_by_the_text_s_day(index, members, published, ann):
    opened = confirm(ask(ann, members[TRUST]), members[TRUST])
    assert emergency.review_due(opened) > now().date()
    told = {"opening": opened, "justified": True, "reason": "It could not wait", "at": now()}
    with pytest.raises(CannotOverride):
        emergency.review(by=members[TRUST], key=uuid4(), **told)
    assert not LookUp.objects.exists()


def test_what_is_shielded_anew_is_shut_to_whoever_opened_it_before(members, ann):
    by, began = members[TRUST], now()

    def opened():
        asked = emergency.ask_to_open(
            child=ann, ground="significant-harm", why="x", by=by, at=began + timedelta(minutes=2), key=uuid4()
        )
        return emergency.confirm(asked=asked, by=by, at=began + timedelta(minutes=2), key=uuid4())

    first, soon = opened(), began + timedelta(minutes=5)
    assert emergency.is_open_to(ann, by, at=soon) == first
    shielding.unshield(child=ann, by=by, at=began + timedelta(minutes=3), key=uuid4())
    shield(ann, by, at=began + timedelta(minutes=4))
    assert emergency.is_open_to(Child.objects.get(pk=ann.pk), by, at=soon) is None
