"""The demo's index: somebody new finds a child at once, and a pair waits to be looked at."""

import pytest

from sharewell.children.models import Child, Index, Joining, Possible
from sharewell.children.moves import transfers
from sharewell.children.search.finding import find
from sharewell.project.demo import seed_children
from tests.sharing.cast import today

pytestmark = pytest.mark.django_db


def test_the_demo_has_families_twins_and_pairs_to_look_at(published):
    seed_children()
    rows = Child.objects.count()
    seed_children()
    assert Child.objects.count() == rows  # a second start makes nobody twice
    index = Index.objects.get(area="Haringey")
    (offered,) = transfers.received(index.keeper)
    assert not offered.is_late(today())
    assert transfers.made(offered.offer.organisation) == [offered]
    found = find(index, {"surname": "Quintrell", "postcode": "N17 9LJ"})
    quintrells = [each for each in found.candidates if each.child.told["surname"].startswith("Quintrel")]
    assert {each.child.told["forename"] for each in quintrells} == {"Mary", "Ellen", "Tom"}
    assert len({each.reference for each in quintrells}) == 3
    assert Joining.objects.exists()
    assert Possible.objects.exists()
