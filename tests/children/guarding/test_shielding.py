"""A shielded child is found by little and shows little."""

from uuid import uuid4

import pytest

from sharewell.children.around import involving
from sharewell.children.guarding import shielding
from sharewell.children.guarding.shielding import CannotShield
from sharewell.children.matches import joining
from sharewell.children.models import Child, MatchKey
from sharewell.children.search.finding import find
from sharewell.domain.index.held import NotHeld
from sharewell.domain.index.policy import Against
from sharewell.ledger.models import Leaf
from sharewell.partners.models import Membership
from tests.children.guarding.cast import ANN, put, shield
from tests.sharing.cast import COUNCIL, POLICE, TRUST, now

pytestmark = pytest.mark.django_db

SEEN = {name: ANN[name] for name in ("forename", "surname", "birth_date", "sex", "nhs_number")}


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


@pytest.fixture
def members(members):
    rows = Membership.objects.select_related("organisation", "user")
    return members | {POLICE: rows.filter(organisation__name=POLICE)[0]}


@pytest.fixture
def shielded_by_both(index, members):
    """Two rows that were parted, shielded each by its own organisation, and are one child again."""
    first, second = (put(index, members[name]) for name in (TRUST, COUNCIL))
    parted = joining.part(rows=[second], by=members[TRUST], at=now(), key=uuid4())
    rows = [Child.objects.get(pk=row.pk) for row in (first, second)]
    for row, name in zip(rows, (TRUST, POLICE), strict=True):
        shield(row, members[name])
    joining.undo(joining=parted, by=members[TRUST], at=now(), key=uuid4())
    return rows


@pytest.mark.parametrize("name", [TRUST, POLICE])
def test_nobody_but_the_keeper_ends_what_another_shielded_of_the_same_child(members, shielded_by_both, name):
    for row in shielded_by_both:
        with pytest.raises(CannotShield, match="the keeper"):
            shielding.unshield(child=row, by=members[name], at=now(), key=uuid4())
    assert all(row.told == SEEN for row in Child.objects.all())


def test_the_keeper_ends_every_shielding_of_the_child(index, members, shielded_by_both):
    key = uuid4()
    for _ in range(2):  # sent again, it is done once
        shielding.unshield(child=shielded_by_both[0], by=members[COUNCIL], at=now(), key=key)
    assert all(row.told == ANN for row in Child.objects.all())
    assert not any(involving.to_review(index, by=members[name]) for name in (TRUST, POLICE))
    shield(shielded_by_both[0], members[TRUST])


def test_who_shielded_a_row_ends_it_also_where_it_was_joined_to_another(index, members):
    first, second = (put(index, members[name]) for name in (TRUST, COUNCIL))
    parted = joining.part(rows=[second], by=members[TRUST], at=now(), key=uuid4())
    shield(Child.objects.get(pk=second.pk), members[POLICE])
    joining.undo(joining=parted, by=members[TRUST], at=now(), key=uuid4())
    assert Child.objects.get(pk=first.pk).told == SEEN
    shielding.unshield(child=first, by=members[POLICE], at=now(), key=uuid4())
    assert all(row.told == ANN for row in Child.objects.all())


def test_shielding_needs_its_ground_and_the_views_and_is_done_once(index, members, ann):
    child = put(index, members[TRUST], record="2", forename="Tom", birth_date="2012-02-11", nhs_number="")
    with pytest.raises(Against, match=r"Clause 4\.2"):
        shielding.shield(child=child, ground="danger", views=" ", by=members[TRUST], at=now(), key=uuid4())
    with pytest.raises(CannotShield, match="already"):
        shield(ann, members[TRUST])


@pytest.mark.parametrize(
    "told", [{"ground": "Her father has found out where they are living now."}, {"views": "Diagnosis"}]
)
def test_why_it_is_shielded_and_whose_views_were_heard_are_a_few_words(index, members, told):
    child = put(index, members[TRUST])
    words = {"ground": "danger", "views": "the mother"} | told
    with pytest.raises(NotHeld, match=r"Clause 2\.[23]"):
        shielding.shield(child=child, by=members[COUNCIL], at=now(), key=uuid4(), **words)
    child.refresh_from_db()
    assert child.shows is None


def test_those_whose_views_were_heard_may_have_come_with_somebody(index, members):
    child = put(index, members[TRUST])
    told = {"ground": "danger", "views": "the mother with her worker"}
    shielding.shield(child=child, by=members[COUNCIL], at=now(), key=uuid4(), **told)
    child.refresh_from_db()
    assert child.shows is not None


def test_the_leaf_of_a_shielding_names_nobody_and_its_clause(ann):
    leaf = Leaf.objects.get(about__startswith="children.shielding:")
    assert b'"4.1"' in bytes(leaf.body)
    assert b"danger" not in bytes(leaf.body)
