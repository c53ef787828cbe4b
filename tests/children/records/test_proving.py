"""That a record was destroyed is proved to anybody, and only while nothing of it is left."""

import json

import pytest
from django.db import connection

from sharewell.children.intake.actions import register
from sharewell.children.models import Child
from sharewell.children.records.ending import destroy_due
from sharewell.children.records.proving import NotDestroyed, proof_of, prove
from sharewell.ledger.models import Leaf
from tests.children.records.cast import BORN, NINETEEN, night
from tests.sharing.cast import TRUST, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(index, members):
    told = {"index": index, "source": "roll", "record": "1", "by": members[TRUST], "at": now()}
    details = {"forename": "Annabellina", "surname": "Quintrellsworth", "birth_date": BORN.isoformat()}
    return register(details=details, **told).child


def destroy(index):
    assert len([*destroy_due(index, at=night(NINETEEN))]) == 1


def test_the_proof_names_nobody_is_in_the_ledger_and_verifies(index, ann):
    with pytest.raises(NotDestroyed):
        prove(index, ann.reference)
    destroy(index)
    proof = prove(index, ann.reference.lower())
    assert (proof.on, proof.clause, proof.rows) == (NINETEEN, "9.1", 1)
    leaf = json.loads(bytes(Leaf.objects.get(index=proof.leaf).body))
    assert (leaf["act"], leaf["clauses"]) == ("destruction", ["9.1"])
    assert proof_of(ann.reference) == proof


def test_a_proof_does_not_verify_while_a_key_is_there(index, ann):
    kept = bytes(ann.wrapped)
    destroy(index)
    Child.objects.filter(pk=ann.pk).update(wrapped=kept)
    with pytest.raises(NotDestroyed, match="not whole"):
        prove(index, ann.reference)


def test_a_proof_that_was_changed_past_the_program_does_not_verify(index, ann):
    destroy(index)
    with connection.cursor() as cursor:
        cursor.execute('UPDATE children_destruction SET "on" = "on" - 1')
    with pytest.raises(NotDestroyed, match="ledger"):
        prove(index, ann.reference)
