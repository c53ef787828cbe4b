"""Somebody shields a child in the very moment in which an organisation corrects what it says of it.

Whichever comes first, nothing that is hidden finds the child afterwards.
"""

from uuid import uuid4

import pytest

from sharewell.children.around import doubting
from sharewell.children.guarding import shielding
from sharewell.children.intake import delivering, loading, making, reading
from sharewell.children.intake.actions import register
from sharewell.children.models import Child, MatchKey
from sharewell.children.records import facts, keying
from sharewell.children.records.policies import policy_at
from sharewell.children.search.finding import find
from sharewell.ledger.acts import act
from sharewell.partners.context import seeing
from tests.beside import meanwhile
from tests.children.guarding.cast import ANN
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db(transaction=True)

MOVED = ANN | {"postcode": "N17 8HG", "phone": "01632 960999"}


@pytest.fixture
def both(index, members):
    """The child's own row, and what another organisation says of it."""
    return [
        register(index=index, details=ANN, source="roll", record="1", by=members[name], at=now()).child
        for name in (TRUST, COUNCIL)
    ]


def shield(child, by):
    with seeing(organisation=by.organisation_id):
        shielding.shield(child=child, ground="danger", views="child", by=by, at=now(), key=uuid4())


def nothing_hidden_finds(index):
    for told in (ANN, MOVED):
        for name in ("postcode", "phone"):
            assert not find(index, {"surname": "Quintrell", name: told[name]}).candidates
    for row in Child.objects.all():
        found_by = MatchKey.objects.filter(child=row.pk).values_list("key", flat=True)
        assert set(found_by) == set(keying.keys_of(index.pk, facts.row(row.told)).every)


@pytest.mark.parametrize("place", [0, 1])
def test_it_is_shielded_while_a_correction_is_under_way(index, members, both, place, monkeypatch):
    by, begun = members[(TRUST, COUNCIL)[place]], []

    def shielded_meanwhile(*args, **kwargs):
        begun.append(meanwhile(lambda: shield(both[0], members[TRUST])))

    # The last that a correction does before its leaf: its own keys are written by then, and its transaction is open.
    monkeypatch.setattr(doubting, "corrected", shielded_meanwhile)
    with seeing(organisation=by.organisation_id):
        register(index=index, details=MOVED, source="roll", record="1", by=by, at=now())
    ((thread, wrong),) = begun
    thread.join()
    assert not wrong
    nothing_hidden_finds(index)


@pytest.mark.parametrize("place", [0, 1])
def test_it_is_shielded_after_a_delivery_found_its_row_and_before_it_is_corrected(index, members, both, place):
    by, at = members[(TRUST, COUNCIL)[place]], now()
    with seeing(organisation=by.organisation_id), act():
        to = delivering.delivering(index=index, source="roll", by=by, at=at)
        told = delivering.record_of(to, MOVED, record="1")
        row = delivering.there(told)
        thread, wrong = meanwhile(lambda: shield(both[0], members[TRUST]))
        delivering.again(to, told, row)
    thread.join()
    assert not wrong
    nothing_hidden_finds(index)


@pytest.mark.parametrize("moment", ["hold", "_write"])
def test_it_is_shielded_while_a_record_is_delivered_that_may_be_its(index, members, moment, monkeypatch):
    by, begun, then = members[TRUST], [], getattr(making, moment)
    told = {name: ANN[name] for name in ("forename", "surname", "birth_date", "sex")}
    first = register(index=index, details=told, source="roll", record="1", by=by, at=now()).child

    def shielded_meanwhile(*args):
        begun.append(meanwhile(lambda: shield(first, by)))
        if moment == "hold":  # nobody holds the row yet
            begun[0][0].join()
        return then(*args)

    monkeypatch.setattr(making, moment, shielded_meanwhile)
    like = told | {"forename": "Annabel", "postcode": MOVED["postcode"], "phone": MOVED["phone"]}
    with seeing(organisation=by.organisation_id):
        second = register(index=index, details=like, source="records", record="1", by=by, at=now())
    ((thread, wrong),) = begun
    thread.join()
    assert not wrong
    assert second.outcome is delivering.Outcome.POSSIBLE
    assert all(row.shows for row in Child.objects.all())
    nothing_hidden_finds(index)


def test_it_is_shielded_while_a_load_corrects_two_rows_of_it_the_later_first(index, members, tmp_path, monkeypatch):
    by, begun, corrected = members[TRUST], [], doubting.corrected

    def load(phone):
        line = "Ann,Quintrell,2015-05-01,TQ13 8DF"
        file = tmp_path / "roll.csv"
        file.write_text(f"id,forename,surname,dob,postcode,phone\n2,{line},{phone}\n1,{line},{phone}\n")
        read = reading.read(file, policy_at(index, now()), told={})
        return loading.load(loading.Load(read=read, index=index, source="roll", by=by, at=now()), key=uuid4())

    for record in "12":
        register(index=index, details=ANN, source="roll", record=record, by=by, at=now())
    own = Child.objects.get(merged_into=None)

    def shielded_meanwhile(*args, **kwargs):
        if not begun:
            begun.append(None)
            begun[0] = meanwhile(lambda: shield(own, by))
        corrected(*args, **kwargs)

    monkeypatch.setattr(doubting, "corrected", shielded_meanwhile)
    assert load("01632 960999").delivery.outcomes == {"corrected": 2}
    ((thread, wrong),) = begun
    thread.join()
    assert not wrong
    assert all(row.shows for row in Child.objects.all())
    nothing_hidden_finds(index)
