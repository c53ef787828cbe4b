"""Who sees an index in the database: its partners. Who writes in it: each partner in its own name."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sharewell.children.models import Child, Index, LookUp, Partner
from sharewell.children.records.queries import NotAPartner
from sharewell.domain.errors import Erased
from sharewell.ledger.acts import act
from sharewell.ledger.models import Leaf
from sharewell.partners.context import seeing
from tests.children.cast import MARY, organisation, put
from tests.sharing.cast import COUNCIL, POLICE, TRUST, now
from tests.walls.roles import as_role, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(index, members):
    return put(index, members[TRUST]).child


def test_every_partner_sees_a_child_that_one_of_them_delivered(child):
    for name in (COUNCIL, TRUST):
        with as_role("app"), seeing(organisation=organisation(name).pk):
            assert Child.objects.get().details == MARY


def test_whoever_takes_no_part_sees_nobody(child):
    with as_role("app"):
        assert not Child.objects.exists()
        with seeing(organisation=organisation(POLICE).pk):
            assert not Child.objects.exists()
            assert Index.objects.exists()  # their protocols are public


def test_nobody_delivers_in_anothers_name(index, members):
    with as_role("app"), seeing(organisation=organisation(COUNCIL).pk), refused():
        put(index, members[TRUST])


def test_whoever_takes_no_part_delivers_nothing(index, members):
    stranger = members[TRUST]
    Partner.objects.filter(organisation=stranger.organisation).delete()
    with pytest.raises(NotAPartner):
        put(index, stranger)
    with as_role("app"), seeing(organisation=stranger.organisation_id), refused():
        Child.objects.create(
            index=index, organisation=stranger.organisation, origin=b"x", content=b"x", details={}, since=now(), **key()
        )


def key():
    from uuid import uuid4

    from sharewell.keys import sealing
    from sharewell.keys.models import masters

    name = uuid4()
    return {"key_id": name, "wrapped": sealing.wrap(sealing.new_key(), masters(), key_id=name)}


@pytest.mark.parametrize("name", [COUNCIL, TRUST])
def test_only_its_keeper_lets_others_take_part(index, name):
    with as_role("app"), seeing(organisation=organisation(name).pk):
        joining = Partner(index=index, organisation=organisation(POLICE))
        if name == COUNCIL:
            joining.save()
        else:
            with refused():
                joining.save()


def test_no_child_is_ever_removed(child):
    for role in ("app", "worker"):
        with as_role(role), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Child.objects.all()._raw_delete("default")


def test_a_look_up_is_put_on_record_in_ones_own_name(index, members, child):
    told = {"index": index, "organisation": members[TRUST].organisation, "by": members[TRUST].user, "at": now()}
    row = {"key": child.key_id, "reason": "safeguarding", "answered": 1, "child": child}
    with as_role("app"), seeing(organisation=organisation(COUNCIL).pk), refused(), act():
        LookUp(**told, **row).save(by_action=True)
    with as_role("app"), seeing(organisation=organisation(TRUST).pk), act():
        LookUp(**told, **row).save(by_action=True)
    assert Leaf.objects.filter(about__startswith="children.lookup:").count() == 1


def test_the_database_holds_none_of_the_words(child):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(children_child)::text FROM children_child")
        (row,) = cursor.fetchone()
    for word in ("Mary", "Quintrell", "2015", "TQ13"):
        assert word not in row
        assert word.encode().hex() not in row


def test_without_its_key_a_child_is_nothing_any_more(child):
    Child.objects.filter(pk=child.pk).update(wrapped=None, erased_at=now(), erased_under="4.1")
    with pytest.raises(Erased, match=r"clause 4\.1"):
        _ = Child.objects.get().details


def test_what_is_delivered_again_is_no_change_and_what_is_changed_is_a_correction(index, members):
    first = put(index, members[TRUST])
    assert first.outcome == "new"
    assert put(index, members[TRUST]).outcome == "unchanged"
    changed = put(index, members[TRUST], surname="Quintrell-Smith")
    assert (changed.outcome, changed.child) == ("corrected", first.child)
    assert Child.objects.get().details["surname"] == "Quintrell-Smith"
