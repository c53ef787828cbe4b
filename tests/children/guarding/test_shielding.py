"""A shielded child is found by little and shows little; what an emergency opens shuts by itself and is reviewed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from sharewell.children.guarding import shielding
from sharewell.children.guarding.shielding import CannotShield
from sharewell.children.intake.actions import register
from sharewell.children.jobs import tell_guardian
from sharewell.children.matches import joining
from sharewell.children.models import Child, LookUp, MatchKey, Override
from sharewell.children.search.finding import find
from sharewell.domain.index.policy import Against
from sharewell.ledger.models import Leaf
from sharewell.partners.emergencies import guardians
from tests.children.guarding.cast import ANN
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db

SEEN = {name: ANN[name] for name in ("forename", "surname", "birth_date", "sex", "nhs_number")}


def put(index, by, record="1", **changes):
    return register(index=index, details=ANN | changes, source="roll", record=record, by=by, at=now()).child


def shield(child, by, *, at=None):
    return shielding.shield(child=child, ground="danger", views="child", by=by, at=at or now(), key=uuid4())


@pytest.fixture
def ann(index, members):
    child = put(index, members[TRUST])
    shield(child, members[TRUST])
    return Child.objects.get(pk=child.pk)


def found(index, **asked):
    return [each.child.pk for each in find(index, asked).candidates]


def test_what_stays_in_sight_finds_the_child_and_what_is_hidden_does_not(index, ann):
    assert found(index, forename="Ann", surname="Quintrell", birth_date="2015-05-01") == [ann.pk]
    assert found(index, nhs_number="943 476 5919") == [ann.pk]
    for hidden in ({"postcode": "TQ13 8DF"}, {"phone": "01364 652304"}, {"parent_phone": "07700 900123"}):
        assert found(index, **hidden) == []
        assert found(index, surname="Nobody", **hidden) == []


def test_what_is_hidden_weighs_nothing(index, ann):
    asked = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01"}
    plain = find(index, asked).candidates[0].weight
    for postcode in ("TQ13 8DF", "N17 8HG"):
        candidate = find(index, asked | {"postcode": postcode}).candidates[0]
        assert candidate.weight == plain
        assert candidate.child.told == SEEN


def test_an_alias_finds_nobody(index, ann):
    assert found(index, forename="Anna", surname="Smith", postcode="TQ13 8DF") == []


def test_unshielded_everything_is_back(index, members, ann):
    keys = MatchKey.objects.filter(child=ann).count()
    shielding.unshield(child=ann, by=members[COUNCIL], at=now(), key=uuid4())
    assert Child.objects.get(pk=ann.pk).told == ANN
    assert found(index, postcode="TQ13 8DF", surname="Quintrell") == [ann.pk]
    assert MatchKey.objects.filter(child=ann).count() > keys
    assert shielding.shielding_of(ann) is None
    shield(ann, members[TRUST])  # and may be shielded again


def test_a_correction_by_the_origin_brings_nothing_into_sight(index, members, ann):
    put(index, members[TRUST], postcode="N17 8HG", school="High Road School", town="Tottenham")
    assert Child.objects.get(pk=ann.pk).told == SEEN
    assert found(index, postcode="N17 8HG", surname="Quintrell") == []


def test_what_another_delivers_of_the_child_is_hidden_with_it(index, members, ann):
    other = put(index, members[COUNCIL])
    other.refresh_from_db()
    assert other.first == ann.pk
    assert other.told == SEEN
    assert found(index, postcode="TQ13 8DF") == []


def test_what_is_parted_from_it_stays_hidden_until_somebody_says_otherwise(index, members, ann):
    other = put(index, members[COUNCIL])
    other.refresh_from_db()
    joining.part(rows=[other], by=members[COUNCIL], at=now(), key=uuid4())
    other = Child.objects.get(pk=other.pk)
    assert (other.first, other.told) == (other.pk, SEEN)
    shielding.unshield(child=other, by=members[COUNCIL], at=now(), key=uuid4())
    assert Child.objects.get(pk=other.pk).told == ANN


def test_shielding_needs_its_ground_and_the_views_and_is_done_once(index, members, ann):
    child = put(index, members[TRUST], record="2", forename="Tom", birth_date="2012-02-11", nhs_number="")
    with pytest.raises(Against, match=r"Clause 4\.2"):
        shielding.shield(child=child, ground="danger", views=" ", by=members[TRUST], at=now(), key=uuid4())
    with pytest.raises(CannotShield, match="already"):
        shield(ann, members[TRUST])


def test_the_leaf_of_a_shielding_names_nobody_and_its_clause(ann):
    leaf = Leaf.objects.get(about__startswith="children.shielding:")
    assert b'"4.1"' in bytes(leaf.body)
    assert b"danger" not in bytes(leaf.body)


# --- the emergency --------------------------------------------------------------------------------------


def ask(child, by, *, at=None, ground="significant-harm", why="She is on the phone"):
    return shielding.ask_to_open(child=child, ground=ground, why=why, by=by, at=at or now(), key=uuid4())


def confirm(asked, by, *, at=None):
    return shielding.confirm(asked=asked, by=by, at=at or now(), key=uuid4())


def test_it_opens_in_two_steps_and_not_in_one(index, members, ann):
    by, start = members[TRUST], now()
    asked = ask(ann, by, at=start)
    assert shielding.is_open_to(ann, by, at=start) is None
    opened = confirm(asked, by, at=start)
    assert shielding.is_open_to(ann, by, at=start) == opened
    assert shielding.is_open_to(ann, members[COUNCIL], at=start) is None


@pytest.mark.parametrize(("after", "is_open"), [(0, True), (60 * 60 - 1, True), (60 * 60, False)])
def test_it_shuts_by_itself_after_the_text_s_sixty_minutes(index, members, ann, after, is_open):
    by, start = members[TRUST], now()
    confirm(ask(ann, by, at=start), by, at=start)
    assert bool(shielding.is_open_to(ann, by, at=start + timedelta(seconds=after))) is is_open


@pytest.mark.parametrize(("after", "may"), [(-1, False), (0, True), (599, True), (600, False)])
def test_the_second_step_follows_soon(index, members, ann, after, may):
    by, start = members[TRUST], now()
    asked, later = ask(ann, by, at=start), start + timedelta(seconds=after)
    if may:
        assert confirm(asked, by, at=later).until == later + timedelta(minutes=60)
    else:
        with pytest.raises(CannotShield, match="too long ago"):
            confirm(asked, by, at=later)


def test_nobody_confirms_for_another_or_twice(index, members, ann):
    asked = ask(ann, members[TRUST])
    with pytest.raises(CannotShield, match="Only who asked"):
        confirm(asked, members[COUNCIL])
    opened = confirm(asked, members[TRUST])
    for again in (asked, opened):
        with pytest.raises(CannotShield):
            confirm(again, members[TRUST])


@pytest.mark.parametrize(("ground", "why"), [("", "x"), ("significant-harm", " "), ("curiosity", "x")])
def test_it_takes_a_ground_of_the_table_and_a_reason(index, members, ann, ground, why):
    with pytest.raises((CannotShield, Against)):
        ask(ann, members[TRUST], ground=ground, why=why)


def test_the_same_form_opens_once(index, members, ann):
    asked, key, at = ask(ann, members[TRUST]), uuid4(), now()
    first, second = (shielding.confirm(asked=asked, by=members[TRUST], at=at, key=key) for _ in range(2))
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
    assert shielding.review_due(opened) > now().date()
    told = {"opening": opened, "justified": True, "reason": "It could not wait", "at": now()}
    with pytest.raises(CannotShield):
        shielding.review(by=members[TRUST], key=uuid4(), **told)
    assert not LookUp.objects.exists()


def test_what_is_shielded_anew_is_shut_to_whoever_opened_it_before(members, ann):
    by, began = members[TRUST], now()

    def opened():
        asked = shielding.ask_to_open(
            child=ann, ground="significant-harm", why="x", by=by, at=began + timedelta(minutes=2), key=uuid4()
        )
        return shielding.confirm(asked=asked, by=by, at=began + timedelta(minutes=2), key=uuid4())

    first, soon = opened(), began + timedelta(minutes=5)
    assert shielding.is_open_to(ann, by, at=soon) == first
    shielding.unshield(child=ann, by=by, at=began + timedelta(minutes=3), key=uuid4())
    shield(ann, by, at=began + timedelta(minutes=4))
    assert shielding.is_open_to(Child.objects.get(pk=ann.pk), by, at=soon) is None
