"""A record that may be a shielded child's is hidden too: its address would tell where the child is.

It stays so until the keeper of the index says that it is another child's.
"""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from sharewell.children.guarding import shielding
from sharewell.children.intake import loading
from sharewell.children.intake.actions import register
from sharewell.children.intake.delivering import Outcome
from sharewell.children.intake.reading import Told
from sharewell.children.matches import joining
from sharewell.children.models import Child, Possible
from sharewell.children.search.finding import find
from sharewell.partners.context import seeing
from tests.children.browsing import opened, post, words
from tests.children.guarding.cast import shield
from tests.sharing.cast import COUNCIL, TRUST, now
from tests.walls.roles import as_role

pytestmark = pytest.mark.django_db

ANN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01", "sex": "f"}
BEFORE, BY_NOW = {"postcode": "TQ13 8DF"}, {"postcode": "N17 8HG", "phone": "01632 960999"}
LIKE = ({"forename": "Annabel"}, {"birth_date": "2015"}, {"sex": "m"}, {"surname": "Smith"})
ANOTHER = {"forename": "Bo", "surname": "Vane", "birth_date": "2012-02-11"} | BY_NOW


@pytest.fixture
def deliver(index, members):
    def deliver(details, record, by=TRUST):
        return register(index=index, details=details, source="roll", record=record, by=members[by], at=now())

    return deliver


@pytest.fixture
def ann(deliver, members):
    child = deliver(ANN | BEFORE, "ann", by=COUNCIL).child
    shield(child, members[COUNCIL])
    return Child.objects.get(pk=child.pk)


def at_home(index, surname="Quintrell"):
    return [each.reference for each in find(index, {"surname": surname} | BY_NOW).candidates]


@pytest.mark.parametrize("like", LIKE)
def test_what_is_delivered_of_who_may_be_a_shielded_child_is_hidden(index, ann, deliver, like):
    done = deliver(ANN | BY_NOW | like, "1")
    assert done.outcome is Outcome.POSSIBLE
    row = Child.objects.get(pk=done.child.pk)
    assert row.told == ANN | like
    assert not at_home(index, surname=row.told["surname"])


def test_so_it_is_in_an_extract_and_nobody_after_it_is_found_by_what_it_hides(index, ann, members):
    member = members[TRUST]
    after = {"forename": "Cy", "surname": "Dunley", "birth_date": "2018-08-23"} | BY_NOW
    rows = [ANOTHER, *(ANN | BY_NOW | like for like in LIKE), after]
    told = loading.Load(read=SimpleNamespace(sound=0), index=index, source="roll", by=member, at=now())
    with as_role("app"), seeing(organisation=member.organisation_id, person=member.user_id):
        to = loading._delivering(told)
        lines = [Told(line=at, record=str(at), details=each) for at, each in enumerate(rows)]
        loading._take_in(told, to, [*loading._ready(to, lines, new=True)])
    for row in Child.objects.filter(organisation=member.organisation):
        is_in_sight = row.details["forename"] in ("Bo", "Cy")
        assert (row.shows is None) is is_in_sight
        assert (row.reference in at_home(index, surname=row.details["surname"])) is is_in_sight


def test_what_waits_for_a_persons_eyes_is_hidden_when_the_child_is_shielded(index, members, deliver):
    first = deliver(ANN | BEFORE, "1", by=COUNCIL).child
    second = deliver(ANN | BY_NOW | LIKE[0], "2").child
    other = deliver(ANOTHER, "3").child
    assert at_home(index)[0] == second.reference
    shield(first, members[COUNCIL])
    assert second.reference not in at_home(index)
    assert Child.objects.get(pk=other.pk).shows is None


def test_who_was_found_to_be_another_child_stays_in_sight(index, members, deliver):
    first = deliver(ANN | BEFORE, "1", by=COUNCIL).child
    second = deliver(ANN | BY_NOW | LIKE[0], "2").child
    signed = {"by": members[COUNCIL], "at": now(), "key": uuid4()}
    joining.settle(possible=Possible.objects.get(), same=False, **signed)
    shield(first, members[COUNCIL])
    assert at_home(index) == [second.reference]


def test_the_keepers_manager_is_told_and_brings_back_who_is_another_child(index, members, ann, deliver, client_of):
    row = deliver(ANN | BY_NOW | LIKE[0], "1").child
    for name in ("social.worker", "health.manager"):
        assert row.reference not in words(client_of(name).get("/children/guarded"))
    keeper = client_of("council.manager")
    said = words(keeper.get("/children/guarded"))
    assert "Hidden because they may be a shielded child" in said
    assert row.reference in said
    assert "This record is shielded" in words(opened(keeper, row))
    assert post(keeper, f"/children/{row.reference}/unshield").status_code == 302
    assert at_home(index) == [row.reference]
    assert row.reference not in words(keeper.get("/children/guarded"))
    assert Child.objects.get(pk=ann.pk).told == ANN


def test_nobody_else_brings_it_back(members, ann, deliver):
    row = deliver(ANN | BY_NOW | LIKE[0], "1").child
    with pytest.raises(shielding.CannotShield, match="the keeper"):
        shielding.unshield(child=row, by=members[TRUST], at=now(), key=uuid4())


def test_it_may_be_shielded_for_its_own_sake(index, members, ann, deliver):
    row = deliver(ANN | BY_NOW | LIKE[0], "1").child
    assert [each.pk for each in shielding.perhaps_shielded(index)] == [row.pk]
    shield(row, members[TRUST])
    assert not shielding.perhaps_shielded(index)
    with pytest.raises(shielding.CannotShield, match="already"):
        shield(row, members[TRUST])
    shielding.unshield(child=ann, by=members[COUNCIL], at=now(), key=uuid4())
    assert not at_home(index)
