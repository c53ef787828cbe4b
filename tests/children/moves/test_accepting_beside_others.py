"""A record of another area is accepted in the very moment in which somebody acts on the child that it turns out to be.

Neither waits for the other without end, and both are done.
"""

import pytest

from sharewell.children.guarding import shielding
from sharewell.children.matches import joining
from sharewell.children.moves import moving, transfers
from sharewell.partners.context import seeing
from tests.beside import meanwhile
from tests.children.moves.cast import ANN, offered, put, signed

pytestmark = pytest.mark.django_db(transaction=True)


def once_before(monkeypatch, where, name, deed):
    """Have something begin beside the act that is under way, the moment before it goes on with this."""
    begun, goes_on = [], getattr(where, name)

    def then(*args, **kwargs):
        monkeypatch.setattr(where, name, goes_on)
        begun.append(meanwhile(deed))
        return goes_on(*args, **kwargs)

    monkeypatch.setattr(where, name, then)
    return begun


def test_it_is_shielded_there_meanwhile(child, there, manager, other, monkeypatch):
    with seeing(organisation=other.organisation_id):
        known = put(there, other)
    with seeing(organisation=manager.organisation_id):
        shielding.shield(child=child, ground="danger", views="child", **signed(manager))
        offer = offered(child, there, manager)

    def shielded():
        with seeing(organisation=other.organisation_id):
            shielding.shield(child=known, ground="danger", views="child", **signed(other))

    begun = once_before(monkeypatch, moving, "_with_it", shielded)
    with seeing(organisation=other.organisation_id):
        transfers.accept(offer=offer, **signed(other))
    ((thread, wrong),) = begun
    thread.join()
    assert [str(each) for each in wrong] == ["This record is shielded already."]


def test_it_is_joined_there_meanwhile(child, there, index, members, manager, other, monkeypatch):
    bea = ANN | {"forename": "Beatrix", "birth_date": "2011-02-03"}
    with seeing(organisation=other.organisation_id):
        ann, bea_there = (put(there, other, record=str(at), **told) for at, told in enumerate((ANN, bea)))
    with seeing(organisation=manager.organisation_id):
        second = put(index, manager, record="2", **bea)
        joining.join(rows=[second], into=child, **signed(manager))
        offer = offered(child, there, manager)

    def joined():
        with seeing(organisation=other.organisation_id):
            joining.join(rows=[bea_there], into=ann, **signed(other))

    begun = once_before(monkeypatch, joining, "join", joined)
    with seeing(organisation=other.organisation_id):
        transfers.accept(offer=offer, **signed(other))
    ((thread, wrong),) = begun
    thread.join()
    assert not wrong
