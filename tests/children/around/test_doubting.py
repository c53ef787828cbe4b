"""Who sees an error says so; the organisation that said it corrects it, and nobody else does."""

from uuid import uuid4

import pytest

from sharewell.children.around import doubting
from sharewell.children.models import Child, Doubt
from sharewell.children.records.ending import destroy_due
from sharewell.ledger.models import Leaf
from sharewell.partners.context import seeing
from tests.children.cast import MARY, put
from tests.children.records.cast import NINETEEN, night
from tests.sharing.cast import COUNCIL, TRUST, now
from tests.walls.roles import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(index, members):
    return put(index, members[TRUST]).child


@pytest.fixture
def doubt(members):
    def doubt(child, *fields, key=None, **should_be):
        told = {"fields": fields or tuple(should_be), "should_be": should_be}
        return doubting.doubt(child=child, by=members[COUNCIL], at=now(), key=key or uuid4(), **told)

    return doubt


def waiting(member):
    return list(doubting.doubts(member.organisation))


def test_a_doubt_waits_for_whoever_said_it_and_for_nobody_else(child, doubt, members):
    with as_role("app"), seeing(organisation=members[COUNCIL].organisation_id):
        doubt(child, surname="Quintrell-Smith")
        assert not waiting(members[COUNCIL])
    with as_role("app"), seeing(organisation=members[TRUST].organisation_id):
        (row,) = waiting(members[TRUST])
        assert (row.fields, row.details) == (["surname"], {"surname": "Quintrell-Smith"})
    assert Child.objects.get().details == MARY


def test_what_is_delivered_anew_ends_it(index, child, doubt, members):
    doubt(child, "surname")
    doubt(child, "birth_date")
    put(index, members[TRUST], surname="Quintrell-Smith")
    assert not waiting(members[TRUST])
    assert Leaf.objects.filter(about__startswith="children.doubt:").count() == 2


def test_of_a_record_that_has_ended_nothing_waits_to_be_corrected(index, child, doubt, members):
    doubt(child, "surname")
    assert list(destroy_due(index, at=night(NINETEEN)))
    assert not waiting(members[TRUST])


def test_what_stands_is_answered_by_whoever_said_it_alone(child, doubt, members):
    doubted = doubt(child, "surname")
    with pytest.raises(doubting.CannotDoubt, match=f"Only {TRUST} can answer"):
        doubting.answer(doubt=doubted, by=members[COUNCIL], at=now(), key=uuid4())
    doubting.answer(doubt=doubted, by=members[TRUST], at=now(), key=uuid4())
    assert not waiting(members[TRUST])


def test_only_what_is_said_can_be_doubted_and_a_form_sent_twice_doubts_once(child, doubt):
    for wrong in ((), ("nhs_number",)):
        with pytest.raises(doubting.CannotDoubt):
            doubt(child, *wrong)
    key = uuid4()
    assert doubt(child, "surname", key=key) == doubt(child, "surname", key=key)
    assert Doubt.objects.count() == 1
